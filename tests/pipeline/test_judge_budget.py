"""Judging under budgets: what is booked is what the mock models were asked, on both databases."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.clock import utc_now
from monitor.domain.budget import Budget, Limits
from monitor.domain.question import Channel, Target
from monitor.mock_models.scenario import scenario_of
from monitor.pipeline.judge import Judged, judge_findings, plan_judging
from monitor.pipeline.judge_questions import JudgeStop
from monitor.pipeline.judge_selection import JudgeOrder
from monitor.reports.budgets import budgets_report
from monitor.settings import Settings
from monitor.storage.budget_state import begin_ledger
from monitor.storage.budgets import save_workspace_budget
from monitor.storage.engine import Database
from monitor.storage.judge_reservations import (
    JudgeSpent,
    free_lapsed_judging,
    judged_scopes,
    release_judging,
    renew_judging,
    reserve_judging,
    settle_judging,
)
from monitor.storage.ledger import Wanted
from monitor.storage.monitors import MonitorPlan, save_monitor
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer
from tests.factories.judging import ALWAYS_NEGATIVE, Silent
from tests.factories.runs import PlannedRun, make_run
from tests.mock_models.serving import Mock, running_mock

SETTINGS = Settings(concurrency=4, max_attempts=4, lease_s=20)
CLOSE = 12
CENT = Decimal("0.01")


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")


@pytest.fixture(scope="module")
def running() -> Iterator[Mock]:
    with running_mock(scenario_of(ALWAYS_NEGATIVE, name="judge")) as mock:
        yield mock


@pytest.fixture
def mock(running: Mock) -> Mock:
    assert running.post("/_mock/reset", {}).status == 200
    return running


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def target_at(mock: Mock, model: str = "gpt-4o") -> Target:
    return Target("judge", "openai", model, Channel.API, base_url=f"{mock.url}/openai/v1")


def answered(database: Database, budget: Budget, of_monitor: Budget | None = None) -> PlannedRun:
    """Six answers, in each of which two brands are close; what they cost is not in the budget."""
    planned = make_run(database, prompts=2, repeats=3, targets=("cool",))
    answer_and_analyze(
        database,
        planned,
        lambda q: make_answer(f"Acme was founded in 1999, and Globex in 2001. Number {q.id}."),
    )
    with database.write() as session:
        save_workspace_budget(session, planned.workspace_id, budget)
        if of_monitor:
            plan = MonitorPlan("weekly", (), (), 1, budget=of_monitor)
            save_monitor(session, planned.workspace_id, plan, NOON)
    return planned


def judge(
    database: Database, planned: PlannedRun, target: Target, order: JudgeOrder | None = None
) -> Judged:
    return judge_findings(
        database,
        planned.workspace_id,
        target,
        order or JudgeOrder(),
        settings=SETTINGS,
        listener=Silent(),
    )


def told(database: Database, planned: PlannedRun) -> list[dict[str, Any]]:
    report = budgets_report(database, planned.workspace_id, now=utc_now()).as_json()
    budgets: list[dict[str, Any]] = report["budgets"]
    return budgets


def counted(mock: Mock) -> dict[str, Any]:
    counts: dict[str, Any] = json.loads(mock.get("/_mock/counts").body)
    return counts


def usd_at(mock: Mock) -> Decimal:
    """2.50 USD for a million tokens of input, 10 for output."""
    used = counted(mock)["spend"]["by_provider"]["openai"]
    return (used["input_tokens"] * Decimal("2.5") + used["output_tokens"] * 10) / 1_000_000


def open_reservations(database: Database) -> int:
    with database.read() as session:
        return session.execute(sa.text("SELECT count(*) FROM judge_reservations")).scalar_one()


def test_what_is_booked_is_what_the_judge_was_asked(database: Database, mock: Mock):
    planned = answered(database, Budget(Limits(Decimal(5))), Budget(month=Limits(calls=100)))
    judged = judge(database, planned, target_at(mock))
    assert (judged.tally.calls, judged.stop) == (CLOSE, None)
    usd = usd_at(mock)
    assert judged.tally.cost_usd == usd > 0
    day, month = told(database, planned)
    assert (day["scope"], month["monitor"]) == ("workspace", "weekly")
    for each in (day, month):
        assert Decimal(each["usd"]["spent"]) == usd
        assert each["usd"]["reserved"] == "0"
        assert (each["calls"]["spent"], each["calls"]["reserved"]) == (CLOSE, 0)
    assert open_reservations(database) == 0
    with database.read() as session:
        rows = session.execute(
            sa.text("SELECT sum(cost_usd), min(cost_source), max(cost_source) FROM judgements")
        ).one()
    assert tuple(rows) == (usd * 10**9, "genai-prices 0.2.3", "genai-prices 0.2.3")


@pytest.mark.parametrize("whose", ["workspace", "monitor"])
def test_judging_ends_when_the_calls_are_used_up_and_keeps_what_it_has(
    database: Database, mock: Mock, whose: str
):
    limits = Budget(Limits(calls=5))
    none = Budget()
    planned = answered(database, *((limits, none) if whose == "workspace" else (none, limits)))
    judged = judge(database, planned, target_at(mock))
    assert (judged.tally.calls, judged.tally.settled) == (5, 5)
    assert (judged.left, judged.stop) == (CLOSE - 5, JudgeStop.OVER_BUDGET)
    assert counted(mock)["requests"] == 5
    again = judge(database, planned, target_at(mock))
    assert (again.tally.calls, again.left, again.stop) == (0, CLOSE - 5, JudgeStop.OVER_BUDGET)
    (day,) = told(database, planned)
    assert (day["scope"], day["calls"]["spent"], day["calls"]["left"]) == (whose, 5, 0)
    kinds = {n.kind for n in budgets_report(database, planned.workspace_id, now=NOON).notices}
    assert kinds == {"budget_soft_limit", "budget_used_up"}


def test_the_amount_is_never_exceeded(database: Database, mock: Mock):
    planned = answered(database, Budget(Limits(Decimal("0.02"))))  # a call may cost 0.016
    judged = judge(database, planned, target_at(mock))
    (day,) = told(database, planned)
    assert judged.stop is JudgeStop.OVER_BUDGET
    assert 0 < judged.tally.calls < CLOSE
    assert Decimal(day["usd"]["spent"]) == usd_at(mock) <= Decimal("0.02")


def test_failed_calls_and_retries_count_as_calls(database: Database, mock: Mock):
    planned = answered(database, Budget(Limits(calls=100)))
    failing = judge(database, planned, target_at(mock, "fault-404"), JudgeOrder(limit=2))
    assert failing.tally.failed.total() == 2
    retried = target_at(mock, "fault-429-retry-after-ms@1")
    assert judge(database, planned, retried, JudgeOrder(limit=3)).tally.settled == 3
    (day,) = told(database, planned)
    assert day["calls"]["spent"] == counted(mock)["requests"] > 5
    assert day["calls"]["of_unknown_cost"] > 0  # no list has that model


def test_what_a_dead_judge_had_reserved_is_waited_for_and_freed(database: Database, mock: Mock):
    planned = answered(database, Budget(Limits(calls=2)))
    reserve(database, planned, calls=2, lease_s=1)
    judged = judge(database, planned, target_at(mock))
    assert (judged.tally.calls, judged.stop) == (2, JudgeStop.OVER_BUDGET)
    (day,) = told(database, planned)
    assert (day["calls"]["spent"], day["calls"]["reserved"]) == (2, 0)


def test_a_new_budget_begins_with_what_judging_cost(database: Database, mock: Mock):
    planned = answered(database, Budget())
    judged = judge(database, planned, target_at(mock), JudgeOrder(limit=4))
    assert told(database, planned) == []
    with database.write() as session:
        session.execute(sa.text("UPDATE answers SET asked_at = '2020-01-01 12:00:00+00:00'"))
        save_workspace_budget(session, planned.workspace_id, Budget(Limits(calls=9)))
        begin_ledger(session, planned.workspace_id, utc_now(), besides=())
    (day,) = told(database, planned)
    assert day["calls"]["spent"] == 4
    assert Decimal(day["usd"]["spent"]) == judged.tally.cost_usd


def test_a_plan_tells_what_judging_costs_and_what_is_left(database: Database, mock: Mock):
    planned = answered(database, Budget(Limits(Decimal(1), 50)))
    reserve(database, planned, calls=3, lease_s=20)
    plan = plan_judging(
        database, planned.workspace_id, target_at(mock), JudgeOrder(max_calls=6), now=utc_now()
    )
    (left,) = plan.budgets
    assert (left.left_usd, left.left_calls) == (1 - 3 * CENT, 47)
    # 1,500 tokens of output at 10 USD for a million, and the prompt.
    assert 6 * Decimal("0.015") < plan.cost.high_usd < 6 * Decimal("0.03")
    assert counted(mock)["requests"] == 0


def reserve(database: Database, planned: PlannedRun, *, calls: int, lease_s: float) -> list[int]:
    """Reserve a cent for each of so many calls; the ids of the reservations."""
    with database.write() as session:
        answer_id = session.execute(sa.text("SELECT min(id) FROM answers")).scalar_one()
        judged = judged_scopes(session, planned.workspace_id, [answer_id])[answer_id]
        wanted = [(judged, Wanted(n, judged.scope, CENT, None)) for n in range(calls)]
        _, ids = reserve_judging(session, wanted, lease_s=lease_s)
    return [ids[n] for n in sorted(ids)]


def calls_now(database: Database, planned: PlannedRun) -> tuple[int, int]:
    (day,) = told(database, planned)
    return day["calls"]["spent"], day["calls"]["reserved"]


def test_a_reservation_is_settled_once_and_a_released_one_is_free(database: Database):
    planned = answered(database, Budget(Limits(calls=3)))
    first, second, third = reserve(database, planned, calls=5, lease_s=20)
    for _ in range(2):
        with database.write() as session:
            settle_judging(session, {first: JudgeSpent(CENT, 2)})
        assert calls_now(database, planned) == (2, 2)
    for _ in range(2):
        with database.write() as session:
            release_judging(session, [second])
        assert calls_now(database, planned) == (2, 1)
    assert third not in {first, second}


def test_what_was_spent_counts_even_after_the_lease(database: Database):
    planned = answered(database, Budget(Limits(calls=9)))
    late, renewed = reserve(database, planned, calls=2, lease_s=0.1)
    with database.write() as session:
        renew_judging(session, [renewed], lease_s=20)
    time.sleep(0.15)
    for _ in range(2):
        with database.write() as session:
            free_lapsed_judging(session, planned.workspace_id)
        assert calls_now(database, planned) == (0, 1)
    with database.write() as session:
        settle_judging(session, {late: JudgeSpent(None, 1), renewed: JudgeSpent(CENT, 1)})
    assert calls_now(database, planned) == (2, 0)
