from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import anyio
import pytest

from api.app import create_app, create_default_app
from monitor.errors import BadInput, DatabaseUnavailable
from monitor.storage.engine import Database
from monitor.storage.migrate import expected_revision
from tests.api.api_client import Client


def test_a_service_that_can_answer_is_healthy(database: Database, client: Client):
    kind = "sqlite" if database.url.get_backend_name() == "sqlite" else "postgresql"
    assert client.get("/v1/health") == {
        "status": "ok",
        "version": version("namedrop"),
        "database": {"kind": kind, "revision": expected_revision()},
    }


def test_a_database_at_another_revision_is_a_problem_that_says_what_to_do(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path}/empty.sqlite3")
    problem = Client(create_app(database)).problem("GET", "/v1/health")
    assert problem["status"] == 503
    assert "namedrop db upgrade" in problem["detail"]
    database.close()


def test_the_default_app_brings_a_sqlite_file_to_its_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NAMEDROP_DATABASE_URL", f"sqlite:///{tmp_path}/new/namedrop.sqlite3")
    app = create_default_app()
    client = Client(app)
    assert client.get("/v1/health")["database"]["kind"] == "sqlite"
    assert client.get("/v1/answers")["items"] == []
    app.state.served.database.close()


def test_the_default_app_does_not_start_on_an_empty_server(
    postgres_server_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NAMEDROP_DATABASE_URL", postgres_server_url.replace("+psycopg", ""))
    with pytest.raises(DatabaseUnavailable, match="namedrop db upgrade"):
        create_default_app()


def test_the_default_app_does_not_start_with_settings_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("NAMEDROP_CONCURRENCY", "many")
    with pytest.raises(BadInput, match="NAMEDROP_CONCURRENCY"):
        create_default_app()


def test_connections_are_closed_when_the_server_stops(database: Database, client: Client):
    client.get("/v1/answers")
    assert database._engine.pool.checkedin() == 1

    async def start_and_stop() -> None:
        async with client.app.router.lifespan_context(client.app):
            pass

    anyio.run(start_and_stop)
    assert database._engine.pool.checkedin() == 0
