"""Asking an experiment under a progress bar."""

from __future__ import annotations

from pathlib import Path

from monitor.cli.experiment_view import print_plan, print_result
from monitor.cli.opening import (
    WORKSPACE,
    known_providers,
    notices,
    opened_database,
    output,
    prepared_settings,
    print_json,
)
from monitor.cli.progress import RunProgress
from monitor.cli.run import leave_by
from monitor.clock import utc_now
from monitor.configuration.configuration import missing_keys
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import read_configuration
from monitor.experiments.design import ExperimentOrder
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.plan_experiment import plan_experiment
from monitor.pipeline.run_experiment import run_experiment
from monitor.reports.experiment import experiment_result
from monitor.reports.experiment_json import experiment_json


def run_and_show(
    file: Path, order: ExperimentOrder, database: str | None, *, as_json: bool
) -> None:
    """Plan, ask and show an experiment."""
    known = known_providers()
    configuration = read_configuration(file, known)
    planned = plan_experiment(configuration, order, now=utc_now())
    print_plan(notices(), planned)
    settings = prepared_settings(database)
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
    if as_json:
        print_json(experiment_json(result))
    else:
        print_result(output(), result)
    leave_by(ran, end)
