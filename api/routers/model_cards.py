"""Model cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import NO_PARAMETERS, CurrentWorkspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.base import DEFAULT_LIMIT, Cursor, Limit, ParameterId, Shape
from api.schemas.model_cards import ModelCardDocument, ModelCardPage
from monitor.errors import BadInput, NotFound
from monitor.reports.as_json import card_json
from monitor.storage.model_cards import SavedCard, find_card, list_cards

router = APIRouter(tags=["model cards"], responses=documented(422, 500, 503))

_QUERY = "model-cards"


class ModelCardsQuery(Shape):
    """Which page of the model cards to list."""

    limit: Limit = DEFAULT_LIMIT
    """The most items of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before."""


@router.get("/model-cards")
def list_model_cards(
    workspace: CurrentWorkspace, asked: Annotated[ModelCardsQuery, Query()]
) -> ModelCardPage:
    """List what is known of the models, by key, with basis and source of every figure."""
    with workspace.database.read() as session:
        cards = list_cards(session, workspace.id)
    if asked.cursor is not None:
        cards = _after(cards, read_cursor(asked.cursor, _QUERY, length=1)[0])
    page, last = first_page(cards, asked.limit)
    return ModelCardPage(
        items=[_document(card) for card in page],
        next_cursor=None if last is None else write_cursor([last.id], _QUERY),
    )


@router.get("/model-cards/{card_id}", dependencies=[NO_PARAMETERS], responses=documented(404))
def get_model_card(
    workspace: CurrentWorkspace,
    card_id: Annotated[ParameterId, Path(description="The number of the card.")],
) -> ModelCardDocument:
    """Show what is known of a model, with basis and source of every figure."""
    with workspace.database.read() as session:
        card = find_card(session, workspace.id, str(card_id))
    if card is None:
        raise NotFound(f"there is no model card {card_id}")
    return _document(card)


def _after(cards: Sequence[SavedCard], card_id: int) -> tuple[SavedCard, ...]:
    ids = [card.id for card in cards]
    if card_id not in ids:
        raise BadInput("cursor: its model card is gone; begin again without a cursor")
    return tuple(cards[ids.index(card_id) + 1 :])


def _document(card: SavedCard) -> ModelCardDocument:
    return ModelCardDocument.model_validate(card_json(card))
