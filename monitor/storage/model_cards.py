"""Model cards: keeping what was learned of a model, and reading cards with all their claims.

A card is read with the claims of the card that it stands on, shipped or of the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.catalog.layers import lay_over
from monitor.catalog.served_id import Match, Resolution, resolve_served
from monitor.catalog.shipped import shipped_cards
from monitor.domain.answer import Asked
from monitor.domain.model_card import Adapter, Alias, Basis, Claim, ModelCard, Relation
from monitor.domain.question import Channel, Question
from monitor.storage.claims import NO_CLAIMS, CardClaims, claims_of_cards, keep_claims
from monitor.storage.tables import ModelCardRow

MAX_KEY_CHARACTERS = 200

IMPORT_PROVIDER = "import"
"""Stands for whoever served an answer that was asked elsewhere."""


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
    row = card_row(session, workspace_id, card.key)
    if row is None:
        row = ModelCardRow(workspace_id=workspace_id, key=card.key, created_at=now)
        session.add(row)
        row.relation, row.by_person = card.relation.value, False
    row.provider, row.model = card.provider, card.model
    if not row.by_person:
        row.name = card.name
        if card.stands_on is not None and row.stands_on is None:
            row.stands_on, row.relation = card.stands_on, card.relation.value
    if card.vendor is not None:
        row.vendor = card.vendor
    if card.family is not None:
        row.family = card.family
    if card.open_weights is not None:
        row.open_weights = card.open_weights
    row.updated_at = now
    session.flush()
    keep_claims(session, workspace_id, row.id, card.claims, now)
    return row.id


def card_row(session: Session, workspace_id: int, key: str) -> ModelCardRow | None:
    """The row of the card of that key."""
    return session.scalar(
        select(ModelCardRow).where(
            ModelCardRow.workspace_id == workspace_id, ModelCardRow.key == key
        )
    )


def card_for_served(
    session: Session, workspace_id: int, provider: str, served: str, *, on: date, now: datetime
) -> int | None:
    """The id of the card of a model that was served on a day; made where there is none yet.

    None for a consumer surface, which does not tell its model.
    """
    stub = served_card(provider, served, on=on)
    if stub is None:
        return None
    own = _own_card_id(session, workspace_id, provider, served)
    row = card_row(session, workspace_id, stub.key)
    if row is None and own is not None:
        return own
    if row is not None and (row.stands_on is not None or stub.stands_on is None):
        return row.id
    return save_card(session, workspace_id, stub, now)


def known_card(
    session: Session, workspace_id: int, provider: str, served: str, *, on: date
) -> ModelCard | None:
    """What the workspace knows of a model that is served under an id; nothing is made or kept.

    None for a consumer surface, which does not tell its model.
    """
    stub = served_card(provider, served, on=on)
    if stub is None:
        return None
    saved = list_cards(session, workspace_id)
    by_key = {each.card.key: each.card for each in saved}
    own_id = _own_card_id(session, workspace_id, provider, served)
    if stub.key not in by_key and own_id is not None:
        return next(each.card for each in saved if each.id == own_id)
    seen = by_key.get(stub.key)
    if seen is not None and (seen.stands_on is not None or stub.stands_on is None):
        return seen
    beneath = by_key.get(stub.stands_on or "") or shipped_cards().get(stub.stands_on or "")
    if seen is not None:
        stub = replace(seen, stands_on=stub.stands_on, relation=stub.relation)
    return lay_over(stub, beneath)


def card_for_answer(
    session: Session, question: Question, asked: Asked, card_id: int | None
) -> int | None:
    """The card of the model that answered: the target's, unless the reply names another model.

    Only services on the network are believed: local servers echo whatever name they were given.
    """
    target, served = question.target, asked.answer.served.model
    if served is None or target.channel is not Channel.API:
        return card_id
    on = asked.answered_at.date()
    found = resolve_served(served, provider=target.provider, on=on).card
    wanted = resolve_served(target.model, provider=target.provider, on=on).card
    if found is None or (wanted is not None and wanted.key == found.key):
        return card_id
    return card_for_served(
        session, question.workspace_id, target.provider, served, on=on, now=asked.answered_at
    )


def _own_card_id(session: Session, workspace_id: int, provider: str, served: str) -> int | None:
    """A card that a person added for this name: with its provider, or of no single one."""
    rows = session.scalars(
        select(ModelCardRow)
        .where(ModelCardRow.workspace_id == workspace_id, ModelCardRow.by_person.is_(True))
        .order_by(ModelCardRow.id)
    )
    for row in rows:
        fits = provider == IMPORT_PROVIDER or row.provider in {None, provider}
        if fits and served in {row.model, *(row.aliases or ())}:
            return row.id
    return None


def served_card(provider: str, served: str, *, on: date) -> ModelCard | None:
    """A card that says of a served model what its name tells; None for a consumer surface."""
    found = resolve_served(served, provider=provider, on=on)
    if found.match is Match.SURFACE:
        return None
    return ModelCard(
        key=served_key(provider, served, found),
        name=served,
        provider=provider,
        model=served,
        claims=_claims_of_name(found, on),
        vendor=found.vendor,
        family=found.family,
        stands_on=found.card.key if found.card else None,
        relation=found.relation,
    )


def served_key(provider: str, served: str, found: Resolution) -> str:
    """The key of the card of a served model; a moving alias has one for each model it meant."""
    key = f"{provider}/{served}"
    if found.match is Match.ALIAS and found.card is not None:
        means = found.card.model
        bounded = any(
            alias.name == served and (alias.valid_from, alias.valid_to) != (None, None)
            for alias in found.card.aliases
        )
        if bounded and means != served:
            key = f"{key}@{means}"
    return key[:MAX_KEY_CHARACTERS]


def _claims_of_name(found: Resolution, on: date) -> tuple[Claim, ...]:
    if found.quantization is None:
        return ()
    source = "the name under which it is served"
    return (Claim("quantization", found.quantization, Basis.DERIVED, source, on),)


def list_cards(session: Session, workspace_id: int) -> tuple[SavedCard, ...]:
    """All cards of the workspace, by key, with the claims of what they stand on."""
    rows = session.scalars(
        select(ModelCardRow)
        .where(ModelCardRow.workspace_id == workspace_id)
        .order_by(ModelCardRow.key)
    ).all()
    claims = claims_of_cards(session, workspace_id, [row.id for row in rows])
    read = _Reading({row.key: row for row in rows}, claims)
    return tuple(SavedCard(row.id, read.card(row)) for row in rows)


def find_card(session: Session, workspace_id: int, key_or_id: str) -> SavedCard | None:
    """The card of that key, or of that id in digits; None when there is none."""
    for saved in list_cards(session, workspace_id):
        if key_or_id in {saved.card.key, str(saved.id)}:
            return saved
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """The rows of a workspace, from which a card and what it stands on are put together."""

    rows: Mapping[str, ModelCardRow]
    claims: Mapping[int, CardClaims]

    def card(self, row: ModelCardRow, seen: frozenset[str] = frozenset()) -> ModelCard:
        told = self.claims.get(row.id, NO_CLAIMS)
        own = _card_of(row, told.claims)
        return lay_over(own, self._base(row, seen | {row.key}), told.superseded)

    def _base(self, row: ModelCardRow, seen: frozenset[str]) -> ModelCard | None:
        shipped = shipped_cards()
        if row.stands_on is None:
            return None
        beneath = self.rows.get(row.stands_on)
        if beneath is not None and beneath.key not in seen:
            return self.card(beneath, seen)
        return shipped.get(row.stands_on)


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
        aliases=tuple(Alias(name, row.provider) for name in row.aliases or ()),
        adapters=tuple(_adapter_of(each) for each in row.adapters or ()),
        stands_on=row.stands_on,
        relation=Relation(row.relation),
        note=row.note,
    )


def _adapter_of(told: Mapping[str, object]) -> Adapter:
    modules = told.get("target_modules") or ()
    assert isinstance(modules, list | tuple)
    return Adapter(**{**told, "target_modules": tuple(modules)})  # type: ignore[arg-type]  # as they were kept
