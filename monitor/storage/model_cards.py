"""Model cards: keeping what was learned of a model, and reading cards with their current claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.model_card import Basis, Claim, Confidence, ModelCard
from monitor.storage.tables import ModelCardRow, ModelClaimRow

MAX_KEY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card with the id of its row."""

    id: int
    card: ModelCard


def save_card(session: Session, workspace_id: int, card: ModelCard, now: datetime) -> int:
    """Keep a card: a claim that says something new supersedes what its source said before.

    What the given card does not say stays as it was.

    Returns:
        The id of the card.
    """
    row = session.scalar(
        select(ModelCardRow).where(
            ModelCardRow.workspace_id == workspace_id, ModelCardRow.key == card.key
        )
    )
    if row is None:
        row = ModelCardRow(workspace_id=workspace_id, key=card.key, created_at=now)
        session.add(row)
    row.name, row.provider, row.model = card.name, card.provider, card.model
    if card.vendor is not None:
        row.vendor = card.vendor
    if card.family is not None:
        row.family = card.family
    if card.open_weights is not None:
        row.open_weights = card.open_weights
    row.updated_at = now
    session.flush()
    current = {
        (claim.field, claim.basis, claim.source): claim
        for claim in _current_claims(session, workspace_id, [row.id])
    }
    for claim in card.claims:
        before = current.get((claim.field, claim.basis.value, claim.source))
        if before is not None and _says_the_same(before, claim):
            continue
        added = _claim_row(workspace_id, row.id, claim, now)
        session.add(added)
        session.flush()
        if before is not None:
            before.superseded_by_id = added.id
    return row.id


def _says_the_same(row: ModelClaimRow, claim: Claim) -> bool:
    return (row.value, row.low, row.high, row.unit, row.note) == (
        claim.value,
        claim.low,
        claim.high,
        claim.unit,
        claim.note,
    )


def _claim_row(workspace_id: int, card_id: int, claim: Claim, now: datetime) -> ModelClaimRow:
    return ModelClaimRow(
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
        recorded_at=now,
    )


def _current_claims(
    session: Session, workspace_id: int, card_ids: Sequence[int]
) -> Sequence[ModelClaimRow]:
    return session.scalars(
        select(ModelClaimRow)
        .where(
            ModelClaimRow.workspace_id == workspace_id,
            ModelClaimRow.card_id.in_(card_ids),
            ModelClaimRow.superseded_by_id.is_(None),
        )
        .order_by(ModelClaimRow.id)
    ).all()


def list_cards(session: Session, workspace_id: int) -> tuple[SavedCard, ...]:
    """All cards of the workspace, by key."""
    rows = session.scalars(
        select(ModelCardRow)
        .where(ModelCardRow.workspace_id == workspace_id)
        .order_by(ModelCardRow.key)
    ).all()
    claims = defaultdict(list)
    for claim in _current_claims(session, workspace_id, [row.id for row in rows]):
        claims[claim.card_id].append(_claim_of(claim))
    return tuple(SavedCard(row.id, _card_of(row, tuple(claims[row.id]))) for row in rows)


def find_card(session: Session, workspace_id: int, key_or_id: str) -> SavedCard | None:
    """The card of that key, or of that id in digits; None when there is none."""
    for saved in list_cards(session, workspace_id):
        if key_or_id in {saved.card.key, str(saved.id)}:
            return saved
    return None


def _card_of(row: ModelCardRow, claims: tuple[Claim, ...]) -> ModelCard:
    return ModelCard(
        key=row.key,
        name=row.name,
        provider=row.provider,
        model=row.model,
        claims=claims,
        vendor=row.vendor,
        family=row.family,
        open_weights=row.open_weights,
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
    )
