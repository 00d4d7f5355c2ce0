"""namedrop reanalyze: reads stored answers again, after an edit of brands or a new release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    known_providers,
    notices,
    opened_workspace,
    output,
    print_json,
)
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.pipeline.analyze import analyze_answers, count_answers_to_read
from monitor.pipeline.reanalyze import save_changed_brands
from monitor.pipeline.roll_up import roll_up
from monitor.storage.engine import Database


def reanalyze(
    config: Annotated[
        Path | None,
        typer.Option(help="Take the brands of this configuration first.", show_default=False),
    ] = None,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Read all answers again that were read with other brands or by an older analyzer.

    Nothing is asked. When it is interrupted, the same command goes on where it was.
    """
    configuration = read_configuration(config, known_providers()) if config else None
    with opened_workspace(database) as (opened, workspace_id):
        if configuration is not None:
            save_changed_brands(opened, WORKSPACE, configuration, now=utc_now())
        read = _analyze(opened, workspace_id)
        roll_up(opened, workspace_id)
    if as_json:
        print_json({"read_again": read})
    else:
        output().print("1 answer read again." if read == 1 else f"{read} answers read again.")


def _analyze(database: Database, workspace_id: int) -> int:
    total = count_answers_to_read(database, workspace_id)
    columns = (TextColumn("Analyzing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=notices(), disable=not total) as bar:
        task = bar.add_task("", total=total)
        return analyze_answers(
            database,
            workspace_id,
            now=utc_now,
            on_progress=lambda read: bar.update(task, completed=read),
        )
