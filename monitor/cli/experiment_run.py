"""Asking an experiment under a progress bar."""

from __future__ import annotations

from pathlib import Path

from monitor.cli.experiment_view import planned_in_file, print_plan, print_result
from monitor.cli.opening import (
    WORKSPACE,
    known_providers,
    notices,
    opened_database,
    opened_workspace,
    output,
    prepared_settings,
    print_json,
)
from monitor.cli.progress import RunProgress
from monitor.cli.run import leave_by
from monitor.configuration.configuration import missing_keys
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import read_configuration
from monitor.experiments.design import ExperimentOrder
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.run_experiment import ask_experiment, run_experiment
from monitor.reports.experiment import ExperimentResult, experiment_result
from monitor.reports.experiment_json import experiment_json


def run_and_show(
    file: Path, order: ExperimentOrder, database: str | None, *, as_json: bool
) -> None:
    """Plan, ask and show an experiment."""
    known = known_providers()
    configuration = read_configuration(file, known)
    settings = prepared_settings(database)
    planned = planned_in_file(configuration, order, settings)
    print_plan(notices(), planned)
    environ = environment_with_secrets(settings.secrets_file)
    asked = [t for t in configuration.targets if t.key in order.target_keys]
    missing = missing_keys(configuration, asked, known=known, environ=environ)
    if missing:
        raise BadConfiguration(missing)
    with opened_database(settings) as opened:
        with RunProgress(notices()) as progress:
            ran, end = run_experiment(
                opened, WORKSPACE, configuration, planned, settings=settings, listener=progress
            )
        result = experiment_result(opened, ran.workspace_id, planned.design.key)
    _show(result, as_json=as_json)
    leave_by(ran, end)


def ask_and_show(name: str, database: str | None, *, as_json: bool) -> None:
    """Ask and show an experiment that is kept."""
    settings = prepared_settings(database)
    with opened_workspace(database) as (opened, workspace_id):
        with RunProgress(notices()) as progress:
            ran, end = ask_experiment(
                opened, workspace_id, name, settings=settings, listener=progress
            )
        result = experiment_result(opened, workspace_id, name)
    _show(result, as_json=as_json)
    leave_by(ran, end)


def _show(result: ExperimentResult, *, as_json: bool) -> None:
    if as_json:
        print_json(experiment_json(result))
    else:
        print_result(output(), result)
