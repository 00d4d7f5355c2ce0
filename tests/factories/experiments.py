"""Experiments whose answers are made by hand, run to their end."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from monitor.domain.json_value import JsonObject
from monitor.domain.question import Question
from monitor.reports.experiment import ExperimentResult, experiment_result
from monitor.storage.engine import Database
from monitor.storage.experiments import NewExperiment, save_experiment
from monitor.storage.runs import finish_run_if_ended, start_run
from tests.factories.answers import NOON
from tests.factories.many_models import MadeModel, ask_models


def result_of(
    database: Database,
    kind: str,
    models: list[MadeModel],
    text_of: Callable[[MadeModel, Question], str],
) -> ExperimentResult:
    planned = ask_models(database, models, text_of, prompts=10, repeats=4)
    arms = [
        {"label": key, "target_id": id_, "target_key": key, "level": None}
        for key, id_ in planned.target_ids.items()
    ]
    design: JsonObject = {
        "varied": "model",
        "arms": arms,  # type: ignore[dict-item]  # a list of objects
        "prompt_keys": [f"p{n}" for n in range(10)],
        "repeats": 4,
        "seed": 1,
        "foresight": "told before",
    }
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
        finish_run_if_ended(session, planned.workspace_id, planned.run_id, NOON)
        new = NewExperiment("tried", kind, design, planned.run_id)
        save_experiment(session, planned.workspace_id, new, NOON)
    return experiment_result(database, planned.workspace_id, "tried")


def tuned_names_globex(model: MadeModel, question: Question) -> str:
    drawn = crc32(f"{model.name} {question.prompt.key} {question.repetition}".encode()) % 100
    return "Globex." if drawn < (90 if model.name == "tuned" else 10) else "Acme."
