"""The catalog as a workspace sees it: its own cards and claims over the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.catalog.audit import AuditTask, audit_card, sort_tasks
from monitor.catalog.card_filter import CardFilter
from monitor.catalog.served_id import resolve_served
from monitor.catalog.shipped import shipped_cards
from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.model_card import ModelCard
from monitor.errors import NotFound
from monitor.storage.engine import Transaction
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
    return sort_tasks(
        task
        for saved in list_cards(session, workspace_id)
        for task in audit_card(
            saved.card,
            summarize(saved.card),
            resolve_served(saved.card.model, provider=saved.card.provider, on=on),
            on=on,
        )
    )


def _own_entry(saved: SavedCard) -> CatalogEntry:
    return CatalogEntry(saved.id, saved.card, summarize(saved.card))
