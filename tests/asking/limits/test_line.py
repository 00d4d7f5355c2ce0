from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from monitor.asking.limits.line import Line
from monitor.asking.limits.local import LocalLimits
from monitor.asking.limits.numbers import FAILURES_TO_OPEN
from monitor.asking.limits.protocol import (
    Limits,
    Permit,
    TargetOutcome,
    Used,
    Wait,
    WaitReason,
    Wanted,
)
from tests.asking.limits.wanted import NOTHING_NEW, granted, wanted

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Counted(LocalLimits):
    """Limits in memory that count how often they are asked."""

    asked: list[Wanted] = field(default_factory=list)

    async def acquire(self, want: Wanted) -> Permit | Wait:
        self.asked.append(want)
        return await LocalLimits.acquire(self, want)


async def test_one_asks_for_all_who_wait_and_they_go_in_their_order(account: str) -> None:
    limits = Counted()
    line = Line(limits)
    held = await granted(limits, wanted(account, concurrency=1))
    went: list[int] = []

    async def call(number: int) -> None:
        permit = await line.acquire(wanted(account, concurrency=1), patience_s=30)
        assert isinstance(permit, Permit)
        went.append(number)
        await line.settle(permit, NOTHING_NEW)

    limits.asked.clear()
    calls = [asyncio.create_task(call(number)) for number in range(40)]
    await asyncio.sleep(0.35)
    assert 3 <= len(limits.asked) <= 5
    await line.settle(held, NOTHING_NEW)
    await asyncio.gather(*calls)
    assert went == list(range(40))
    assert line._turns == {}


async def test_a_call_that_ends_lets_the_next_one_begin_at_once(
    limits: Limits, account: str
) -> None:
    line = Line(limits)
    want = wanted(account, concurrency=1)
    began = time.monotonic()
    held = await line.acquire(want, patience_s=30)
    for _ in range(40):
        assert isinstance(held, Permit)
        waiting = asyncio.create_task(line.acquire(want, patience_s=30))
        await asyncio.sleep(0.005)
        await line.settle(held, NOTHING_NEW)
        held = await waiting
    assert time.monotonic() - began < 40 * 0.1 * 0.7


async def test_patience_ends_with_a_wait(account: str) -> None:
    line = Line(LocalLimits())
    want = wanted(account, concurrency=1)
    await line.acquire(want, patience_s=0)
    began = time.monotonic()
    given = await asyncio.gather(*(line.acquire(want, patience_s=0.3) for _ in range(20)))
    assert {each.reason for each in given if isinstance(each, Wait)} == {WaitReason.CONCURRENCY}
    assert len(given) == 20
    assert 0.25 < time.monotonic() - began < 1.5


async def test_an_open_circuit_is_told_at_once_and_holds_up_nobody_else(account: str) -> None:
    line = Line(LocalLimits())
    want = wanted(account)
    for _ in range(FAILURES_TO_OPEN):
        await line.report(want.target_key, TargetOutcome.FAILED)
    given = await line.acquire(want, patience_s=30)
    assert isinstance(given, Wait)
    assert given.reason is WaitReason.CIRCUIT_OPEN
    other = Wanted(account, "another target", 1, 1, 0, want.limits)
    assert isinstance(await line.acquire(other, patience_s=0), Permit)


async def test_who_is_cancelled_leaves_the_line(account: str) -> None:
    line = Line(LocalLimits())
    want = wanted(account, concurrency=1)
    held = await line.acquire(want, patience_s=0)
    assert isinstance(held, Permit)
    waiting = [asyncio.create_task(line.acquire(want, patience_s=30)) for _ in range(3)]
    await asyncio.sleep(0.01)
    for task in waiting[:2]:
        task.cancel()
    await line.settle(held, Used(tokens=0))
    assert isinstance(await waiting[2], Permit)
    assert all(
        isinstance(each, asyncio.CancelledError)
        for each in await asyncio.gather(*waiting[:2], return_exceptions=True)
    )
    assert line._turns == {}
