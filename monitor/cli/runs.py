"""namedrop runs: how runs stand, watching one, cancelling one."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    notices,
    opened_workspace,
    output,
    print_json,
)
from monitor.domain.states import OPEN_RUN_STATES
from monitor.pipeline.looks import precision_from_json
from monitor.pipeline.run_life import cancel
from monitor.pipeline.run_view import RunView, look_in_words, run_view, run_views

app = typer.Typer(no_args_is_help=True, help="How runs stand.")
RunArgument = Annotated[int, typer.Argument(metavar="RUN", help="The number of a run.")]
WATCH_EVERY_S = 0.5


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """List runs, newest first."""
    with opened_workspace(database) as (opened, workspace_id):
        views = run_views(opened, workspace_id, limit=limit)
    if as_json:
        print_json([view.as_json() for view in views])
        return
    table = Table("run", "monitor", "begun by", "scheduled for (UTC)", "state", "ended", box=None)
    for view in views:
        run, counts = view.run, view.counts
        at = f"{run.scheduled_for:%Y-%m-%d %H:%M}" if run.scheduled_for else "-"
        ended = f"{counts.ended} of {counts.total}"
        table.add_row(str(run.id), run.monitor, run.trigger.value, at, run.state.value, ended)
    output().print(table)


@app.command("show")
def show(run: RunArgument, *, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show how the questions of a run stand."""
    with opened_workspace(database) as (opened, workspace_id):
        view = run_view(opened, workspace_id, run)
    if as_json:
        print_json(view.as_json())
    else:
        output().print(_in_words(view), markup=False)


@app.command("watch")
def watch(run: RunArgument, *, database: DatabaseOption = None) -> None:
    """Follow a run until it has ended."""
    with opened_workspace(database) as (opened, workspace_id):
        view = run_view(opened, workspace_id, run)
        columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=notices()) as bar:
            task = bar.add_task("", total=view.counts.total, completed=view.counts.ended)
            while view.run.state in OPEN_RUN_STATES:
                time.sleep(WATCH_EVERY_S)
                view = run_view(opened, workspace_id, run)
                bar.update(task, total=view.counts.total, completed=view.counts.ended)
    output().print(_in_words(view), markup=False)


@app.command("cancel")
def cancel_(run: RunArgument, *, database: DatabaseOption = None) -> None:
    """Cancel a run; answers stay, and workers stop asking within seconds."""
    with opened_workspace(database) as (opened, workspace_id):
        was_open = cancel(opened, workspace_id, run)
        view = run_view(opened, workspace_id, run)
    if not was_open:
        output().print(f"Run {run} had ended already.")
    output().print(_in_words(view), markup=False)


def _in_words(view: RunView) -> str:
    told = [f"{count} {name.replace('_', ' ')}" for name, count in view.by_state() if count]
    run = view.run
    lines = [f"Run {run.id} of {run.monitor} is {run.state.value}: {', '.join(told)}."]
    if run.precision is not None:
        brand, precision = precision_from_json(run.precision)
        lines.append(
            f"It repeats each prompt until the mention rate of {brand} is known to "
            f"{precision.half_width:g} on either side, {precision.max_repeats} times at most."
        )
    return "\n".join([*lines, *map(look_in_words, view.looks)])
