"""Real servers and migrated databases for tests; each is started only where a test asks for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import structlog
from hypothesis import settings
from psycopg import sql

from tests.servers.postgres import running_postgres
from tests.servers.valkey import running_valkey

# No deadline: the machine is shared by other work, and a slow example is no wrong one.
settings.register_profile("namedrop", deadline=None, max_examples=50)
settings.register_profile(
    "namedrop-ci", settings.get_profile("namedrop"), derandomize=True, max_examples=25
)
settings.load_profile("namedrop-ci" if os.environ.get("CI") else "namedrop")


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    """A command that a test runs in this process sets the level of all its logs: not for others."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL server on which databases may be created."""
    if given := os.environ.get("NAMEDROP_TEST_DATABASE_URL"):
        yield urlsplit(given)._replace(scheme="postgresql+psycopg").geturl()
        return
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis-compatible server, shared by the tests of a process: use keys of your own."""
    if given := os.environ.get("NAMEDROP_TEST_REDIS_URL"):
        yield given
        return
    with running_valkey() as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_template(postgres_server_url: str) -> Iterator[str]:
    from monitor.storage.migrate import upgrade  # noqa: PLC0415 - other tests need no storage

    with _postgres_database(postgres_server_url, template="template1") as url:
        upgrade(url)
        yield urlsplit(url).path.lstrip("/")


@pytest.fixture
def postgres_url(postgres_server_url: str, _postgres_template: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of the test's own."""
    with _postgres_database(postgres_server_url, template=_postgres_template) as url:
        yield url


@contextmanager
def _postgres_database(server_url: str, *, template: str) -> Iterator[str]:
    name = f"namedrop_test_{uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _maintain(server_url, create.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        # By force: a test that failed may have left a connection open.
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        _maintain(server_url, drop)


def _maintain(server_url: str, statement: sql.Composed) -> None:
    conninfo = server_url.replace("+psycopg", "", 1)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from monitor.storage.migrate import upgrade  # noqa: PLC0415 - other tests need no storage

    path = tmp_path_factory.mktemp("template") / "namedrop.sqlite3"
    upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        # Only this file is copied, so nothing may be left in the write-ahead log beside it.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of the test's own."""
    path = shutil.copyfile(_sqlite_template, tmp_path / "namedrop.sqlite3")
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: the test runs once on SQLite and once on PostgreSQL.

    The markers sqlite_only(reason) and postgres_only(reason) skip the other one.
    """
    other = {"sqlite": "postgres_only", "postgres": "sqlite_only"}[request.param]
    if marker := request.node.get_closest_marker(other):
        pytest.skip(marker.kwargs.get("reason") or marker.args[0])
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
