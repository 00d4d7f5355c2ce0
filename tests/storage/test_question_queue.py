from __future__ import annotations

import time
from dataclasses import replace
from multiprocessing import get_context

import pytest

from monitor.storage.engine import Database
from monitor.storage.question_queue import (
    Claimer,
    RunToClaim,
    claim_questions,
    release_questions,
    renew_leases,
    runs_to_claim,
    seconds_until_claimable,
)
from monitor.storage.runs import start_run
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


def claim(
    database: Database, planned: PlannedRun, limit: int, worker: str = "bob", lease_s: float = 20
) -> list[int]:
    with database.write() as session:
        claimed = claim_questions(session, Claimer(worker, lease_s), planned.run, limit)
    return [question.id for question in claimed]


def wait_s(database: Database, run: RunToClaim) -> float | None:
    with database.read() as session:
        return seconds_until_claimable(session, run)


def test_a_question_comes_with_all_that_is_needed_to_ask_it(database: Database):
    planned = make_run(database)
    with database.write() as session:
        question = claim_questions(session, planned.claimer(), planned.run, 1)[0]
    assert question.prompt.text == "Which tool is best for job 0?"
    assert question.target.settings.stop == ("###",)
    assert (question.repetition, question.run_id) == (1, planned.run_id)


def test_a_claimed_question_is_not_claimed_by_another(database: Database):
    planned = make_run(database)
    first = claim(database, planned, 5, "alice")
    second = claim(database, planned, 100)
    assert len(first) == 5
    assert len(second) == 7
    assert not set(first) & set(second)


def test_a_question_whose_lease_has_ended_is_claimable_again(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    lost = claim(database, planned, 1, "alice", 0.2)
    assert claim(database, planned, 1) == []
    assert 0 < (wait_s(database, planned.run) or 0) <= 0.2
    time.sleep(0.25)
    assert claim(database, planned, 1) == lost


def test_a_renewed_lease_keeps_the_claim(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned, 1, "alice", 0.2)
    with database.write() as session:
        renew_leases(session, planned.claimer("alice", lease_s=30), held)
    time.sleep(0.25)
    assert claim(database, planned, 1) == []


def test_nobody_renews_or_releases_what_another_holds(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned, 1, "alice", 0.2)
    with database.write() as session:
        renew_leases(session, planned.claimer("bob", lease_s=60), held)
        release_questions(session, planned.claimer("bob"), held)
    assert claim(database, planned, 1) == []
    time.sleep(0.25)
    assert claim(database, planned, 1) == held


def test_a_released_question_waits_again(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned, 1, "alice")
    with database.write() as session:
        release_questions(session, planned.claimer("alice"), held)
    assert wait_s(database, planned.run) == 0
    assert claim(database, planned, 1) == held


def test_questions_of_another_workspace_are_not_claimable(database: Database):
    planned = make_run(database)
    stranger = replace(planned.run, workspace_id=planned.workspace_id + 1)
    with database.write() as session:
        assert claim_questions(session, planned.claimer("mallory"), stranger, 100) == ()
    assert wait_s(database, stranger) is None


def test_what_waits_is_claimed_before_what_others_left_behind(database: Database):
    planned = make_run(database, prompts=2, repeats=1, targets=("cool",))
    left = claim(database, planned, 1, "alice", 0.2)
    time.sleep(0.25)
    assert claim(database, planned, 1) == [left[0] + 1]
    assert claim(database, planned, 1) == left


def test_only_running_runs_with_something_to_claim_are_served(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))

    def served() -> list[int]:
        with database.read() as session:
            return [run.id for run in runs_to_claim(session)]

    assert served() == []  # not begun
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
    assert served() == [planned.run_id]
    claim(database, planned, 1, lease_s=1.5)
    assert served() == []
    time.sleep(1.6)
    assert served() == [planned.run_id]


def claim_everything(database_url: str, planned: PlannedRun, worker: str) -> list[int]:
    """Run in a process of its own: claim three at a time until nothing waits."""
    database = Database(database_url)
    mine: list[int] = []
    while taken := claim(database, planned, 3, worker):
        mine += taken
    database.close()
    return mine


@pytest.mark.timeout(60)
def test_two_processes_never_claim_the_same_question(database: Database, database_url: str):
    planned = make_run(database, prompts=20, repeats=10)
    with get_context("spawn").Pool(2) as pool:
        jobs = [
            pool.apply_async(claim_everything, (database_url, planned, worker))
            for worker in ("alice", "bob")
        ]
        alice, bob = (job.get(timeout=50) for job in jobs)
    assert len(alice) + len(bob) == 400
    assert not set(alice) & set(bob)
