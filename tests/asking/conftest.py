"""What the tests of asking share: one event loop library and a misbehaving server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.behaviour_server import BehaviourServer


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[BehaviourServer]:
    with BehaviourServer() as running:
        yield running
