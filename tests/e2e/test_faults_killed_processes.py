"""Processes that are killed: askers, an analyzer, beat; real ones, counted at the models."""

from __future__ import annotations

import time

import pytest

from tests.e2e.nothing_lost import Moment, assert_nothing_lost, stored_now
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.e2e.waiting import wait_for

QUESTIONS = 200
MANY = 2_000
ANALYZED = 500
NEWEST_ANALYSIS = "SELECT max(analyzed_at) FROM analyses"
KILLS = 10


def wait_until_claims(stack: Stack, name: str) -> int:
    """The id of the process, once it holds claims."""
    pid = stack.processes[name].pid
    wait_for(
        lambda: (
            stack.scalar(
                "SELECT count(*) FROM questions"
                " WHERE state = 'claimed' AND lease_ends_at > now() AND claimed_by LIKE :worker",
                worker=f"%:{pid}:%",
            )
            or None
        ),
        f"claims of {name}",
        logs=stack.folder,
    )
    return pid


@pytest.mark.timeout(180)
def test_an_asker_killed_ten_times_loses_nothing_and_repeats_only_what_was_in_flight(
    faulty_stack: Stack, recorded_models: RecordedModels
):
    faulty_stack.configure(recorded_models, prompts=MANY, repeats=1)
    faulty_stack.start_all()
    run_id = faulty_stack.run_now()
    moments: list[Moment] = []
    for kill in range(1, KILLS + 1):
        faulty_stack.wait_for_answers(kill * MANY // (KILLS + 2))
        pid = wait_until_claims(faulty_stack, "ask0")
        faulty_stack.kill("ask0")
        moments.append(stored_now(faulty_stack, run_id, of_process=pid))
        faulty_stack.start_role("ask0", "ask")
    assert faulty_stack.wait_until_ended(run_id) == "finished"
    in_flight = sum(moment.claimed for moment in moments)
    outcomes = assert_nothing_lost(
        faulty_stack,
        recorded_models,
        run_id,
        questions=MANY,
        moments=moments,
        most_repeated=in_flight,
    )
    assert outcomes.answered == MANY


def test_an_analyzer_killed_between_two_answers_goes_on_where_it_was(
    faulty_stack: Stack, recorded_models: RecordedModels
):
    faulty_stack.configure(recorded_models, prompts=ANALYZED, repeats=1)
    faulty_stack.settings |= {"concurrency": "50", "log_level": "warning"}
    faulty_stack.start_all()
    run_id = faulty_stack.run_now()
    faulty_stack.wait_for_answers(1)
    faulty_stack.kill("think")
    faulty_stack.wait_for_answers(ANALYZED)
    read_before = faulty_stack.scalar("SELECT count(*) FROM analyses")
    faulty_stack.start_role("think", "think")
    read = wait_for(
        lambda: (
            read
            if (read := faulty_stack.scalar("SELECT count(*) FROM analyses")) > read_before
            else None
        ),
        "an analysis",
        logs=faulty_stack.folder,
    )
    faulty_stack.kill("think")
    assert read_before < read < ANALYZED
    kept = faulty_stack.scalar(NEWEST_ANALYSIS)
    faulty_stack.start_role("think", "think")
    assert faulty_stack.wait_until_ended(run_id) == "finished"
    faulty_stack.wait_until_analyzed()
    faulty_stack.wait_until_rolled_up()
    assert faulty_stack.scalar("SELECT count(*) FROM analyses") == ANALYZED
    assert (
        faulty_stack.scalar("SELECT count(*) FROM analyses WHERE analyzed_at <= :kept", kept=kept)
        >= read
    )
    rolled_up = "SELECT sum(count) FROM outcome_rollups WHERE outcome = 'ok'"
    assert faulty_stack.scalar(rolled_up) == ANALYZED
    assert_nothing_lost(faulty_stack, recorded_models, run_id, questions=ANALYZED)


def test_a_run_needs_no_beat_to_be_asked_and_any_number_of_them_to_end(
    faulty_stack: Stack, recorded_models: RecordedModels
):
    faulty_stack.settings["concurrency"] = "5"
    faulty_stack.start_all()
    faulty_stack.start_role("beat2", "beat")
    run_id = faulty_stack.run_now()
    faulty_stack.wait_for_answers(20)
    faulty_stack.kill("beat")
    faulty_stack.kill("beat2")
    faulty_stack.wait_for_answers(QUESTIONS)
    time.sleep(1)
    assert faulty_stack.run_state(run_id) == "running"
    faulty_stack.start_role("beat", "beat")
    faulty_stack.start_role("beat2", "beat")
    assert faulty_stack.wait_until_ended(run_id) == "finished"
    assert_nothing_lost(faulty_stack, recorded_models, run_id, questions=QUESTIONS)
