"""Redis and PostgreSQL stop, lose what they may lose, and come back in the middle of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from monitor.storage.migrate import upgrade
from tests.e2e.nothing_lost import assert_nothing_lost, stored_now
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.servers.postgres import stoppable_postgres
from tests.servers.valkey import running_valkey, stoppable_valkey
from tests.servers.watched import WatchedServer

QUESTIONS = 400
DATABASE_AWAY_S = 20
REDIS_AWAY_S = 5


@pytest.fixture
def slow_models(tmp_path: Path) -> Iterator[RecordedModels]:
    """Slow enough that the run is not over before the fault."""
    with RecordedModels(tmp_path, delay_s=(0.1, 0.3)) as running:
        yield running


def configured(stack: Stack, models: RecordedModels) -> Stack:
    stack.settings |= {"lease_s": "2", "concurrency": "8"}
    stack.configure(models, prompts=QUESTIONS, repeats=1)
    return stack


@pytest.fixture
def valkey_and_stack(
    slow_models: RecordedModels, postgres_url: str, tmp_path: Path
) -> Iterator[tuple[WatchedServer, Stack]]:
    with (
        stoppable_valkey() as (server, url),
        Stack(tmp_path, postgres_url, url) as stack,
    ):
        yield server, configured(stack, slow_models)


@pytest.fixture
def postgres_and_stack(
    slow_models: RecordedModels, tmp_path: Path
) -> Iterator[tuple[WatchedServer, Stack]]:
    with (
        stoppable_postgres() as (server, maintenance),
        running_valkey() as redis_url,
    ):
        with psycopg.connect(maintenance.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE namedrop")
        url = urlsplit(maintenance)._replace(path="/namedrop").geturl()
        upgrade(url)
        with Stack(tmp_path, url, redis_url) as stack:
            yield server, configured(stack, slow_models)


def test_a_run_goes_on_without_redis_and_ends_after_it_has_come_back_empty(
    valkey_and_stack: tuple[WatchedServer, Stack], slow_models: RecordedModels
):
    server, stack = valkey_and_stack
    stack.start_all()
    run_id = stack.run_now()
    stack.wait_for_answers(40)
    with redis.Redis(port=server.port) as client:
        client.flushall()
    stack.wait_for_answers(80)
    server.stop()
    asked = len(slow_models.calls())
    time.sleep(REDIS_AWAY_S)
    assert len(slow_models.calls()) > asked + 20
    server.start()
    assert stack.wait_until_ended(run_id) == "finished"
    stack.wait_until_analyzed()
    assert_nothing_lost(stack, slow_models, run_id, questions=QUESTIONS)


def test_workers_without_work_find_it_after_redis_was_emptied_and_started_again(
    valkey_and_stack: tuple[WatchedServer, Stack], slow_models: RecordedModels
):
    server, stack = valkey_and_stack
    stack.settings["concurrency"] = "50"
    stack.start_all()
    first = stack.run_now()
    assert stack.wait_until_ended(first) == "finished"
    server.stop()
    time.sleep(REDIS_AWAY_S)
    server.start()
    with redis.Redis(port=server.port) as client:
        client.flushall()
    second = stack.run_now()
    assert stack.wait_until_ended(second) == "finished"
    assert len(slow_models.calls()) == 2 * QUESTIONS


@pytest.mark.timeout(180)
def test_answers_in_hand_outlast_twenty_seconds_without_the_database(
    postgres_and_stack: tuple[WatchedServer, Stack], slow_models: RecordedModels
):
    server, stack = postgres_and_stack
    stack.start_all(askers=2)
    run_id = stack.run_now()
    stack.wait_for_answers(80)
    before = stored_now(stack, run_id)
    server.stop()
    time.sleep(DATABASE_AWAY_S)
    server.start()
    stack.database.close()
    assert stack.wait_until_ended(run_id) == "finished"
    stack.wait_until_analyzed()
    # The leases have ended meanwhile: one asker may take what the other is about to store.
    outcomes = assert_nothing_lost(
        stack, slow_models, run_id, questions=QUESTIONS, moments=[before], most_repeated=16
    )
    assert outcomes.answered == QUESTIONS
