from __future__ import annotations

from monitor.storage.engine import Database
from monitor.storage.runs import start_run
from tests.api.api_client import Client
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def test_a_scrape_tells_how_much_work_waits(client: Client, database: Database):
    planned = make_run(database)
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
    told = client.ask("GET", "/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = told.text.splitlines()
    assert "namedrop_backlog_waiting 12.0" in lines
    assert "namedrop_backlog_open_runs 1.0" in lines
    assert any(line.startswith("# TYPE namedrop_questions_ended_total counter") for line in lines)
