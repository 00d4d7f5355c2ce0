"""namedrop apply and namedrop monitors: what is asked by itself, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    known_providers,
    opened_database,
    opened_workspace,
    output,
    prepared_settings,
    print_json,
)
from monitor.cli.run import DEFAULT_FILE
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.errors import BadInput
from monitor.pipeline.apply import apply_configuration
from monitor.pipeline.monitor_view import MonitorView, monitor_views, preview
from monitor.pipeline.run_life import run_now
from monitor.storage.monitors import monitor_named, pause_monitor

app = typer.Typer(no_args_is_help=True, help="What is asked by itself, and when.")
MonitorArgument = Annotated[str, typer.Argument(metavar="MONITOR", help="The key of a monitor.")]


def apply(
    file: Annotated[Path, typer.Argument(help="The configuration.")] = DEFAULT_FILE,
    *,
    database: DatabaseOption = None,
) -> None:
    """Make a configuration the present state, for workers to run its monitors on schedule.

    Nothing is asked now. What has left the file is archived; answers stay.
    """
    configuration = read_configuration(file, known_providers())
    with opened_database(prepared_settings(database)) as opened:
        workspace_id = apply_configuration(opened, WORKSPACE, configuration, now=utc_now())
        views = monitor_views(opened, workspace_id, now=utc_now())
    counts = (
        f"{len(configuration.brands)} brands, {len(configuration.prompts)} prompts, "
        f"{len(configuration.targets)} targets, {len(configuration.monitors)} monitors"
    )
    output().print(f"Applied {file}: {counts}.", markup=False)
    _print_monitors(views)


@app.command("list")
def list_(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List the monitors with what one run asks and when the next one is."""
    with opened_workspace(database) as (opened, workspace_id):
        views = monitor_views(opened, workspace_id, now=utc_now())
    if as_json:
        print_json([view.as_json() for view in views])
    else:
        _print_monitors(views)


def _print_monitors(views: tuple[MonitorView, ...]) -> None:
    table = Table("monitor", "calls", "schedule", "next run (UTC)", "state", box=None)
    for view in views:
        at = f"{view.next_at:%Y-%m-%d %H:%M}" if view.next_at else "-"
        table.add_row(view.key, str(view.calls), view.schedule or "none", at, view.state)
    output().print(table)


@app.command("preview")
def preview_(
    monitor: MonitorArgument,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many firings.")] = 10,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show the next firings of a monitor, and how many calls each makes at what cost."""
    with opened_workspace(database) as (opened, workspace_id):
        shown = preview(opened, workspace_id, monitor, now=utc_now(), count=count)
    if as_json:
        print_json(shown.as_json())
        return
    output().print(f"Monitor {monitor}: {shown.calls} calls a run.", markup=False)
    output().print(f"Cost of a run: {shown.cost.in_words()}.", markup=False)
    for firing, cost in shown.firings_with_costs():
        local = firing.scheduled_for.astimezone(shown.zone)
        told = "" if cost is None else f"  {cost.in_words()}"
        output().print(
            f"  {local:%a %Y-%m-%d %H:%M %Z}  starts {firing.starts_at:%H:%M:%S} UTC{told}",
            markup=False,
        )


@app.command("pause")
def pause(monitor: MonitorArgument, *, database: DatabaseOption = None) -> None:
    """Let no new run of a monitor begin; one that runs goes on."""
    with opened_workspace(database) as (opened, workspace_id), opened.write() as session:
        pause_monitor(session, monitor_named(session, workspace_id, monitor).id, utc_now())
    output().print(f"Monitor {monitor} is paused; `namedrop monitors resume {monitor}` ends that.")


@app.command("resume")
def resume(monitor: MonitorArgument, *, database: DatabaseOption = None) -> None:
    """Let a paused monitor run again; what fell due meanwhile follows its `missed` policy."""
    with opened_workspace(database) as (opened, workspace_id), opened.write() as session:
        pause_monitor(session, monitor_named(session, workspace_id, monitor).id, None)
    output().print(f"Monitor {monitor} runs again.")


@app.command("run-now")
def run_now_(monitor: MonitorArgument, *, database: DatabaseOption = None) -> None:
    """Plan a run for the workers, beside the schedule."""
    settings = prepared_settings(database)
    if not settings.database_url.startswith("postgresql"):
        raise BadInput("no workers run on a SQLite file; use `namedrop run`, which asks by itself")
    with opened_workspace(database) as (opened, workspace_id):
        run_id = run_now(opened, workspace_id, monitor)
    output().print(
        f"Run {run_id} is planned; workers begin it within seconds. "
        f"`namedrop runs watch {run_id}` shows how it goes."
    )
