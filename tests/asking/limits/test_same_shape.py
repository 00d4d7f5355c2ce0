"""The script in Redis and the limits in memory answer the same to the same."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.asking.limits.local import LocalLimits
from monitor.asking.limits.protocol import (
    AccountLimits,
    Limits,
    Permit,
    TargetOutcome,
    Used,
    Wait,
    Wanted,
)
from monitor.asking.limits.reported import RateReading, Resource
from monitor.asking.limits.shared import open_limits

readings = st.builds(
    RateReading,
    st.sampled_from(Resource),
    st.none() | st.integers(0, 20),
    st.none() | st.integers(0, 50),
    st.none() | st.sampled_from([0.0, 40.0]),
    st.sampled_from([None, 10.0, 60.0, 86_400.0]),
)
used = st.builds(
    Used,
    st.none() | st.integers(0, 30),
    st.lists(readings, max_size=2).map(tuple),
    st.none() | st.sampled_from([0.0, 90.0]),
)
acquires = st.tuples(st.just("acquire"), st.integers(1, 3), st.integers(0, 12))
settles = st.tuples(st.just("settle"), st.integers(0, 30), st.just(Used()) | used)
reports = st.tuples(st.just("report"), st.just(0), st.sampled_from(TargetOutcome))
steps = st.lists(acquires | acquires | settles | reports, max_size=50)
account_limits = st.builds(
    AccountLimits,
    st.integers(1, 8),
    st.none() | st.integers(1, 100),
    st.none() | st.integers(1, 100),
)


async def told(limits: Limits, stated: AccountLimits, steps: list[tuple[str, int, object]]):
    """All answers: a permit, or the reason and the seconds of a wait."""
    account = uuid4().hex
    permits: list[Permit] = []
    answers: list[tuple[str, float]] = []
    for kind, number, value in steps:
        if kind == "acquire":
            assert isinstance(value, int)
            given_ = await limits.acquire(Wanted(account, account, 1, number, value, stated))
            if isinstance(given_, Wait):
                answers.append((given_.reason.value, given_.seconds))
            else:
                permits.append(given_)
                answers.append(("permit", 0.0))
        elif kind == "settle" and permits:
            assert isinstance(value, Used)
            await limits.settle(permits[number % len(permits)], value)
        elif kind == "report":
            assert isinstance(value, TargetOutcome)
            await limits.report(account, value)
    return answers


@settings(max_examples=150)
@given(account_limits, steps)
def test_both_answer_the_same_to_the_same(
    redis_url: str, stated: AccountLimits, steps: list[tuple[str, int, object]]
) -> None:
    async def both() -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        # In memory no time passes; in Redis so little that no token flows in.
        alone = await told(LocalLimits(lambda: 1_000.0), stated, steps)
        async with open_limits(redis_url, on_degraded=pytest.fail) as shared:
            return alone, await told(shared, stated, steps)

    alone, shared = asyncio.run(both())
    assert [reason for reason, _ in alone] == [reason for reason, _ in shared]
    for (_, one), (_, other) in zip(alone, shared, strict=True):
        assert one == pytest.approx(other, abs=0.5)
