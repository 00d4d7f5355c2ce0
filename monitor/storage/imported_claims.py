"""Keeping what an import adds, and what it leaves for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.catalog.importers.plan import Addition, ImportPlan
from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import ModelCard
from monitor.storage.claims import add_claim_row, claim_row
from monitor.storage.model_cards import card_row, save_card
from monitor.storage.tables import ImportRemarkRow


class RemarkKind(StrEnum):
    """What a person has to look at."""

    CONFLICT = "conflict"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class ImportRemark:
    """Something that an import left for a person.

    Attributes:
        source: from where was imported, such as "ecologits".
        subject: the card and field of a conflict, or the id that means no card.
        card: None where no card is meant.
    """

    source: str
    kind: RemarkKind
    subject: str
    card: str | None
    told: str


def keep_import(
    session: Session, workspace_id: int, source: str, plan: ImportPlan, now: datetime
) -> None:
    """Add the claims, and remember the conflicts and unresolved ids in the place of earlier ones.

    Claims that are superseded stay on their card, marked.
    """
    by_card: dict[str, list[Addition]] = defaultdict(list)
    for addition in plan.additions:
        by_card[addition.card].append(addition)
    for key, additions in by_card.items():
        row = card_row(session, workspace_id, key)
        card_id = row.id if row is not None else _card_on_shipped(session, workspace_id, key, now)
        for addition in additions:
            _add(session, (workspace_id, card_id), addition, now)
    session.execute(
        delete(ImportRemarkRow)
        .where(ImportRemarkRow.workspace_id == workspace_id, ImportRemarkRow.source == source)
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        ImportRemarkRow(
            workspace_id=workspace_id,
            source=remark.source,
            kind=remark.kind.value,
            subject=remark.subject,
            card=remark.card,
            told=remark.told,
            at=now,
        )
        for remark in remarks_of(source, plan)
    )
    session.flush()


def _add(session: Session, place: tuple[int, int], addition: Addition, now: datetime) -> None:
    workspace_id, card_id = place
    replaced = addition.supersedes
    is_own = replaced is not None and replaced.isdecimal()
    older = claim_row(session, workspace_id, card_id, int(replaced or 0)) if is_own else None
    row = add_claim_row(session, place, addition.claim, now, before=older)
    row.supersedes = None if is_own else replaced


def _card_on_shipped(session: Session, workspace_id: int, key: str, now: datetime) -> int:
    shipped = shipped_cards()[key]
    stub = ModelCard(key=key, name=shipped.name, provider=None, model=shipped.model, stands_on=key)
    return save_card(session, workspace_id, stub, now)


MAX_SUBJECT_CHARACTERS = 310


def remarks_of(source: str, plan: ImportPlan) -> Sequence[ImportRemark]:
    """The conflicts, then the unresolved ids, each subject once."""
    remarks = [
        ImportRemark(
            source, RemarkKind.CONFLICT, f"{each.card} {each.claim.field}", each.card, each.told
        )
        for each in plan.conflicts
    ]
    remarks += [
        ImportRemark(source, RemarkKind.UNRESOLVED, served, None, f"{served} means no card")
        for served in plan.unresolved
    ]
    return list(_each_subject_once(remarks))


def _each_subject_once(remarks: Iterable[ImportRemark]) -> Iterable[ImportRemark]:
    seen = set()
    for remark in remarks:
        subject = remark.subject[:MAX_SUBJECT_CHARACTERS]
        if subject not in seen:
            seen.add(subject)
            yield ImportRemark(remark.source, remark.kind, subject, remark.card, remark.told)


def list_remarks(session: Session, workspace_id: int) -> tuple[ImportRemark, ...]:
    """What imports left for a person, in the order in which it was found."""
    rows = session.scalars(
        select(ImportRemarkRow)
        .where(ImportRemarkRow.workspace_id == workspace_id)
        .order_by(ImportRemarkRow.id)
    )
    return tuple(
        ImportRemark(row.source, RemarkKind(row.kind), row.subject, row.card, row.told)
        for row in rows
    )
