"""namedrop init and namedrop run: from a configuration file to the visibility table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from monitor.catalog.lifecycle import warnings_of
from monitor.cli.judge_progress import judge_and_watch
from monitor.cli.judge_view import print_stop, summary
from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    known_providers,
    notices,
    opened_database,
    output,
    prepared_settings,
)
from monitor.cli.progress import RunProgress
from monitor.cli.visibility_table import print_visibility
from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration, JudgeChoice, Monitor, missing_keys
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import read_configuration
from monitor.configuration.template import write_template
from monitor.domain.question import Target
from monitor.domain.states import RunState
from monitor.pipeline.ask import RunEnd
from monitor.pipeline.cost_preview import configured_cost
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.judge_questions import JudgeStop
from monitor.pipeline.judge_selection import JudgeOrder
from monitor.pipeline.plan import PreparedRun, choose_monitor, count_calls, most_calls
from monitor.pipeline.run_monitor import run_monitor
from monitor.reports.query import VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.settings import Settings
from monitor.storage.engine import Database

DEFAULT_FILE = Path("namedrop.yaml")

CALLS_PER_VERDICT = 2
"""At most, on average: some calls fail and are tried again."""

EXIT_STOPPED = 130
EXIT_NOTHING_ANSWERED = 1


def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = DEFAULT_FILE,
) -> None:
    """Write a commented configuration that runs as it is with the local model."""
    write_template(file)
    output().print(f"Wrote {file}. Next: edit it, then `namedrop run --dry-run {file}`.")


def run(
    file: Annotated[Path, typer.Argument(help="The configuration.")] = DEFAULT_FILE,
    monitor: Annotated[
        str | None, typer.Option(help="Which monitor of the file.", show_default=False)
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file and show the plan; ask nothing.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Ask what a monitor asks, store and analyze the answers, and show the visibility.

    An interrupted run goes on where it was when the same command is given again.
    """
    known = known_providers()
    configuration = read_configuration(file, known)
    chosen = choose_monitor(configuration, monitor)
    print_plan(chosen)
    if configuration.judge is not None:
        _print_judge(configuration.judge)
    print_retirements([t for t in configuration.targets if t.key in chosen.target_keys])
    if dry_run:
        cost = configured_cost(configuration, chosen, utc_now())
        output().print(f"Cost of the run: {cost.in_words()}.", markup=False)
        output().print("Dry run: nothing was asked.")
        return
    needed = {*chosen.target_keys}
    if configuration.judge is not None:
        needed.add(configuration.judge.target_key)
    asked = [t for t in configuration.targets if t.key in needed]
    settings = prepared_settings(database)
    environ = environment_with_secrets(settings.secrets_file)
    missing = missing_keys(configuration, asked, known=known, environ=environ)
    if missing:
        raise BadConfiguration(missing)
    with opened_database(settings) as opened:
        ran, end = run_and_show(opened, configuration, chosen, settings)
    leave_by(ran, end)


def print_plan(monitor: Monitor) -> None:
    """Say how many calls a run of the monitor makes."""
    calls = count_calls(monitor)
    notices().print(
        f"Monitor {monitor.key}: {len(monitor.prompt_keys)} prompts x "
        f"{len(monitor.target_keys)} targets x {monitor.repeats} repeats = {calls} calls.",
        markup=False,
    )
    if (choice := monitor.precision) is not None:
        notices().print(
            f"A prompt is repeated until the mention rate of {choice.brand_key} is known to "
            f"{choice.precision.half_width:g} on either side, {choice.precision.max_repeats} times "
            f"at most: up to {most_calls(monitor)} calls.",
            markup=False,
        )


def _print_judge(judge: JudgeChoice) -> None:
    """Say how many calls the judge makes beside."""
    notices().print(
        f"Then {judge.target_key} judges at most {judge.limit} close findings, one call each.",
        markup=False,
    )


def print_retirements(targets: Sequence[Target]) -> None:
    """Warn of models that have ended or end soon, with what their vendors name instead."""
    for key, ends in warnings_of(targets, on=utc_now().date()).items():
        notices().print(f"Target {key}: {ends.told()}", markup=False, style="yellow")


def run_and_show(
    database: Database, configuration: Configuration, monitor: Monitor, settings: Settings
) -> tuple[PreparedRun, RunEnd]:
    """Run a monitor under a progress bar, and print the visibility table of the run."""
    with RunProgress(notices()) as progress:
        ran, end = run_monitor(
            database, WORKSPACE, configuration, monitor, settings=settings, listener=progress
        )
    if configuration.judge is not None and not end.stopped:
        _judge(database, configuration, configuration.judge, ran, settings)
    query = VisibilityQuery(run_id=ran.run_id)
    report = visibility_report(database, ran.workspace_id, query, now=utc_now())
    print_visibility(output(), report)
    return ran, end


def _judge(
    database: Database,
    configuration: Configuration,
    judge: JudgeChoice,
    ran: PreparedRun,
    settings: Settings,
) -> None:
    """Let the judge of the configuration settle what the rules are unsure of in a run."""
    (target,) = (each for each in configuration.targets if each.key == judge.target_key)
    order = JudgeOrder(
        run_id=ran.run_id, limit=judge.limit, max_calls=judge.limit * CALLS_PER_VERDICT
    )
    judged = judge_and_watch(database, ran.workspace_id, target, order, settings)
    if judged.tally.calls:
        notices().print(f"Judge {target.key}: {summary(judged.tally)}", markup=False)
    if judged.stop is JudgeStop.OVER_BUDGET:
        print_stop(notices(), judged)


def leave_by(ran: PreparedRun, end: RunEnd) -> None:
    """Leave with the status that tells a script how the run ended; 0 when it has answers.

    Raises:
        typer.Exit: the run was stopped, or no question was answered.
    """
    if end.stopped and end.counts.ended < end.counts.total:
        raise typer.Exit(EXIT_STOPPED)
    over_budget = end.state is RunState.OVER_BUDGET and not end.counts.answered
    if end.state is RunState.FAILED or over_budget:
        notices().print(f"Run {ran.run_id}: no question was answered.")
        raise typer.Exit(EXIT_NOTHING_ANSWERED)
