"""An experiment that is planned and started over the API and asked by workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.app import create_app
from tests.api.api_client import Client
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.servers.valkey import running_valkey

SWEEP = {
    "kind": "sweep",
    "targets": ["mock"],
    "setting": "temperature",
    "values": [0, 1],
    "repeats": 3,
    "key": "by-workers",
}
COMMAND = "sweep --target mock --setting temperature --values 0,1 --repeats 3 --name by-command"
QUESTIONS = 2 * 6 * 3


@pytest.fixture
def models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path) as running:
        yield running


@pytest.fixture
def stack(models: RecordedModels, postgres_url: str, tmp_path: Path) -> Iterator[Stack]:
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as running:
        running.settings["concurrency"] = "1"
        running.configure(models, prompts=6, repeats=1)
        yield running


def asked(stack: Stack, run_id: int) -> list[tuple[Any, ...]]:
    """What was asked, in the order of the questions."""
    statement = sa.text(
        "SELECT v.text, t.settings ->> 'temperature', q.repetition, q.state FROM questions q "
        "JOIN prompt_versions v ON v.id = q.prompt_version_id JOIN targets t ON t.id = q.target_id "
        "WHERE q.run_id = :run ORDER BY q.id"
    )
    with stack.database.read() as session:
        return [tuple(row) for row in session.execute(statement, {"run": run_id})]


def test_workers_ask_what_the_command_would_ask_in_the_same_random_order(
    stack: Stack, models: RecordedModels
):
    stack.apply()
    client = Client(create_app(stack.database))
    kept = client.ask("POST", "/v1/experiments", json=SWEEP).json()
    stack.start_all()
    run = client.ask("POST", "/v1/experiments/by-workers/run").json()
    assert stack.wait_until_ended(run["id"]) == "finished"
    stack.wait_until_analyzed()
    assert models.counts()["requests"] == QUESTIONS
    by_time = "SELECT string_agg(id::text, ',' ORDER BY asked_at) FROM (%s) asked"
    in_order = "SELECT string_agg(id::text, ',' ORDER BY id) FROM questions WHERE run_id = :run"
    answers = "SELECT question_id AS id, asked_at FROM answers WHERE run_id = :run"
    assert stack.scalar(by_time % answers, run=run["id"]) == stack.scalar(in_order, run=run["id"])

    stack.namedrop("experiment", "run", *COMMAND.split())
    by_workers, by_command = (
        client.get(f"/v1/experiments/{key}") for key in ("by-workers", "by-command")
    )
    assert asked(stack, by_workers["run_id"]) == asked(stack, by_command["run_id"])
    for each in (by_workers, by_command):
        assert (each["state"], each["is_final"]) == ("finished", True)
        assert [arm["answers"] for arm in each["arms"]] == [QUESTIONS // 2] * 2
        assert [trend["brand"]["key"] for trend in each["trends"]] == ["acme", "globex"]
        assert all(arm["model_card"] is not None for arm in each["arms"])
    for name in ("fingerprint", "prompt_keys", "repeats", "seed", "foresight", "cost"):
        assert by_workers["design"][name] == by_command["design"][name] == kept["design"][name]


def test_a_command_asks_what_was_planned_over_the_api(stack: Stack, models: RecordedModels):
    stack.apply()
    client = Client(create_app(stack.database))
    run_id = client.ask("POST", "/v1/experiments", json=SWEEP).json()["run_id"]
    told = stack.namedrop("experiment", "ask", "by-workers")
    assert f"run {run_id} finished, {QUESTIONS} of {QUESTIONS} questions ended" in " ".join(
        told.split()
    )
    assert models.counts()["requests"] == QUESTIONS
    assert client.get("/v1/experiments/by-workers")["is_final"]
