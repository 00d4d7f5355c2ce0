from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from api.app import create_app
from monitor.catalog.drift import Change, DriftKind
from monitor.cli.visibility_table import print_visibility
from monitor.domain.answer import Answer, Served
from monitor.domain.json_value import JsonObject
from monitor.domain.question import Question
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.roll_up import roll_up
from monitor.reports.citations import citations_report
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import Dimension
from monitor.reports.drift_json import drift_event_json
from monitor.reports.experiment import experiment_result
from monitor.reports.experiment_words import verdict_lines
from monitor.reports.parameters import parameters_report
from monitor.reports.parameters_query import ParametersQuery
from monitor.reports.query import VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.storage.drift import note_changes
from monitor.storage.engine import Database
from monitor.storage.experiments import NewExperiment, save_experiment
from monitor.storage.kept_answers import store_answer
from monitor.storage.question_queue import claim_questions
from monitor.storage.runs import finish_run_if_ended, start_run
from tests.api.api_client import Client
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.days import ask_daily
from tests.factories.runs import make_run

TOLD = "Target cool: the alias moved from tiny-1 to tiny-2 on 2026-11-22. "
NOTE = TOLD + "Before and after is a break, not a trend."


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def moved(days_ago: int, question: Question) -> Answer:
    is_new = question.target.key == "cool" and days_ago <= 2
    return make_answer("Acme.", served=Served(model="tiny-2" if is_new else "tiny-1"))


def test_every_report_tells_the_breaks_in_its_period(database: Database):
    planned = ask_daily(database, (4, 2), moved, targets=("cool", "warm"))
    workspace_id = planned.workspace_id
    reports = (
        visibility_report(database, workspace_id, VisibilityQuery(), now=NOON),
        citations_report(database, workspace_id, CitationsQuery(), now=NOON),
        parameters_report(database, workspace_id, ParametersQuery(), now=NOON),
    )
    for report in reports:
        (event,) = report.breaks
        assert (event.target, event.change.after) == ("cool", "tiny-2")
        assert NOTE in report.notes
    # The report on parameters told of moved aliases itself; it is told once.
    assert len([note for note in reports[2].notes if "tiny-2" in note or "alias" in note]) == 1


def test_a_run_that_lies_on_one_side_of_a_break_has_none(database: Database):
    planned = ask_daily(database, (4, 2), moved)
    query = VisibilityQuery(run_id=planned.run_id)
    assert visibility_report(database, planned.workspace_id, query, now=NOON).breaks == ()


@pytest.mark.parametrize("name", ["visibility", "citations", "parameters"])
def test_the_api_gives_charts_the_breaks_in_the_shape_of_drift_events(
    database: Database, name: str
):
    planned = ask_daily(database, (4, 2), moved)
    client = Client(create_app(database, now=lambda: NOON))
    reply = client.ask("POST", f"/v1/reports/{name}", json={}).json()
    assert reply["breaks"] == client.get("/v1/drift-events")["items"]
    report = visibility_report(database, planned.workspace_id, VisibilityQuery(), now=NOON)
    shown = [drift_event_json(event) for event in report.breaks]
    assert reply["breaks"] == json.loads(json.dumps(shown))
    assert reply["breaks"][0]["at"] == "2026-11-22T12:00:00Z"


def printed(database: Database, workspace_id: int, width: int, *split: Dimension) -> str:
    query = VisibilityQuery(dimensions=(Dimension.BRAND, *split))
    written = StringIO()
    console = Console(width=width, file=written)
    print_visibility(console, visibility_report(database, workspace_id, query, now=NOON))
    return written.getvalue()


@pytest.mark.parametrize("width", [100, 60])
def test_a_table_by_day_has_a_line_where_the_break_lies(database: Database, width: int):
    planned = ask_daily(database, (4, 2, 1), moved, targets=("cool", "warm"))
    text = printed(database, planned.workspace_id, width, Dimension.TARGET, Dimension.DATE)
    assert text.count("-- break: cool: the") == 1
    places = [text.index(part) for part in ("11-20", "-- break:", "11-22", "11-23")]
    assert places == sorted(places)
    without = printed(database, planned.workspace_id, width, Dimension.TARGET)
    assert "-- break:" not in without


def test_an_experiment_tells_what_changed_while_it_ran(database: Database):
    planned = make_run(database, prompts=6, repeats=2, targets=("cool", "warm"))
    arms = [
        {"label": key, "target_id": id_, "target_key": key, "level": None}
        for key, id_ in planned.target_ids.items()
    ]
    design: JsonObject = {
        "varied": "temperature",
        "arms": arms,  # type: ignore[dict-item]  # a list of objects
        "prompt_keys": [f"p{n}" for n in range(6)],
        "repeats": 2,
        "seed": 1,
        "foresight": "",
    }
    later = NOON + timedelta(hours=2)
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
        new = NewExperiment("tried", "pair", design, planned.run_id)
        save_experiment(session, planned.workspace_id, new, NOON)
        for at in (NOON, later):
            for question in claim_questions(session, planned.claimer(), planned.run, 12):
                store_answer(
                    session, question, make_asked(question, asked_at=at), model_card_id=None
                )
        finish_run_if_ended(session, planned.workspace_id, planned.run_id, later)
        for key, at in (("cool", NOON + timedelta(hours=1)), ("warm", later + timedelta(hours=1))):
            change = Change(DriftKind.QUANTIZATION, "quantization", "Q8_0", "Q4_0")
            note_changes(session, planned.workspace_id, planned.target_ids[key], [change], at)
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    roll_up(database, planned.workspace_id)
    result = experiment_result(database, planned.workspace_id, "tried")
    (event,) = result.breaks
    assert event.target == "cool"
    assert verdict_lines(result)[-1].startswith("Target cool: the quantization changed from Q8_0")
