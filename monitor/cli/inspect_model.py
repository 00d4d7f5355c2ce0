"""namedrop models inspect: what a file of weights, or a repository of the hub, tells of a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.catalog.served_id import Match, resolve_served
from monitor.catalog.summary import summarize
from monitor.cli.card_view import print_card
from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    opened_database,
    output,
    prepared_settings,
    print_json,
)
from monitor.clock import utc_now
from monitor.domain.model_card import ModelCard
from monitor.errors import BadInput
from monitor.local_model.gguf_file import inspect_gguf
from monitor.local_model.hub import inspect_hub
from monitor.reports.card_json import card_json
from monitor.reports.model_catalog import CatalogEntry, find_entry
from monitor.storage.model_cards import save_card
from monitor.storage.workspaces import ensure_workspace


def inspect(
    file: Annotated[
        Path | None, typer.Argument(help="A GGUF file.", metavar="[FILE.gguf]", show_default=False)
    ] = None,
    *,
    hub: Annotated[
        str | None,
        typer.Option(
            help="Ask the Hugging Face hub about ORG/NAME instead.",
            metavar="ORG/NAME",
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep what is told on a card of the workspace.")
    ] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Tell what a file of weights or a repository of the hub says of its model.

    A file is counted tensor by tensor. The hub is asked only here, and nothing is downloaded.
    """
    if (file is None) == (hub is None):
        raise BadInput("expected either a GGUF file or --hub ORG/NAME")
    now = utc_now()
    card = _of_hub(hub, now) if hub is not None else _of_file(file or Path(), now)
    entry = _saved(card, now, database) if save else CatalogEntry(None, card, summarize(card))
    if as_json:
        print_json(card_json(entry, on=now.date()))
    else:
        print_card(output(), entry, on=now.date(), ids=False)


def _of_file(file: Path, now: datetime) -> ModelCard:
    return inspect_gguf(file, as_of=now.date())


def _of_hub(repository: str, now: datetime) -> ModelCard:
    told = inspect_hub(repository, as_of=now.date())
    if told.base is None or told.relation is None:
        return told.card
    found = resolve_served(told.base, provider="huggingface", on=now.date())
    if found.card is None or found.match is not Match.EXACT:
        return told.card
    return replace(told.card, stands_on=found.card.key, relation=told.relation)


def _saved(card: ModelCard, now: datetime, database: str | None) -> CatalogEntry:
    with opened_database(prepared_settings(database)) as opened, opened.write() as session:
        workspace_id = ensure_workspace(session, WORKSPACE, now)
        save_card(session, workspace_id, card, now)
        return find_entry(session, workspace_id, card.key)
