"""namedrop brands: what is tracked, which other spellings to add, and names not tracked yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from monitor.analysis.alias_suggestions import ambiguous_aliases, suggest_aliases
from monitor.analysis.discovery import DiscoveredName
from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    known_providers,
    opened_workspace,
    output,
    print_json,
)
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.domain.findings import Brand
from monitor.pipeline.discover_brands import discover_brands
from monitor.pipeline.suggested_brands import accept_suggested, ignore_suggested, merge_suggested
from monitor.reports.as_json import plain
from monitor.storage.brands import ignored_names
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database

app = typer.Typer(no_args_is_help=True, help="Tracked brands, and names that are not tracked yet.")

NameArgument = Annotated[str, typer.Argument(help="As `brands discover` shows it.")]
REREAD = "Run `namedrop reanalyze` to find it in the answers that are stored."


@app.command("list")
def list_(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List the tracked brands and the ignored names."""
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        brands = [saved.brand for saved in current_brands(session, workspace_id)]
        ignored = list(ignored_names(session, workspace_id).values())
    if as_json:
        print_json({"brands": plain(brands), "ignored": ignored})
        return
    table = _table("Key", "Name", "Kind", "Aliases", "Domains", "Marked")
    for brand in brands:
        marks = {"ambiguous": brand.ambiguous, "case-sensitive": brand.case_sensitive}
        marked = ", ".join(word for word, holds in marks.items() if holds)
        aliases, domains = ", ".join(brand.aliases), ", ".join(brand.domains)
        table.add_row(brand.key, brand.name, brand.kind.value, aliases, domains, marked)
    output().print(table)
    if ignored:
        output().print("Ignored: " + ", ".join(ignored), markup=False)


@app.command("suggest-aliases")
def suggest(
    config: Annotated[
        Path | None,
        typer.Option(help="Of this file instead of the database.", show_default=False),
    ] = None,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Suggest aliases under which a brand is not found yet, and tell which are ambiguous.

    Other case, accents, spaces and hyphens are found without an alias of their own.
    """
    brands = _configured(config) if config else _tracked(database)
    suggested, ambiguous = suggest_aliases(brands), ambiguous_aliases(brands)
    if as_json:
        print_json({"suggested": plain(suggested), "ambiguous": plain(ambiguous)})
        return
    table = _table("Brand", "Add the alias", "Why")
    for each in suggested:
        table.add_row(each.brand, each.alias, each.reason.value.replace("_", " "))
    output().print(table if suggested else "No alias is missing.")
    if ambiguous:
        table = _table("Brand", "Ambiguous", "Why")
        for one in ambiguous:
            table.add_row(one.brand, one.alias, one.reason.value.replace("_", " "))
        output().print(table)
        output().print(
            "Mark such a brand with `ambiguous: true`, and give it context_words or exclusions.",
            style="dim",
        )


@app.command("discover")
def discover(
    run: Annotated[int | None, typer.Option(help="Of this run.", show_default=False)] = None,
    min_answers: Annotated[int, typer.Option(min=1, help="Named by at least so many.")] = 2,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 30,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show names in answers that look like brands and are not tracked, the most named first."""
    with opened_workspace(database) as (opened, workspace_id):
        names = discover_brands(opened, workspace_id, run_id=run)
    named = [name for name in names if name.answers >= min_answers][:limit]
    if as_json:
        print_json([_discovered_json(name) for name in named])
        return
    table = _table("Name", "Answers", "Mentions")
    for name in named:
        table.add_row(name.name, str(name.answers), str(name.mentions))
    output().print(table if named else "No further name was found.")


@app.command("accept")
def accept(name: NameArgument, *, database: DatabaseOption = None) -> None:
    """Track a name as a competitor."""
    with opened_workspace(database) as (opened, workspace_id), opened.write() as session:
        brand = accept_suggested(session, workspace_id, name, now=utc_now())
    entry = f"  - {{key: {brand.key}, name: {json.dumps(brand.name, ensure_ascii=False)}}}"
    _tell(f"{brand.name} is tracked as `{brand.key}`.", entry)


@app.command("merge")
def merge(
    name: NameArgument,
    into: Annotated[str, typer.Option(help="Key or name of a tracked brand.")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Make a name an alias of a tracked brand."""
    with opened_workspace(database) as (opened, workspace_id), opened.write() as session:
        brand = merge_suggested(session, workspace_id, name, into=into, now=utc_now())
    listed = ", ".join(json.dumps(alias, ensure_ascii=False) for alias in brand.aliases)
    _tell(f"{name} is an alias of {brand.name}.", f"    aliases: [{listed}]")


@app.command("ignore")
def ignore(name: NameArgument, *, database: DatabaseOption = None) -> None:
    """Never show a name among the discovered ones; `brands accept` takes it back."""
    with opened_workspace(database) as (opened, workspace_id), opened.write() as session:
        is_new = ignore_suggested(session, workspace_id, name, now=utc_now())
    output().print(f"{name} is {'' if is_new else 'already '}ignored.", markup=False)


def _table(*titles: str) -> Table:
    table = Table(header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _tell(done: str, entry: str) -> None:
    console = output()
    console.print(done, markup=False)
    console.print(REREAD, markup=False)
    console.print("A later `namedrop run FILE` takes the brands of its file; add there:")
    console.print(entry, markup=False, soft_wrap=True)


def _configured(config: Path) -> tuple[Brand, ...]:
    return read_configuration(config, known_providers()).brands


def _tracked(database: str | None) -> tuple[Brand, ...]:
    with opened_workspace(database) as (opened, workspace_id):
        return _current(opened, workspace_id)


def _current(database: Database, workspace_id: int) -> tuple[Brand, ...]:
    with database.read() as session:
        return tuple(saved.brand for saved in current_brands(session, workspace_id))


def _discovered_json(name: DiscoveredName) -> dict[str, Any]:
    return {"name": name.name, "answers": name.answers, "mentions": name.mentions}
