"""Calls that tests want to make."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from monitor.asking.limits.protocol import AccountLimits, Limits, Permit, Used, Wait, Wanted


def wanted(
    account: str,
    *,
    concurrency: int = 1_000,
    requests: int | None = None,
    tokens_per_minute: int | None = None,
    tokens: int = 0,
    monitor_id: int = 1,
    lease_s: float = 60.0,
) -> Wanted:
    limits = AccountLimits(concurrency, requests, tokens_per_minute)
    return Wanted(account, f"{account}-target", 1, monitor_id, tokens, limits, lease_s)


@dataclass(slots=True)
class Patient:
    """Asks until it is given a permit, as the asking loop will."""

    limits: Limits
    asked: int = 0

    async def acquire(self, want: Wanted) -> Permit:
        while True:
            self.asked += 1
            given = await self.limits.acquire(want)
            if isinstance(given, Permit):
                return given
            await asyncio.sleep(given.seconds)


async def granted(limits: Limits, want: Wanted) -> Permit:
    given = await limits.acquire(want)
    assert isinstance(given, Permit), given
    return given


async def refused(limits: Limits, want: Wanted) -> Wait:
    given = await limits.acquire(want)
    assert isinstance(given, Wait), given
    return given


NOTHING_NEW = Used()
