"""Messages that come twice and in the wrong order; machines whose clocks are wrong."""

from __future__ import annotations

import pytest

from tests.e2e.nothing_lost import assert_nothing_lost
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.sender import Sender
from tests.e2e.stack import Stack

QUESTIONS = 200


def test_messages_that_come_twice_and_too_early_do_everything_once(
    faulty_stack: Stack, recorded_models: RecordedModels
):
    stack = faulty_stack
    workspace_id = stack.apply()
    run_id = stack.run_now()
    sender = Sender(stack.redis_url)
    for task in ("think.roll_up", "think.analyze"):
        sender.send_twice(task, workspace_id)
    for _ in range(3):
        sender.send_twice("ask.drain", queue="ask")
    sender.send_twice("think.analyze", workspace_id)
    sender.send_twice("think.begin_run", run_id)
    for number in range(2):
        stack.start_role(f"ask{number}", "ask")
        stack.start_role(f"think{number}", "think")
    stack.wait_for_answers(10)
    sender.send_twice("think.begin_run", run_id)
    sender.send_twice("ask.drain", queue="ask")
    sender.send_twice("think.analyze", workspace_id)
    stack.start_role("beat", "beat")
    assert stack.wait_until_ended(run_id) == "finished"
    stack.wait_until_analyzed()
    stack.wait_until_rolled_up()
    ended_at = stack.scalar("SELECT finished_at FROM runs")
    newest = "SELECT max(analyzed_at) FROM analyses"
    analyzed_at = stack.scalar(newest)
    for task, subject in (("begin_run", run_id), ("analyze", workspace_id)):
        sender.send_twice(f"think.{task}", subject)
    sender.send_twice("ask.drain", queue="ask")
    # A run that is asked, read and ended after them shows that the workers have had them all.
    second = stack.run_now()
    assert stack.wait_until_ended(second) == "finished"
    sender.close()
    assert stack.scalar("SELECT finished_at FROM runs WHERE id = :id", id=run_id) == ended_at
    stale = "SELECT count(*) FROM analyses WHERE analyzed_at <= :at"
    assert stack.scalar(stale, at=analyzed_at) == QUESTIONS
    assert len(recorded_models.calls()) == 2 * QUESTIONS
    assert stack.scalar("SELECT count(*) FROM answers") == 2 * QUESTIONS


@pytest.mark.parametrize("minutes", [5, -5])
def test_a_clock_that_is_off_by_minutes_neither_stops_a_run_nor_asks_twice(
    faulty_stack: Stack, recorded_models: RecordedModels, minutes: int
):
    stack = faulty_stack
    stack.settings["concurrency"] = "5"
    off_s = minutes * 60.0
    stack.start_role("beat", "beat", clock_off_s=-off_s)
    stack.start_role("think", "think", clock_off_s=off_s)
    stack.start_role("ask0", "ask", clock_off_s=off_s)
    stack.start_role("ask1", "ask")
    run_id = stack.run_now()
    assert stack.wait_until_ended(run_id) == "finished"
    stack.wait_until_analyzed()
    stack.wait_until_rolled_up()
    assert_nothing_lost(stack, recorded_models, run_id, questions=QUESTIONS)
    shown = "SELECT max(asked_at) - min(asked_at) > interval '4 minutes' FROM answers"
    assert stack.scalar(shown), "no clock was off"
    askers = "SELECT count(DISTINCT claimed_by) FROM questions"
    assert stack.scalar(askers) == 2
