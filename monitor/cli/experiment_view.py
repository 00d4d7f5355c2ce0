"""How experiments look in the terminal: the plan, the arms, the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitor.cli.opening import (
    WORKSPACE,
    known_providers,
    opened_database,
    opened_workspace,
    output,
    prepared_settings,
    print_json,
)
from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration
from monitor.configuration.read import read_configuration
from monitor.domain.model_card import ModelCard
from monitor.errors import NotFound
from monitor.experiments.design import ExperimentOrder
from monitor.experiments.foresight import USUAL_RATE
from monitor.metrics.cell import MetricCell, Tier
from monitor.metrics.repeat_agreement import RepeatAgreement
from monitor.pipeline.plan_experiment import (
    PlannedExperiment,
    askable_in_file,
    known_cards,
    plan_experiment,
)
from monitor.reports.experiment import ExperimentResult, experiment_result
from monitor.reports.experiment_json import experiment_head_json, experiment_json
from monitor.reports.experiment_words import verdict_lines
from monitor.settings import Settings
from monitor.storage.engine import read_url
from monitor.storage.experiments import SavedExperiment, list_experiments
from monitor.storage.workspaces import workspace_id_of

SHOWN_BRANDS = 4
"""Columns of rates; --json has all."""


def show_plan(file: Path, order: ExperimentOrder, database: str | None, *, rate: float) -> None:
    """Print the plan of an experiment."""
    configuration = read_configuration(file, known_providers())
    settings = prepared_settings(database)
    print_plan(output(), planned_in_file(configuration, order, settings, rate=rate))


def planned_in_file(
    configuration: Configuration,
    order: ExperimentOrder,
    settings: Settings,
    *,
    rate: float = USUAL_RATE,
) -> PlannedExperiment:
    """The experiment that is meant, by what the workspace knows of the models, if there is one.

    Raises:
        BadInput: it cannot be run, with the reason.
    """
    now = utc_now()
    askable = askable_in_file(configuration, _known_cards(configuration, settings, now))
    return plan_experiment(askable, order, now=now, rate=rate)


def _known_cards(
    configuration: Configuration, settings: Settings, now: datetime
) -> dict[str, ModelCard]:
    url = read_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return {}  # a plan alone makes no file
    with opened_database(settings) as opened, opened.read() as session:
        try:
            workspace_id = workspace_id_of(session, WORKSPACE)
        except NotFound:
            return {}
        return known_cards(session, workspace_id, configuration.targets, on=now.date())


def show_result(name: str, database: str | None, *, as_json: bool) -> None:
    """Print what an experiment found."""
    with opened_workspace(database) as (opened, workspace_id):
        result = experiment_result(opened, workspace_id, name)
    if as_json:
        print_json(experiment_json(result))
    else:
        print_result(output(), result)


def show_list(database: str | None, *, as_json: bool) -> None:
    """Print all experiments."""
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        experiments = list_experiments(session, workspace_id)
    if as_json:
        print_json([experiment_head_json(each) for each in experiments])
    else:
        print_list(output(), experiments)


def print_plan(console: Console, planned: PlannedExperiment) -> None:
    """Print what would be asked, what that could find, and what it costs."""
    design = planned.design
    console.print(
        f"Experiment {design.key} ({design.kind.value}): {len(design.arms)} arms x "
        f"{len(design.prompt_keys)} prompts x {design.repeats} repeats = {design.calls} calls in "
        f"random order (seed {design.seed}).",
        markup=False,
    )
    for arm in design.arms:
        console.print(f"  {arm.label}", markup=False)
    console.print(f"Cost: {planned.cost.in_words()}.", markup=False)
    console.print(planned.foresight.text, markup=False)


def print_result(console: Console, result: ExperimentResult) -> None:
    """Print the arms, what may be said of them, and what was planned."""
    design, counts = result.design, result.counts
    console.print(
        f"Experiment {result.experiment.key} ({result.experiment.kind}): {design.varied}, "
        f"{design.prompts} prompts x {design.repeats} repeats in random order (seed "
        f"{design.seed}), run {result.experiment.run_id} {result.state.value}, "
        f"{counts.ended} of {counts.total} questions ended.",
        markup=False,
    )
    console.print(_arms(result))
    console.print("Mention rates and agreement of repeats with 95 % intervals.", style="dim")
    if not result.is_final:
        console.print("Nothing is tested before all questions have ended and are analyzed.")
        return
    for line in verdict_lines(result):
        console.print(line, markup=False)
    console.print(f"Said before it was asked: {design.foresight}", style="dim", markup=False)


def _arms(result: ExperimentResult) -> Table:
    table = Table(header_style="bold")
    table.add_column(result.design.varied, overflow="fold")
    table.add_column("Answers", justify="right")
    shown = result.brands[:SHOWN_BRANDS]
    for saved in shown:
        table.add_column(saved.brand.name, justify="right", no_wrap=True)
    table.add_column("Agreement", justify="right", no_wrap=True)
    for one in result.arms:
        table.add_row(
            one.arm.label,
            str(one.answers),
            *(_rate(one.rates[saved.id]) for saved in shown),
            _agreement(one.agreement),
        )
    return table


def _rate(cell: MetricCell) -> str:
    if cell.value is None or cell.ci_low is None or cell.ci_high is None:
        return "-"
    value = "too few" if cell.tier is Tier.TOO_FEW else f"{cell.value:.0%}"
    return f"{value} ({cell.ci_low * 100:.0f}-{cell.ci_high:.0%})"


def _agreement(found: RepeatAgreement) -> str:
    if found.value is None:
        return "-"
    if found.interval is None:
        return f"{found.value:.2f}"
    return f"{found.value:.2f} ({found.interval.low:.2f}-{found.interval.high:.2f})"


def print_list(console: Console, experiments: Sequence[SavedExperiment]) -> None:
    """Print one line for each experiment, newest first."""
    table = Table("experiment", "kind", "varied", "run", "begun (UTC)", box=None)
    for each in experiments:
        varied = str(each.design["varied"])
        at = f"{each.created_at:%Y-%m-%d %H:%M}"
        table.add_row(each.key, each.kind, varied, str(each.run_id), at)
    console.print(table)
