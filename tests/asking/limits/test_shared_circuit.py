"""A circuit in Redis after its time, which is moved in the data: the clock is the server's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from monitor.asking.limits.numbers import (
    FAILURES_TO_OPEN,
    FIRST_COOLDOWN_S,
    LONGEST_COOLDOWN_S,
)
from monitor.asking.limits.protocol import Limits, TargetOutcome, WaitReason
from monitor.asking.limits.shared import open_limits
from tests.asking.limits.wanted import granted, refused, wanted

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shared(redis_url: str) -> AsyncIterator[Limits]:
    async with open_limits(redis_url, on_degraded=pytest.fail) as limits:
        yield limits


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


async def opened(shared: Limits, redis: Redis, account: str) -> str:
    """Open the circuit of the account's target and let its time go by; the key of its data."""
    for _ in range(FAILURES_TO_OPEN):
        await shared.report(wanted(account).target_key, TargetOutcome.FAILED)
    await refused(shared, wanted(account))
    key = f"namedrop:{{limits}}:circuit:{account}-target"
    await redis.hset(key, "open_until", 1)
    return key


async def test_one_call_of_all_workers_tries_it_and_success_closes_it(
    shared: Limits, redis: Redis, account: str
) -> None:
    key = await opened(shared, redis, account)
    await granted(shared, wanted(account))
    wait = await refused(shared, wanted(account))
    assert wait.reason is WaitReason.CIRCUIT_OPEN
    assert wait.seconds == 1.0
    await shared.report(wanted(account).target_key, TargetOutcome.OK)
    await granted(shared, wanted(account))
    await granted(shared, wanted(account))
    assert not await redis.exists(key)


async def test_a_try_that_says_nothing_lets_another_one_through(
    shared: Limits, redis: Redis, account: str
) -> None:
    await opened(shared, redis, account)
    await granted(shared, wanted(account))
    await shared.report(wanted(account).target_key, TargetOutcome.NEUTRAL)
    await granted(shared, wanted(account))
    await refused(shared, wanted(account))


async def test_a_try_that_is_lost_is_given_up(shared: Limits, redis: Redis, account: str) -> None:
    key = await opened(shared, redis, account)
    await granted(shared, wanted(account))
    await redis.hset(key, "probe_until", 1)
    await granted(shared, wanted(account))


async def test_each_failed_try_doubles_the_time_until_the_next_one(
    shared: Limits, redis: Redis, account: str
) -> None:
    key = await opened(shared, redis, account)
    for turn in range(1, 7):
        await granted(shared, wanted(account))
        await shared.report(wanted(account).target_key, TargetOutcome.FAILED)
        wait = await refused(shared, wanted(account))
        expected = min(FIRST_COOLDOWN_S * 2**turn, LONGEST_COOLDOWN_S)
        assert expected - 5 < wait.seconds <= expected
        await redis.hset(key, "open_until", 1)


async def test_who_cannot_go_for_another_reason_does_not_use_up_the_try(
    shared: Limits, redis: Redis, account: str
) -> None:
    busy = wanted(account, concurrency=1)
    await granted(shared, busy)
    key = await opened(shared, redis, account)
    assert (await refused(shared, busy)).reason is WaitReason.CONCURRENCY
    assert not await redis.hexists(key, "probe_until")
