from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from monitor.catalog.call_costs import estimate_call
from monitor.domain.question import Channel, Prompt
from monitor.pipeline.cost_preview import planned_cost
from monitor.pipeline.monitor_view import preview
from monitor.scheduling.as_json import schedule_as_json
from monitor.scheduling.recurrence import Cron, parse_recurrence
from monitor.scheduling.schedule import Schedule
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from monitor.storage.monitors import MonitorPlan, save_monitor
from tests.factories.answers import NOON
from tests.factories.runs import make_run, make_target

SOL = make_target("sol", provider="openai", model="gpt-5.6-sol", channel=Channel.API, base_url=None)
HOUSE = make_target("house", provider="openai_compatible", channel=Channel.API)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def planned(database: Database, *target_keys: str) -> tuple[int, MonitorPlan]:
    schedule = Schedule(parse_recurrence(Cron("0 9 * * *"), "UTC", key="daily"))
    plan = MonitorPlan("daily", ("p0", "p1"), target_keys, 3, schedule=schedule_as_json(schedule))
    workspace_id = make_run(database).workspace_id
    with database.write() as session:
        save_targets(session, workspace_id, [SOL, HOUSE, make_target("cool")], NOON)
        save_monitor(session, workspace_id, plan, NOON)
    return workspace_id, plan


def test_a_run_costs_its_calls_at_the_prices_of_its_time(database: Database):
    workspace_id, plan = planned(database, "sol", "cool")
    prompts = [Prompt(f"p{n}", f"Which tool is best for job {n}?", "en") for n in range(2)]
    august, november = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    with database.read() as session:
        cost_at = planned_cost(session, workspace_id, plan)
    for at in (august, november):
        calls = [estimate_call(SOL, prompt, at) for prompt in prompts]
        assert cost_at(at).high_usd == 3 * sum(call.high_usd for call in calls if call)
    assert cost_at(august).high_usd > cost_at(november).high_usd > 0
    assert cost_at(august).unknown == ()


def test_a_preview_prices_the_next_ten_firings(database: Database):
    workspace_id, _ = planned(database, "sol", "house")
    told = preview(database, workspace_id, "daily", now=NOON, count=12).as_json()
    costs = [firing["cost"] for firing in told["firings"]]
    assert costs[10:] == [None, None]
    assert all(Decimal(cost["high_usd"]) > Decimal(cost["low_usd"]) > 0 for cost in costs[:10])
    assert told["cost"]["unknown"] == ["house"]
