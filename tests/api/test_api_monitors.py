from __future__ import annotations

import pytest

from monitor.scheduling.as_json import schedule_as_json
from monitor.scheduling.recurrence import Cron, parse_recurrence
from monitor.scheduling.schedule import Schedule
from monitor.storage.engine import Database
from monitor.storage.monitors import MonitorPlan, save_monitor
from tests.api.api_client import Client
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    """A monitor without a schedule, and one that runs on Mondays in Berlin."""
    planned = make_run(database, prompts=2, repeats=3)
    schedule = Schedule(parse_recurrence(Cron("0 9 * * 1"), "Europe/Berlin", key="mondays"))
    with database.write() as session:
        plan = MonitorPlan("mondays", ("p0", "p1"), ("cool",), 2, schedule_as_json(schedule))
        save_monitor(session, planned.workspace_id, plan, NOON)
    return planned


def test_monitors_tell_what_they_ask_and_when(client: Client, planned: PlannedRun):
    weekly, mondays = client.get("/v1/monitors")["items"]
    assert weekly["calls"] == 12
    assert (weekly["schedule"], weekly["next_at"], weekly["state"]) == (None, None, "by hand")
    assert mondays["calls"] == 4
    assert mondays["schedule"] == "0 9 * * 1 (Europe/Berlin)"
    assert mondays["next_at"] is not None, planned


def test_a_preview_tells_the_next_firings(client: Client, planned: PlannedRun):
    told = client.get("/v1/monitors/mondays/preview", params={"count": 3})
    assert len(told["firings"]) == 3, planned
    assert told["time_zone"] == "Europe/Berlin"
    assert told["calls"] == 4


def test_a_monitor_without_schedule_has_no_preview(client: Client, planned: PlannedRun):
    problem = client.problem("GET", "/v1/monitors/weekly/preview")
    assert problem["status"] == 422, planned
    assert "has no schedule" in problem["detail"]


def test_a_paused_monitor_has_no_next_run_until_it_is_resumed(client: Client, planned: PlannedRun):
    paused = client.ask("POST", "/v1/monitors/mondays/pause").json()
    assert (paused["state"], paused["next_at"]) == ("paused", None), planned
    resumed = client.ask("POST", "/v1/monitors/mondays/resume").json()
    assert resumed["state"] == "scheduled"
    assert resumed["next_at"] is not None


@pytest.mark.postgres_only("no workers run on a SQLite file")
def test_a_run_is_planned_now(client: Client, planned: PlannedRun):
    reply = client.ask("POST", "/v1/monitors/weekly/runs")
    assert reply.status_code == 201
    run = reply.json()
    assert run["id"] > planned.run_id
    assert (run["state"], run["trigger"]) == ("planned", "manual")
    assert run["questions"]["waiting"] == 12


@pytest.mark.sqlite_only("PostgreSQL has workers")
def test_no_run_is_planned_where_no_workers_are(client: Client, planned: PlannedRun):
    assert client.problem("POST", "/v1/monitors/weekly/runs")["status"] == 422, planned


def test_a_stranger_sees_and_moves_nothing(client: Client, stranger: Client, planned: PlannedRun):
    assert stranger.get("/v1/monitors")["items"] == []
    for method, path in (("GET", "preview"), ("POST", "pause"), ("POST", "resume")):
        address = f"/v1/monitors/mondays/{path}"
        assert stranger.problem(method, address)["status"] == 404
    assert client.get("/v1/monitors")["items"][1]["state"] == "scheduled", planned
