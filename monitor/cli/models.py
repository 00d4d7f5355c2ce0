"""namedrop models: what is known of the models that were asked, with basis and source."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.card_view import print_card, print_cards
from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    opened_workspace,
    output,
    print_json,
)
from monitor.errors import NotFound
from monitor.reports.as_json import card_json
from monitor.storage.model_cards import find_card, list_cards

app = typer.Typer(no_args_is_help=True, help="What is known of the models that were asked.")


@app.command("list")
def list_(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List the model cards."""
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        cards = list_cards(session, workspace_id)
    if as_json:
        print_json([card_json(saved) for saved in cards])
    else:
        print_cards(output(), cards)


@app.command("show")
def show(
    card: Annotated[str, typer.Argument(metavar="MODEL", help="The key or the id of a card.")],
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show every figure of a model with its basis and source."""
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        saved = find_card(session, workspace_id, card)
        known = [each.card.key for each in list_cards(session, workspace_id)]
    if saved is None:
        raise NotFound(f"there is no model card {card!r}; there are {', '.join(known) or 'none'}")
    if as_json:
        print_json(card_json(saved))
    else:
        print_card(output(), saved)
