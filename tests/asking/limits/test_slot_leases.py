"""Slots in Redis: held for as long as their process lives and free soon after it has died."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from monitor.asking.limits.protocol import Wait
from monitor.asking.limits.shared import SharedLimits, open_limits
from tests.asking.limits.wanted import NOTHING_NEW, granted, refused, wanted

pytestmark = pytest.mark.anyio

LEASE_S = 0.4


async def test_a_slot_is_held_for_many_leases_by_a_process_that_lives(
    redis_url: str, account: str
) -> None:
    want = wanted(account, concurrency=1)
    async with (
        open_limits(redis_url, slot_lease_s=LEASE_S, on_degraded=pytest.fail) as holder,
        open_limits(redis_url, slot_lease_s=LEASE_S, on_degraded=pytest.fail) as other,
    ):
        permit = await granted(holder, want)
        for _ in range(5):
            await asyncio.sleep(LEASE_S / 2)
            await refused(other, want)
        await holder.settle(permit, NOTHING_NEW)
        await granted(other, want)


async def test_a_slot_of_a_dead_process_is_free_after_one_lease(
    redis_url: str, account: str
) -> None:
    want = wanted(account, concurrency=1)
    async with Redis.from_url(redis_url) as client:
        # Nobody renews for it, as when its process was killed.
        dead = SharedLimits(
            client, prefix="namedrop", slot_lease_s=LEASE_S, on_degraded=pytest.fail
        )
        await granted(dead, want)
        async with open_limits(redis_url, on_degraded=pytest.fail) as other:
            await refused(other, want)
            await asyncio.sleep(LEASE_S + 0.1)
            await granted(other, want)


async def test_a_slot_that_was_taken_back_is_not_taken_again_by_a_renewal(
    redis_url: str, account: str
) -> None:
    want = wanted(account, concurrency=1)
    async with Redis.from_url(redis_url) as client:
        stalled = SharedLimits(
            client, prefix="namedrop", slot_lease_s=LEASE_S, on_degraded=pytest.fail
        )
        await granted(stalled, want)
        await asyncio.sleep(LEASE_S + 0.1)
        await stalled.renew()
        async with open_limits(redis_url, on_degraded=pytest.fail) as other:
            assert not isinstance(await other.acquire(want), Wait)
