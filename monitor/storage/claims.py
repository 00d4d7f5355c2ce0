"""Claims about models as rows: kept once, superseded, never changed and never deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.model_card import Basis, Claim, Confidence, Scope
from monitor.storage.tables import ModelClaimRow


@dataclass(frozen=True, slots=True)
class CardClaims:
    """What a workspace says on one card.

    Attributes:
        superseded: ids of the workspace's claims by the ids of the shipped ones they replace.
    """

    claims: tuple[Claim, ...]
    superseded: dict[str, str]


NO_CLAIMS = CardClaims((), {})


def keep_claims(
    session: Session, workspace_id: int, card_id: int, claims: Sequence[Claim], now: datetime
) -> None:
    """Keep what is new; it supersedes what its source said before of the same field."""
    current = {
        (row.field, row.basis, row.source): row
        for row in _rows(session, workspace_id, [card_id])
        if row.superseded_by_id is None
    }
    for claim in claims:
        before = current.get((claim.field, claim.basis.value, claim.source))
        if before is None or not _says_the_same(before, claim):
            add_claim_row(session, (workspace_id, card_id), claim, now, before=before)


def add_claim_row(
    session: Session,
    place: tuple[int, int],
    claim: Claim,
    now: datetime,
    *,
    before: ModelClaimRow | None = None,
) -> ModelClaimRow:
    """Keep a claim on a card, given by its workspace and id, in the place of another one."""
    workspace_id, card_id = place
    row = ModelClaimRow(
        workspace_id=workspace_id,
        card_id=card_id,
        field=claim.field,
        value=claim.value,
        low=claim.low,
        high=claim.high,
        unit=claim.unit,
        basis=claim.basis.value,
        source=claim.source,
        source_url=claim.source_url,
        as_of=claim.as_of,
        confidence=claim.confidence.value,
        note=claim.note,
        scope=None if claim.scope == Scope() else asdict(claim.scope),
        upstream_urls=list(claim.upstream_urls) or None,
        primary_read=claim.primary_read,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    if before is not None:
        before.superseded_by_id = row.id
    return row


def claim_row(
    session: Session, workspace_id: int, card_id: int, claim_id: int
) -> ModelClaimRow | None:
    """The row of a claim on a card."""
    return session.scalar(
        select(ModelClaimRow).where(
            ModelClaimRow.workspace_id == workspace_id,
            ModelClaimRow.card_id == card_id,
            ModelClaimRow.id == claim_id,
        )
    )


def claims_of_cards(
    session: Session, workspace_id: int, card_ids: Sequence[int]
) -> dict[int, CardClaims]:
    """All claims of the cards by the id of the card, oldest first; cards without are left out."""
    claims: dict[int, list[Claim]] = defaultdict(list)
    superseded: dict[int, dict[str, str]] = defaultdict(dict)
    for row in _rows(session, workspace_id, card_ids):
        claims[row.card_id].append(_claim_of(row))
        if row.supersedes is not None:
            superseded[row.card_id][row.supersedes] = str(row.id)
    return {
        card_id: CardClaims(tuple(told), superseded[card_id]) for card_id, told in claims.items()
    }


def _rows(session: Session, workspace_id: int, card_ids: Sequence[int]) -> Sequence[ModelClaimRow]:
    return session.scalars(
        select(ModelClaimRow)
        .where(ModelClaimRow.workspace_id == workspace_id, ModelClaimRow.card_id.in_(card_ids))
        .order_by(ModelClaimRow.id)
    ).all()


def _says_the_same(row: ModelClaimRow, claim: Claim) -> bool:
    told = _claim_of(row)
    return (told.value, told.low, told.high, told.unit, told.note, told.scope) == (
        claim.value,
        claim.low,
        claim.high,
        claim.unit,
        claim.note,
        claim.scope,
    )


def _claim_of(row: ModelClaimRow) -> Claim:
    return Claim(
        field=row.field,
        value=row.value,
        basis=Basis(row.basis),
        source=row.source,
        as_of=row.as_of,
        low=row.low,
        high=row.high,
        unit=row.unit,
        source_url=row.source_url,
        confidence=Confidence(row.confidence),
        note=row.note,
        scope=Scope(**(row.scope or {})),
        upstream_urls=tuple(row.upstream_urls or ()),
        primary_read=row.primary_read,
        id=str(row.id),
        superseded_by=None if row.superseded_by_id is None else str(row.superseded_by_id),
    )
