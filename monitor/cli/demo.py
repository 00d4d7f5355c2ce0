"""namedrop demo: a real local model is asked about five brands at three temperatures."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from monitor.cli.answer_view import print_answer
from monitor.cli.opening import (
    known_providers,
    notices,
    opened_database,
    output,
    own_command,
    prepared_settings,
)
from monitor.cli.run import leave_by, run_and_show
from monitor.configuration.configuration import Monitor
from monitor.configuration.template import demo_configuration
from monitor.local_model.weights import find_weights
from monitor.pipeline.plan import PreparedRun, choose_monitor, count_calls
from monitor.storage.answers import AnswerFilter, find_answer, list_answers
from monitor.storage.configured import brand_names
from monitor.storage.engine import Database
from monitor.storage.findings import StoredAnalysis, find_analysis

DEMO_DATABASE = "namedrop-demo.sqlite3"
QUICK_REPEATS = 1

INTRODUCTION = (
    "This asks a real model on this machine, SmolLM2-135M-Instruct. It is very small: its answers "
    "are often wrong and say little about the brands. The path they take is the real one."
)
NEXT_STEPS = """\
Type next:
  all answers     {command} answers list --database {file}
  the parameters  {command} models show 1 --database {file}
  the API         {command} serve --database {file}
  your brands     {command} init"""


def demo(
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Ask every prompt once instead of three times.")
    ] = False,
    database: Annotated[
        str, typer.Option(help="The SQLite file that keeps the answers.")
    ] = DEMO_DATABASE,
) -> None:
    """Ask a real local model about five brands and show how often it names them."""
    find_weights()
    configuration = demo_configuration(known_providers())
    monitor = choose_monitor(configuration, "demo")
    if quick:
        monitor = replace(monitor, repeats=QUICK_REPEATS)
    notices().print(INTRODUCTION)
    notices().print(_size(monitor), style="dim")
    settings = prepared_settings(database)
    with opened_database(settings) as opened:
        ran, end = run_and_show(opened, configuration, monitor, settings)
        if not end.stopped:
            _show_one_answer(opened, ran)
            steps = NEXT_STEPS.format(command=own_command(), file=database)
            output().print(steps, markup=False, soft_wrap=True)
    leave_by(ran, end)


def _size(monitor: Monitor) -> str:
    return (
        f"{count_calls(monitor)} calls: {len(monitor.prompt_keys)} prompts, "
        f"{len(monitor.target_keys)} temperatures, {monitor.repeats} repeats."
    )


def _show_one_answer(database: Database, run: PreparedRun) -> None:
    """Print the answer of the run that mentions most brands; of several the newest."""
    with database.read() as session:
        heads = list_answers(session, run.workspace_id, AnswerFilter(run_id=run.run_id), limit=1000)
        found = [(head.id, find_analysis(session, run.workspace_id, head.id)) for head in heads]
        best_id, best = max(found, key=lambda pair: _brands_in(pair[1]), default=(0, None))
        whole = find_answer(session, run.workspace_id, best_id)
        names = brand_names(session, run.workspace_id)
    if whole is not None and best is not None:
        output().rule("One of the answers", style="dim")
        print_answer(output(), whole, best, names)
        output().rule(style="dim")


def _brands_in(stored: StoredAnalysis | None) -> int:
    return 0 if stored is None else sum(f.mentioned for f in stored.analysis.findings)
