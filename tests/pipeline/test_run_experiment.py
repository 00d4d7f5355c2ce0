from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from monitor.configuration.configuration import Configuration, Monitor
from monitor.domain.question import Prompt
from monitor.errors import BadInput
from monitor.experiments.design import ExperimentKind, ExperimentOrder
from monitor.pipeline.plan import prepare_run, save_configuration
from monitor.pipeline.plan_experiment import PlannedExperiment, askable_in_file, plan_experiment
from monitor.pipeline.run_experiment import keep_experiment, prepare_kept, start_experiment
from monitor.storage.backlog import read_backlog
from monitor.storage.engine import Database
from monitor.storage.question_queue import Claimer, RunToClaim, claim_questions, runs_to_claim
from monitor.storage.runs import cancel_run, planned_runs, start_run
from tests.factories.answers import NOON
from tests.factories.runs import ACME, GLOBEX, make_target

CONFIGURATION = Configuration(
    brands=(ACME, GLOBEX),
    prompts=tuple(Prompt(f"p{n}", f"Which tool is best for job {n}?", "en") for n in range(4)),
    targets=(make_target("cool"),),
    monitors=(Monitor("weekly", ("p0", "p1", "p2", "p3"), ("cool",), 1),),
    file="namedrop.yaml",
    target_lines={},
)
ASKABLE = askable_in_file(CONFIGURATION)
ORDER = ExperimentOrder(
    kind=ExperimentKind.SWEEP,
    target_keys=("cool",),
    repeats=3,
    seed=5,
    key="warmth",
    setting="temperature",
    values=("0", "1"),
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def planned(**changes: object) -> PlannedExperiment:
    return plan_experiment(ASKABLE, replace(ORDER, **changes), now=NOON)  # type: ignore[arg-type]  # fields by name


def prepare(database: Database, **changes: object):
    with database.write() as session:
        workspace_id = save_configuration(session, "default", CONFIGURATION, NOON)
        saved = keep_experiment(session, workspace_id, planned(**changes), NOON)
    return prepare_kept(database, workspace_id, saved.key)


def test_a_plan_counts_calls_and_local_ones_are_free():
    plan = planned()
    assert plan.design.calls == 2 * 4 * 3
    assert plan.cost.in_words() == "free"
    assert plan.foresight.odds_ratio is not None


def test_questions_are_planned_in_random_order_and_every_round_is_complete(database: Database):
    run, targets = prepare(database)
    assert run.counts.total == 24
    to_claim = RunToClaim(run.run_id, run.workspace_id, 1)
    with database.write() as session:
        asked = claim_questions(session, Claimer("alice", 20), to_claim, 100)
    order = [(q.prompt.key, q.target.settings.temperature) for q in asked]
    rounds = [order[n : n + 8] for n in (0, 8, 16)]
    assert all(len(set(one)) == 8 for one in rounds)
    assert sorted(rounds[0]) == sorted(rounds[1])
    assert rounds[0] != sorted(rounds[0])
    assert rounds[0] != rounds[1]
    assert {q.repetition for q in asked[:8]} == {1}
    assert {target.settings.temperature for target in targets.values()} == {0, 1}


def test_an_interrupted_experiment_goes_on_whatever_was_run_in_between(database: Database):
    first, first_targets = prepare(database)
    prepare_run(database, "default", CONFIGURATION, CONFIGURATION.monitors[0], now=NOON)
    again, targets = prepare(database)
    assert again.run_id == first.run_id
    assert targets.keys() == first_targets.keys()


def test_a_name_stands_for_one_experiment_that_is_asked_once(database: Database):
    run, _ = prepare(database)
    with pytest.raises(BadInput, match="another experiment 'warmth'"):
        prepare(database, repeats=4)
    with database.write() as session:
        cancel_run(session, run.workspace_id, run.run_id, NOON)
        save_configuration(session, "default", CONFIGURATION, NOON)
    with pytest.raises(BadInput, match="has ended"):
        prepare(database)


def test_an_experiment_without_a_name_gets_one_that_can_stand_in_an_address():
    odd = replace(ASKABLE, targets=(make_target("team a/cool"),))
    order = replace(ORDER, key=None, target_keys=("team a/cool",))
    assert plan_experiment(odd, order, now=NOON).design.key == "temperature-team-a-cool"


def test_one_repeat_is_no_experiment():
    with pytest.raises(BadInput, match="at least 2 repeats"):
        planned(repeats=1)


def test_an_experiment_that_nobody_started_is_no_work_that_waits(database: Database):
    run, _ = prepare(database)
    with database.read() as session:
        assert read_backlog(session).open_runs == 0
        assert read_backlog(session).waiting == 0
    assert start_experiment(database, run.workspace_id, "warmth") == run.run_id
    with database.read() as session:
        assert read_backlog(session).open_runs == 1
        assert [each.id for each in planned_runs(session)] == [run.run_id]


def test_a_command_and_workers_may_ask_one_experiment(database: Database):
    run, _ = prepare(database)
    with database.write() as session:
        start_run(session, run.workspace_id, run.run_id, NOON)
    start_experiment(database, run.workspace_id, "warmth")
    with database.read() as session:
        assert [each.id for each in runs_to_claim(session)] == [run.run_id]
    again, _ = prepare_kept(database, run.workspace_id, "warmth")
    assert again.resumed
