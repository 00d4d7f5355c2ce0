from __future__ import annotations

import time
from multiprocessing import get_context

import pytest

from monitor.storage.engine import Database
from monitor.storage.question_queue import (
    Claimer,
    claim_questions,
    release_questions,
    renew_leases,
    seconds_until_claimable,
)
from tests.factories.runs import PlannedRun, make_run


def claim(database: Database, claimer: Claimer, limit: int) -> list[int]:
    with database.write() as session:
        return [question.id for question in claim_questions(session, claimer, limit)]


def wait_s(database: Database, claimer: Claimer) -> float | None:
    with database.read() as session:
        return seconds_until_claimable(session, claimer)


def test_a_question_comes_with_all_that_is_needed_to_ask_it(database: Database):
    planned = make_run(database)
    with database.write() as session:
        question = claim_questions(session, planned.claimer(), 1)[0]
    assert question.prompt.text == "Which tool is best for job 0?"
    assert question.target.settings.stop == ("###",)
    assert (question.repetition, question.run_id) == (1, planned.run_id)


def test_a_claimed_question_is_not_claimed_by_another(database: Database):
    planned = make_run(database)
    first = claim(database, planned.claimer("alice"), 5)
    second = claim(database, planned.claimer("bob"), 100)
    assert len(first) == 5
    assert len(second) == 7
    assert not set(first) & set(second)


def test_a_question_whose_lease_has_ended_is_claimable_again(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    lost = claim(database, planned.claimer("alice", lease_s=0.2), 1)
    assert claim(database, planned.claimer("bob"), 1) == []
    assert 0 < (wait_s(database, planned.claimer("bob")) or 0) <= 0.2
    time.sleep(0.25)
    assert claim(database, planned.claimer("bob"), 1) == lost


def test_a_renewed_lease_keeps_the_claim(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned.claimer("alice", lease_s=0.2), 1)
    with database.write() as session:
        renew_leases(session, planned.claimer("alice", lease_s=30), held)
    time.sleep(0.25)
    assert claim(database, planned.claimer("bob"), 1) == []


def test_nobody_renews_or_releases_what_another_holds(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned.claimer("alice", lease_s=0.2), 1)
    with database.write() as session:
        renew_leases(session, planned.claimer("bob", lease_s=60), held)
        release_questions(session, planned.claimer("bob"), held)
    assert claim(database, planned.claimer("bob"), 1) == []
    time.sleep(0.25)
    assert claim(database, planned.claimer("bob"), 1) == held


def test_a_released_question_waits_again(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    held = claim(database, planned.claimer("alice"), 1)
    with database.write() as session:
        release_questions(session, planned.claimer("alice"), held)
    assert wait_s(database, planned.claimer("bob")) == 0
    assert claim(database, planned.claimer("bob"), 1) == held


def test_questions_of_another_workspace_are_not_claimable(database: Database):
    planned = make_run(database)
    stranger = Claimer(planned.workspace_id + 1, planned.run_id, "mallory", 20)
    assert claim(database, stranger, 100) == []
    assert wait_s(database, stranger) is None


def claim_everything(database_url: str, planned: PlannedRun, worker: str) -> list[int]:
    """Run in a process of its own: claim three at a time until nothing waits."""
    database = Database(database_url)
    mine: list[int] = []
    while taken := claim(database, planned.claimer(worker), 3):
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
