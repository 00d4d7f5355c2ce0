"""namedrop models: what is known of models, with basis and source, and adding to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from monitor.catalog.card_filter import CardFilter
from monitor.catalog.lifecycle import Status
from monitor.catalog.served_id import LATEST, resolve_served
from monitor.catalog.size_class import SizeClass
from monitor.cli.card_view import print_card, print_cards, print_compared, print_tasks
from monitor.cli.import_claims import import_
from monitor.cli.inspect_model import inspect
from monitor.cli.model_additions import add, claim, parse_day
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
from monitor.errors import NotFound
from monitor.reports.card_json import audit_json, card_json, resolution_json
from monitor.reports.model_catalog import Origin, audit_tasks, find_entry, list_catalog
from monitor.storage.engine import Database
from monitor.storage.workspaces import workspace_id_of

app = typer.Typer(no_args_is_help=True, help="What is known of models, with basis and source.")
app.command()(add)
app.command()(claim)
app.command("import")(import_)
app.command()(inspect)

NO_WORKSPACE_ID = 0
"""An id that no workspace has: before the first run only the shipped cards are there."""

ModelArgument = Annotated[
    str,
    typer.Argument(metavar="MODEL", help="A card's key or number, or any id that means it."),
]


@contextmanager
def _opened(database: str | None) -> Iterator[tuple[Database, int]]:
    with opened_database(prepared_settings(database)) as opened:
        with opened.read() as session:
            try:
                workspace_id = workspace_id_of(session, WORKSPACE)
            except NotFound:
                workspace_id = NO_WORKSPACE_ID
        yield opened, workspace_id


@app.command("list")
def list_(
    *,
    mine: Annotated[bool, typer.Option("--mine", help="Only cards of this workspace.")] = False,
    vendor: Annotated[str | None, typer.Option(help="Who made it.", show_default=False)] = None,
    family: Annotated[str | None, typer.Option(help="Its family.", show_default=False)] = None,
    open_weights: Annotated[
        bool | None, typer.Option("--open-weights/--closed-weights", show_default=False)
    ] = None,
    size_class: Annotated[
        SizeClass | None,
        typer.Option(help="By all parameters: below 10 B, 40 B, 300 B, above.", show_default=False),
    ] = None,
    architecture: Annotated[
        str | None, typer.Option(help="Such as dense or moe; estimates count.", show_default=False)
    ] = None,
    status: Annotated[
        Status | None, typer.Option(help="Whether it can be asked today.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """List the model cards, shipped ones and those of this workspace."""
    wanted = CardFilter(vendor, family, open_weights, size_class, architecture, status)
    origin = Origin.WORKSPACE if mine else Origin.ALL
    today = utc_now().date()
    with _opened(database) as (opened, workspace_id), opened.read() as session:
        entries = list_catalog(session, workspace_id, wanted, origin=origin, on=today)
    if as_json:
        print_json([card_json(entry, on=today) for entry in entries])
    else:
        print_cards(output(), entries, on=today)


@app.command("show")
def show(
    model: ModelArgument,
    *,
    ids: Annotated[bool, typer.Option("--ids", help="Show the claims' ids.")] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show what is claimed of a model, side by side, and what it resolves to."""
    today = utc_now().date()
    with _opened(database) as (opened, workspace_id), opened.read() as session:
        entry = find_entry(session, workspace_id, model)
    if as_json:
        print_json(card_json(entry, on=today))
    else:
        print_card(output(), entry, on=today, ids=ids)


@app.command("compare")
def compare(
    models: Annotated[
        list[str], typer.Argument(metavar="MODEL...", help="Keys, numbers, or ids that mean them.")
    ],
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show models beside each other."""
    today = utc_now().date()
    with _opened(database) as (opened, workspace_id), opened.read() as session:
        entries = [find_entry(session, workspace_id, model) for model in models]
    if as_json:
        print_json([card_json(entry, on=today) for entry in entries])
    else:
        print_compared(output(), entries)


@app.command("resolve")
def resolve(
    served: Annotated[str, typer.Argument(metavar="ID", help="An id as a provider writes it.")],
    *,
    provider: Annotated[
        str | None, typer.Option(help="With whom it is served.", show_default=False)
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(help="On which day, such as 2026-01-31; else now.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell which shipped card a served id means, how sure that is, and why."""
    found = resolve_served(served, provider=provider, on=parse_day(on) if on else LATEST)
    if as_json:
        print_json(resolution_json(found))
        return
    meant = found.card.key if found.card else found.surface.name if found.surface else "no card"
    output().print(f"{served}: {meant} ({found.match.value})", markup=False)
    for reason in found.reasons:
        output().print(f"  {reason}", markup=False)


@app.command("audit")
def audit(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List what a person should look at: unknown models, uncertain links, models that retire."""
    today = utc_now().date()
    with _opened(database) as (opened, workspace_id), opened.read() as session:
        tasks = audit_tasks(session, workspace_id, on=today)
    if as_json:
        print_json([audit_json(task) for task in tasks])
    else:
        print_tasks(output(), tasks)
