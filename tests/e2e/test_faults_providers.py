"""Providers that fail now and then, and providers that are gone, beside one that works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.mock_models.scenario import default_scenario
from tests.e2e.nothing_lost import assert_nothing_lost
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.e2e.waiting import free_port
from tests.servers.valkey import running_valkey

QUESTIONS = 300
MAX_ATTEMPTS = 4
FAULTS = {"429": 0.2, "500": 0.1, "slow-first-byte": 0.05, "invalid-json": 0.02}

PER_TARGET = 60
TARGETS = """
targets:
  - {key: good, provider: openai_compatible, model: m, base_url: "%(good)s", api_key_env: MOCK_KEY}
  - key: overloaded
    provider: openai_compatible
    model: fault-503
    base_url: "%(good)s"
    api_key_env: MOCK_KEY
  - {key: gone, provider: openai_compatible, model: n, base_url: "%(gone)s", api_key_env: MOCK_KEY}
"""


@pytest.fixture
def unsteady_models(tmp_path: Path) -> Iterator[RecordedModels]:
    scenario = default_scenario().model_copy(update={"faults": FAULTS, "slow_s": 20.0})
    with RecordedModels(tmp_path, scenario=scenario.model_dump_json()) as running:
        yield running


@pytest.fixture
def unsteady_stack(
    unsteady_models: RecordedModels, postgres_url: str, tmp_path: Path
) -> Iterator[Stack]:
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as stack:
        stack.settings |= {"read_timeout_s": "1", "max_attempts": str(MAX_ATTEMPTS)}
        stack.configure(unsteady_models, prompts=QUESTIONS, repeats=1)
        yield stack


def test_a_provider_that_fails_now_and_then_is_tried_again_within_the_policy(
    unsteady_stack: Stack, unsteady_models: RecordedModels
):
    stack = unsteady_stack
    stack.start_all()
    run_id = stack.run_now()
    stack.wait_until_ended(run_id, timeout_s=100)
    outcomes = assert_nothing_lost(stack, unsteady_models, run_id, questions=QUESTIONS)
    faults = unsteady_models.counts()["by_fault"]
    assert set(faults) == set(FAULTS)
    assert outcomes.answered > 0.9 * QUESTIONS
    # An unreadable reply is not asked for again, so each garbage is a failure.
    assert faults["invalid-json"] <= outcomes.failed
    temporary = faults["429"] + faults["500"] + faults["slow-first-byte"]
    assert outcomes.retries <= temporary
    assert stack.scalar("SELECT max(attempts) FROM answers") <= MAX_ATTEMPTS


def outcomes_by_model(stack: Stack) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    with stack.database.read() as session:
        for model, outcome in session.execute(
            sa.text("SELECT t.model, a.outcome FROM answers a JOIN targets t ON t.id = a.target_id")
        ):
            found.setdefault(model, Counter())[outcome] += 1
    return found


def test_targets_that_are_gone_end_as_failures_and_cost_the_others_nothing(
    faulty_stack: Stack, recorded_models: RecordedModels
):
    stack = faulty_stack
    file = stack.configure(recorded_models, prompts=PER_TARGET, repeats=1)
    before, _, after = file.read_text().partition("targets:")
    monitors = after[after.index("monitors:") :]
    addresses = {"good": recorded_models.base_url, "gone": f"http://127.0.0.1:{free_port()}/v1"}
    file.write_text(before + TARGETS % addresses + monitors)
    stack.settings |= {"retry_total_s": "5", "concurrency": "10"}
    stack.start_all(askers=2)
    run_id = stack.run_now()
    assert stack.wait_until_ended(run_id) == "partial"
    assert outcomes_by_model(stack) == {
        "m": Counter(ok=PER_TARGET),
        "fault-503": Counter(error=PER_TARGET),
        "n": Counter(error=PER_TARGET),
    }
    states = "SELECT count(*) FROM questions WHERE state IN ('answered', 'failed')"
    assert stack.scalar(states) == 3 * PER_TARGET
    calls = Counter(call.model for call in recorded_models.calls())
    assert calls["m"] == PER_TARGET
    # Those that are under way when the circuit opens, not four for each question.
    in_flight = 2 * 10
    assert calls["fault-503"] <= 5 + in_flight
    made = (
        "SELECT sum(attempts) FROM answers a JOIN targets t ON t.id = target_id WHERE model = 'n'"
    )
    assert stack.scalar(made) <= 5 + in_flight
