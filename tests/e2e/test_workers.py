"""Workers, beat and a run, from the plan to the findings: real processes and servers."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.pipeline.run_life import cancel
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.e2e.waiting import wait_for
from tests.servers.valkey import running_valkey

QUESTIONS = 60


@pytest.fixture
def models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path) as running:
        yield running


@pytest.fixture
def stack(models: RecordedModels, postgres_url: str, tmp_path: Path) -> Iterator[Stack]:
    # A Redis of its own: workers of two tests on one would take each other's messages.
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as running:
        running.configure(models, prompts=20, repeats=3)
        yield running


def test_a_run_goes_through_the_workers_and_ends_by_itself(stack: Stack, models: RecordedModels):
    stack.start("beat", ["beat"])
    stack.start("think", ["worker", "think"])
    stack.start("ask", ["worker", "ask"])
    stack.namedrop("apply", "namedrop.yaml")
    run_id = int(stack.namedrop("monitors", "run-now", "weekly").split()[1])
    assert stack.wait_until_ended(run_id) == "finished"
    stack.wait_until_analyzed()
    assert models.counts()["requests"] == QUESTIONS
    assert stack.scalar("SELECT count(*) FROM answers WHERE outcome = 'ok'") == QUESTIONS
    assert stack.scalar("SELECT count(*) FROM analyses") == QUESTIONS
    assert "60 answered" in stack.namedrop("runs", "show", str(run_id))


def test_a_stopped_worker_hands_its_claims_back_within_ten_seconds(stack: Stack):
    stack.settings["concurrency"] = "2"
    stack.start_all()
    run_id = stack.run_now()
    stack.wait_for_answers(5)
    began = time.monotonic()
    asking = stack.processes.pop("ask0")
    asking.send_signal(signal.SIGTERM)
    assert asking.wait(timeout=10) == 0
    assert time.monotonic() - began < 10
    assert stack.scalar("SELECT count(*) FROM questions WHERE state = 'claimed'") == 0
    assert stack.run_state(run_id) == "running"


def test_a_cancelled_run_is_not_asked_any_further(stack: Stack, models: RecordedModels):
    stack.settings |= {"concurrency": "2", "lease_s": "2"}
    stack.start_all()
    run_id = stack.run_now()
    stack.wait_for_answers(5)
    cancel(stack.database, stack.apply(), run_id)
    time.sleep(1)
    asked = models.counts()["requests"]
    time.sleep(1)
    assert models.counts()["requests"] == asked < QUESTIONS
    assert stack.run_state(run_id) == "cancelled"
    states = "SELECT count(*) FROM questions WHERE state NOT IN ('answered', 'cancelled')"
    assert stack.scalar(states) == 0


def test_a_schedule_makes_one_run_for_each_firing_with_two_beats(stack: Stack):
    file = stack.folder / "namedrop.yaml"
    file.write_text(
        file.read_text().replace("repeats: 3", "repeats: 1, schedule: {cron: '* * * * *'}")
    )
    stack.start_role("beat2", "beat")
    stack.start_role("think2", "think")
    stack.start_all()
    stack.apply()
    # As if it had been given a minute ago: its first firing is due at once.
    with stack.database.write() as session:
        session.execute(
            sa.text("UPDATE monitors SET scheduled_since = scheduled_since - interval '1 minute'")
        )
    run_id = wait_for(lambda: stack.scalar("SELECT min(id) FROM runs"), "a run", logs=stack.folder)
    assert stack.wait_until_ended(run_id) == "finished"
    time.sleep(2)
    firings = stack.scalar("SELECT count(DISTINCT scheduled_for) FROM runs")
    assert stack.scalar("SELECT count(*) FROM runs") == firings
