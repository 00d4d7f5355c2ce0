from __future__ import annotations

import json
import threading
import time
from typing import Any

from monitor.domain.states import RunState
from monitor.storage.engine import Database
from monitor.storage.question_queue import claim_questions
from monitor.storage.runs import finish_run_if_ended, start_run
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The kind and the run of each server-sent event."""
    told = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        told.append((lines["event"], json.loads(lines["data"])))
    return told


def end(database: Database, planned: PlannedRun) -> RunState:
    answer_and_analyze(database, planned)
    with database.write() as session:
        return finish_run_if_ended(session, planned.workspace_id, planned.run_id, NOON)


def test_a_run_is_shown_with_its_counts(client: Client, database: Database):
    planned = make_run(database)
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
        claim_questions(session, planned.claimer(), planned.run, 5)
    run = client.get(f"/v1/runs/{planned.run_id}")
    assert (run["state"], run["trigger"], run["monitor"]) == ("running", "manual", "weekly")
    assert run["questions"]["claimed"] == 5
    assert run["questions"]["waiting"] == 7
    assert run["questions"]["total"] == 12


def test_runs_are_listed_newest_first_in_pages(client: Client, database: Database):
    ids = [make_run(database).run_id for _ in range(3)]
    page = client.get("/v1/runs", params={"limit": 2})
    assert [run["id"] for run in page["items"]] == [ids[2], ids[1]]
    rest = client.get("/v1/runs", params={"limit": 2, "cursor": page["next_cursor"]})
    assert [run["id"] for run in rest["items"]] == [ids[0]]
    assert rest["next_cursor"] is None


def test_a_cancelled_run_stays_cancelled(client: Client, database: Database):
    planned = make_run(database)
    for _ in range(2):
        reply = client.ask("POST", f"/v1/runs/{planned.run_id}/cancel")
        assert reply.status_code == 200
        assert reply.json()["state"] == "cancelled"
        assert reply.json()["questions"]["cancelled"] == 12


def test_events_follow_a_run_to_its_end(client: Client, database: Database):
    planned = make_run(database)
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)

    def work() -> None:
        time.sleep(0.8)
        end(database, planned)

    worker = threading.Thread(target=work)
    worker.start()
    reply = client.ask("GET", f"/v1/runs/{planned.run_id}/events")
    worker.join()
    told = events(reply.text)
    assert told[0][0] == "progress"
    assert told[0][1]["questions"]["ended"] == 0
    assert told[-1][0] == "ended"
    assert told[-1][1]["state"] == "finished"
    assert [kind for kind, _ in told].count("ended") == 1


def test_a_stranger_sees_and_cancels_nothing(client: Client, stranger: Client, database: Database):
    planned = make_run(database)
    make_run(database, workspace="stranger")
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel")):
        address = f"/v1/runs/{planned.run_id}{path}"
        assert stranger.problem(method, address)["status"] == 404
    assert planned.run_id not in [run["id"] for run in stranger.get("/v1/runs")["items"]]
    assert client.get(f"/v1/runs/{planned.run_id}")["state"] == "planned"
