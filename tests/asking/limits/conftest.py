from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from monitor.asking.limits.protocol import Limits
from monitor.asking.limits.shared import open_limits


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def account() -> str:
    """An account of the test's own."""
    return uuid4().hex


@pytest.fixture(params=["local", "shared"])
async def limits(request: pytest.FixtureRequest) -> AsyncIterator[Limits]:
    """The limits of one process, and those of all workers."""
    url = request.getfixturevalue("redis_url") if request.param == "shared" else None
    degraded: list[None] = []
    async with open_limits(url, on_degraded=lambda: degraded.append(None)) as opened:
        yield opened
    assert not degraded
