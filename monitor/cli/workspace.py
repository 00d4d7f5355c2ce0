"""namedrop workspace: how long raw bodies are kept, handing everything out, erasing everything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    opened_workspace,
    output,
    print_json,
)
from monitor.clock import utc_now
from monitor.errors import BadInput
from monitor.pipeline.retain import apply_retention
from monitor.pipeline.workspace_files import export_workspace
from monitor.storage.retention import keep_raw_bodies
from monitor.storage.retention import raw_bodies_days as kept_days
from monitor.storage.whole_workspace import count_rows, erase_workspace

app = typer.Typer(no_args_is_help=True, help="A workspace as a whole.")

FOR_EVER = "ever"


@app.command("retention")
def retention(
    raw_bodies_days: Annotated[
        str | None,
        typer.Option(
            "--raw-bodies-days",
            help="Keep raw bodies for so many days after asking, or `ever`.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show or set how long raw bodies are kept; texts and findings stay.

    Workers apply it every day; here it is applied at once.
    """
    with opened_workspace(database) as (opened, workspace_id):
        removed = 0
        if raw_bodies_days is not None:
            with opened.write() as session:
                keep_raw_bodies(session, workspace_id, _days(raw_bodies_days))
            removed = apply_retention(opened, now=utc_now())
        with opened.read() as session:
            days = kept_days(session, workspace_id)
    if as_json:
        print_json({"raw_bodies_days": days, "removed": removed})
        return
    kept = "for ever" if days is None else f"for {days} days"
    output().print(f"Raw bodies are kept {kept}; {removed} were removed now.")


def _days(text: str) -> int | None:
    if text == FOR_EVER:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 36_500:
        raise BadInput(f"--raw-bodies-days: expected 1 to 36500 or `ever`, found {text!r}")
    return int(text)


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Write everything of the workspace into JSON files, with a manifest of counts and hashes."""
    with opened_workspace(database) as (opened, workspace_id):
        exported = export_workspace(opened, workspace_id, WORKSPACE, folder, now=utc_now())
    total = sum(exported.rows.values())
    output().print(
        f"Wrote {total} rows of {len(exported.rows)} tables into {folder}.",
        markup=False,
        soft_wrap=True,
    )


@app.command("erase")
def erase(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; it cannot be undone.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Delete the workspace with all that was ever stored in it."""
    with opened_workspace(database) as (opened, workspace_id):
        with opened.read() as session:
            counts = count_rows(session, workspace_id)
        what = f"{counts['answers']} answers, {counts['runs']} runs, {sum(counts.values())} rows"
        if not yes:
            raise BadInput(f"this deletes {what} for ever; say --yes to do it")
        with opened.write() as session:
            erase_workspace(session, workspace_id)
    output().print(f"Erased: {what}.")
