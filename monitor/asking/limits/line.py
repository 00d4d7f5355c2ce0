"""Callers of one process wait in a line per share: one asks for all, and nobody overtakes.

Without it each of hundreds of waiting calls would ask Redis ten times a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from monitor.asking.limits.protocol import (
    Limits,
    Permit,
    TargetOutcome,
    Used,
    Wait,
    WaitReason,
    Wanted,
)

# A call that ends frees a slot and may give tokens back; it brings no other wait to an end.
_ENDS_WITH_A_CALL = frozenset({WaitReason.CONCURRENCY, WaitReason.FAIRNESS, WaitReason.TOKENS})


@dataclass(slots=True)
class _Turns:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    callers: int = 0


class Line:
    """Waits for permits; to be made in the event loop that uses it."""

    def __init__(self, limits: Limits, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._turns: dict[tuple[str, str], _Turns] = {}
        self._calls_ended: dict[str, asyncio.Event] = {}

    async def acquire(self, wanted: Wanted, *, patience_s: float) -> Permit | Wait:
        """A permit, after waiting for it in line; nothing is held meanwhile.

        A wait is told only where the target's circuit is open, at once, or where the patience of
        so many seconds is at its end.
        """
        until = self._monotonic() + patience_s
        ended = self._calls_ended.setdefault(wanted.account, asyncio.Event())
        async with self._turn(wanted):
            while True:
                ended.clear()
                given = await self._limits.acquire(wanted)
                left_s = until - self._monotonic()
                if isinstance(given, Permit) or given.reason is WaitReason.CIRCUIT_OPEN:
                    return given
                if left_s <= 0:
                    return given
                await _pause(given, min(given.seconds, left_s), ended)

    async def settle(self, permit: Permit, used: Used) -> None:
        """End a permit; those who wait for the account ask again at once."""
        await self._limits.settle(permit, used)
        ended = self._calls_ended.get(permit.wanted.account)
        if ended is not None:
            ended.set()

    async def report(self, target_key: str, outcome: TargetOutcome) -> None:
        """Tell what a call says of its target."""
        await self._limits.report(target_key, outcome)

    @asynccontextmanager
    async def _turn(self, wanted: Wanted) -> AsyncIterator[None]:
        key = (wanted.account, wanted.share)
        turns = self._turns.setdefault(key, _Turns())
        turns.callers += 1
        try:
            async with turns.lock:
                yield
        finally:
            turns.callers -= 1
            if not turns.callers:
                del self._turns[key]


async def _pause(wait: Wait, seconds: float, call_ended: asyncio.Event) -> None:
    if wait.reason not in _ENDS_WITH_A_CALL:
        await asyncio.sleep(seconds)
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await call_ended.wait()
