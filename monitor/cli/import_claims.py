"""namedrop models import: what a file of a public catalog says of models, added as claims."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitor.cli.model_additions import parse_day
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
from monitor.pipeline.import_claims import (
    Catalog,
    ImportedClaims,
    import_claims,
    preview_import,
    read_catalog_file,
)
from monitor.storage.workspaces import ensure_workspace

SHOWN = 20
"""Of each list; --json has them all."""


def import_(
    file: Annotated[Path, typer.Argument(help="The file, as that catalog publishes it.")],
    *,
    source: Annotated[Catalog, typer.Option("--from", help="The catalog that it is of.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            help="The day of the file, such as 2026-01-31; else today.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Add what a file says of models as claims with their source; nothing is overwritten.

    What contradicts the known is not added: `namedrop models audit` lists it.
    """
    now = utc_now()
    day = parse_day(as_of) if as_of else now.date()
    text = read_catalog_file(file)
    with opened_database(prepared_settings(database)) as opened, opened.write() as session:
        workspace_id = ensure_workspace(session, WORKSPACE, now)
        if dry_run:
            done = preview_import(session, workspace_id, source, text, as_of=day)
        else:
            done = import_claims(session, workspace_id, source, text, as_of=day, now=now)
    if as_json:
        print_json(done.as_json())
    else:
        _print(output(), done, dry_run=dry_run)


def _print(console: Console, done: ImportedClaims, *, dry_run: bool) -> None:
    plan = done.plan
    cards = len({each.card for each in plan.additions})
    would = "that would be added" if dry_run else "added"
    console.print(f"Models read: {done.models:,}.")
    console.print(f"Claims {would}: {len(plan.additions):,}, on cards: {cards:,}.")
    console.print(f"Claims that are there already: {plan.already:,}.")
    if plan.passed_over:
        console.print(f"Offers of resellers, not read: {plan.passed_over:,}.")
    told = [f"{each.card} {each.claim.field}: {each.told}" for each in plan.conflicts]
    _print_list(console, "Contradict what is known, left out", told)
    _print_list(console, "Ids that mean no card", plan.unresolved)
    _print_list(console, "Entries that cannot be read", done.unreadable)


def _print_list(console: Console, what: str, lines: list[str] | tuple[str, ...]) -> None:
    if not lines:
        return
    console.print(f"{what}: {len(lines):,}")
    for line in lines[:SHOWN]:
        console.print(f"  {line}", markup=False)
    if len(lines) > SHOWN:
        console.print(f"  and {len(lines) - SHOWN:,} more; --json lists them all")
