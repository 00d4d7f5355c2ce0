"""The catalog as a workspace sees it: its own cards and claims over the shipped ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.catalog.audit import AuditTask, Concern, audit_card, sort_tasks
from monitor.catalog.card_filter import CardFilter
from monitor.catalog.importers.told import IMPORT_NAMES
from monitor.catalog.served_id import resolve_served
from monitor.catalog.shipped import shipped_cards
from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.model_card import ModelCard
from monitor.errors import NotFound
from monitor.storage.engine import Transaction
from monitor.storage.imported_claims import ImportRemark, RemarkKind, list_remarks
from monitor.storage.model_cards import SavedCard, list_cards
from monitor.storage.own_cards import find_key


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A card with what is shown of it.

    Attributes:
        id: the number of the card in the workspace; None for one that is only shipped.
    """

    id: int | None
    card: ModelCard
    summary: CardSummary


class Origin(StrEnum):
    """Which cards: those of the workspace, those that are only shipped, or both."""

    ALL = "all"
    WORKSPACE = "workspace"
    SHIPPED = "shipped"


def list_catalog(
    session: Transaction,
    workspace_id: int,
    wanted: CardFilter,
    *,
    origin: Origin = Origin.ALL,
    on: date,
) -> tuple[CatalogEntry, ...]:
    """The cards that are wanted on a day, by key."""
    own = list_cards(session, workspace_id)
    entries = [] if origin is Origin.SHIPPED else [_own_entry(saved) for saved in own]
    if origin is not Origin.WORKSPACE:
        taken = {saved.card.key for saved in own}
        entries += [
            CatalogEntry(None, card, summarize(card))
            for key, card in shipped_cards().items()
            if key not in taken
        ]
    admitted = (e for e in entries if wanted.admits(e.card, e.summary, on=on))
    return tuple(sorted(admitted, key=lambda entry: entry.card.key))


def find_entry(session: Transaction, workspace_id: int, model: str) -> CatalogEntry:
    """The card that a key, a number or a served id means.

    Raises:
        NotFound: there is none; the message says why.
    """
    key = find_key(session, workspace_id, model)
    for saved in list_cards(session, workspace_id):
        if saved.card.key == key:
            return _own_entry(saved)
    card = shipped_cards()[key]
    return CatalogEntry(None, card, summarize(card))


def entry_with_id(session: Transaction, workspace_id: int, card_id: int) -> CatalogEntry:
    """The card of that number.

    Raises:
        NotFound: the workspace has none.
    """
    for saved in list_cards(session, workspace_id):
        if saved.id == card_id:
            return _own_entry(saved)
    raise NotFound(f"there is no model card {card_id}")


def audit_tasks(session: Transaction, workspace_id: int, *, on: date) -> tuple[AuditTask, ...]:
    """What a person should look at in the workspace's cards, most urgent first."""
    tasks = [
        task
        for saved in list_cards(session, workspace_id)
        for task in audit_card(
            saved.card,
            summarize(saved.card),
            resolve_served(saved.card.model, provider=saved.card.provider, on=on),
            on=on,
        )
        if not _is_import_alone(saved) or task.concern is Concern.SOURCES_DIFFER
    ]
    return sort_tasks([*tasks, *_import_tasks(list_remarks(session, workspace_id))])


def _is_import_alone(saved: SavedCard) -> bool:
    """Whether the workspace has the card only because an import says something of a model."""
    own = [claim for claim in saved.card.claims if (claim.id or "").isdecimal()]
    is_stub = saved.card.provider is None and saved.card.key in shipped_cards()
    return is_stub and all(claim.source in IMPORT_NAMES for claim in own)


SHOWN_IDS = 5


def _import_tasks(remarks: Sequence[ImportRemark]) -> Iterator[AuditTask]:
    """A task for each conflict, and one for all ids of a source that mean no card."""
    unresolved: dict[str, list[str]] = defaultdict(list)
    for remark in remarks:
        if remark.kind is RemarkKind.UNRESOLVED or remark.card is None:
            unresolved[remark.source].append(remark.subject)
            continue
        field = remark.subject.removeprefix(f"{remark.card} ")
        yield AuditTask(
            remark.card,
            Concern.IMPORT_CONFLICT,
            f"{field}: {remark.told}.",
            f"namedrop models claim {remark.card} {field} ... where it is right, then import again",
        )
    for source, ids in unresolved.items():
        more = f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
        yield AuditTask(
            f"import {source}",
            Concern.IMPORT_UNRESOLVED,
            f"{len(ids)} ids mean no card: {', '.join(ids[:SHOWN_IDS])}{more}.",
            "namedrop models add those that you ask, then import again",
        )


def _own_entry(saved: SavedCard) -> CatalogEntry:
    return CatalogEntry(saved.id, saved.card, summarize(saved.card))
