"""Redis is stopped, started again, emptied, or says nothing: calls go on."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from monitor.asking.limits.protocol import TargetOutcome, Used
from monitor.asking.limits.shared import open_limits
from tests.asking.limits.wanted import NOTHING_NEW, granted, refused, wanted
from tests.servers.valkey import SETTINGS, _find_binary
from tests.servers.watched import watched_server

pytestmark = pytest.mark.anyio


@contextmanager
def valkey_on(port: int, folder: Path) -> Iterator[None]:
    folder = folder / uuid4().hex
    folder.mkdir()
    command = [_find_binary(), "--port", str(port), "--dir", folder, *SETTINGS]
    with watched_server(lambda _: command, folder=folder):
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_redis_may_stop_and_start_again_at_any_time(tmp_path: Path, account: str) -> None:
    port = free_port()
    degraded: list[None] = []
    want = wanted(account, concurrency=1)
    with capture_logs() as logs:
        async with open_limits(
            f"redis://127.0.0.1:{port}/0", on_degraded=lambda: degraded.append(None)
        ) as limits:
            with valkey_on(port, tmp_path):
                before = await granted(limits, want)
                assert before.is_shared
            # Away: the same limit, in this process alone.
            alone = await granted(limits, want)
            assert not alone.is_shared
            await refused(limits, want)
            await limits.settle(before, NOTHING_NEW)
            await limits.report(want.target_key, TargetOutcome.OK)
            assert len(degraded) == 4
            with valkey_on(port, tmp_path):
                await asyncio.sleep(2.1)
                after = await granted(limits, want)
                assert after.is_shared
                await limits.settle(alone, NOTHING_NEW)
                await refused(limits, want)
                await limits.settle(after, NOTHING_NEW)
            assert not (await granted(limits, want)).is_shared
            assert len(degraded) == 5
    assert [each["event"] for each in logs] == [
        "limits_degraded",
        "limits_restored",
        "limits_degraded",
    ]
    assert [each["log_level"] for each in logs] == ["warning", "info", "warning"]


async def test_a_server_that_says_nothing_holds_nobody_up_for_long(account: str) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    degraded: list[None] = []
    async with open_limits(
        f"redis://127.0.0.1:{port}/0", on_degraded=lambda: degraded.append(None)
    ) as limits:
        want = wanted(account, concurrency=30)
        began = time.monotonic()
        permits = await asyncio.gather(*(granted(limits, want) for _ in range(30)))
        assert time.monotonic() - began < 6
        assert not any(each.is_shared for each in permits)
        began = time.monotonic()
        await refused(limits, want)
        assert time.monotonic() - began < 0.5
    server.close()
    await server.wait_closed()
    assert len(degraded) == 31


async def test_emptying_redis_in_between_loses_nothing_but_the_counts(
    redis_url: str, account: str
) -> None:
    want = wanted(account, concurrency=2, tokens_per_minute=60_000, tokens=10)
    async with open_limits(redis_url, on_degraded=pytest.fail) as limits:
        before = [await granted(limits, want) for _ in range(2)]
        await refused(limits, want)
        async with Redis.from_url(redis_url) as client:
            await client.flushall()
            await client.script_flush()
        after = await granted(limits, want)
        # Those from before take nothing from those that came since.
        for permit in before:
            await limits.settle(permit, Used(tokens=5))
        await granted(limits, want)
        await refused(limits, want)
        await limits.settle(after, Used(tokens=5))
        await granted(limits, want)


async def test_all_keys_end_by_themselves_and_begin_with_the_prefix(
    redis_url: str, account: str
) -> None:
    prefix = f"test-{account}"
    async with open_limits(redis_url, prefix=prefix, on_degraded=pytest.fail) as limits:
        want = wanted(account, concurrency=1, requests=60, tokens_per_minute=600, tokens=1)
        permit = await granted(limits, want)
        await refused(limits, want)
        await limits.report(want.target_key, TargetOutcome.FAILED)
        await limits.settle(permit, Used(tokens=3, retry_after_s=1.0))
    async with Redis.from_url(redis_url) as client:
        keys = [key async for key in client.scan_iter(f"{prefix}:*")]
        lives = {key.decode().rsplit(":", 1)[-1]: await client.ttl(key) for key in keys}
    assert set(lives) == {"waiting", "served", "state", f"{account}-target"}
    assert all(3_600 < life <= 3_700 for life in lives.values())
