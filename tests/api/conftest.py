from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.answers import NOON


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def client(database: Database) -> Client:
    return Client(create_app(database, now=lambda: NOON))


@pytest.fixture
def stranger(database: Database) -> Client:
    """A client of another workspace in the same database."""
    return Client(create_app(database, workspace="stranger", now=lambda: NOON))
