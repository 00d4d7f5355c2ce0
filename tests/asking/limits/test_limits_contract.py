"""What the limits in memory and those in Redis do alike."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from monitor.asking.limits.numbers import FAILURES_TO_OPEN, FIRST_COOLDOWN_S
from monitor.asking.limits.protocol import Limits, Permit, TargetOutcome, Used, WaitReason
from monitor.asking.limits.reported import RateReading, Resource
from tests.asking.limits.wanted import NOTHING_NEW, Patient, granted, refused, wanted

pytestmark = pytest.mark.anyio


async def test_no_more_calls_at_once_than_the_concurrency(limits: Limits, account: str) -> None:
    want = wanted(account, concurrency=2)
    first = await granted(limits, want)
    await granted(limits, want)
    assert (await refused(limits, want)).reason is WaitReason.CONCURRENCY
    await limits.settle(first, NOTHING_NEW)
    await granted(limits, want)
    assert (await refused(limits, want)).reason is WaitReason.CONCURRENCY


async def test_a_permit_settled_twice_frees_one_slot(limits: Limits, account: str) -> None:
    want = wanted(account, concurrency=2)
    first = await granted(limits, want)
    await granted(limits, want)
    await limits.settle(first, NOTHING_NEW)
    await limits.settle(first, NOTHING_NEW)
    await granted(limits, want)
    await refused(limits, want)


async def test_the_slot_of_a_holder_that_is_gone_comes_back(limits: Limits, account: str) -> None:
    want = wanted(account, concurrency=1, lease_s=0.3)
    await granted(limits, want)
    await refused(limits, want)
    await asyncio.sleep(0.35)
    await granted(limits, want)


async def test_accounts_do_not_share_their_limits(limits: Limits, account: str) -> None:
    await granted(limits, wanted(account, concurrency=1))
    await granted(limits, wanted(account + "x", concurrency=1))


async def test_requests_flow_at_the_rate_after_the_burst(limits: Limits, account: str) -> None:
    want = wanted(account, requests=60)  # one each second, ten in advance
    for _ in range(10):
        await granted(limits, want)
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.REQUESTS
    assert 0.8 < wait.seconds <= 1.0
    await asyncio.sleep(wait.seconds)
    await granted(limits, want)
    await refused(limits, want)


async def test_tokens_are_reserved_and_settled_with_the_true_count(
    limits: Limits, account: str
) -> None:
    want = wanted(account, tokens_per_minute=6_000, tokens=600)  # 1,000 in advance
    permit = await granted(limits, want)
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.TOKENS
    assert 1.5 < wait.seconds <= 2.0
    await limits.settle(permit, Used(tokens=100))
    await granted(limits, want)
    assert 1.5 < (await refused(limits, want)).seconds <= 3.0


async def test_a_call_that_used_more_than_was_there_is_paid_back(
    limits: Limits, account: str
) -> None:
    want = wanted(account, tokens_per_minute=60_000, tokens=1_000)
    permit = await granted(limits, want)
    await limits.settle(permit, Used(tokens=12_500))
    # 2,500 too many and 1,000 for the next one, at 1,000 a second.
    assert 3.2 < (await refused(limits, want)).seconds <= 3.5


async def test_a_call_larger_than_the_burst_goes_when_all_is_there(
    limits: Limits, account: str
) -> None:
    want = wanted(account, tokens_per_minute=6_000, tokens=4_000)
    permit = await granted(limits, want)
    wait = await refused(limits, want)
    assert (wait.seconds, wait.reason) == (5.0, WaitReason.TOKENS)
    await limits.settle(permit, Used(tokens=50))
    await granted(limits, wanted(account, tokens_per_minute=6_000, tokens=900))


async def test_an_estimate_stands_where_the_true_count_is_not_known(
    limits: Limits, account: str
) -> None:
    want = wanted(account, tokens_per_minute=6_000, tokens=900)
    await limits.settle(await granted(limits, want), Used(tokens=None))
    await refused(limits, want)


async def test_a_reported_limit_is_kept_to_and_what_remains_too(
    limits: Limits, account: str
) -> None:
    want = wanted(account, requests=6_000)
    reported = (RateReading(Resource.REQUESTS, 600, 2, None, 60.0),)
    await limits.settle(await granted(limits, want), Used(reported=reported))
    await granted(limits, want)
    await granted(limits, want)
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.REQUESTS
    assert wait.seconds <= 0.1


async def test_a_limit_that_was_not_set_is_learned(limits: Limits, account: str) -> None:
    want = wanted(account, tokens=50)
    reported = (RateReading(Resource.TOKENS, 600, 0, 0.0, 60.0),)
    await limits.settle(await granted(limits, want), Used(reported=reported))
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.TOKENS
    assert 4.5 < wait.seconds <= 5.0


async def test_a_quota_of_a_day_is_no_rate(limits: Limits, account: str) -> None:
    want = wanted(account)
    reported = (RateReading(Resource.REQUESTS, 20, 19, None, 86_400.0),)
    await limits.settle(await granted(limits, want), Used(reported=reported))
    for _ in range(20):
        await granted(limits, want)


async def test_nobody_calls_while_the_provider_asks_to_wait(limits: Limits, account: str) -> None:
    want = wanted(account)
    permit, other = await granted(limits, want), await granted(limits, want)
    await limits.settle(permit, Used(retry_after_s=0.4))
    await limits.settle(other, Used(retry_after_s=0.1))
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.PROVIDER_ASKED
    assert 0.3 < wait.seconds <= 0.4
    await asyncio.sleep(wait.seconds)
    await granted(limits, want)


async def test_a_spent_limit_is_left_alone_until_it_is_there_again(
    limits: Limits, account: str
) -> None:
    want = wanted(account)
    reported = (RateReading(Resource.REQUESTS, None, 0, 0.4, None),)
    await limits.settle(await granted(limits, want), Used(reported=reported))
    assert (await refused(limits, want)).reason is WaitReason.PROVIDER_ASKED


async def test_a_share_that_waits_gets_the_next_slot_until_both_have_the_same(
    limits: Limits, account: str
) -> None:
    big, small = (wanted(account, concurrency=4, monitor_id=key) for key in (1, 2))
    held = [await granted(limits, big) for _ in range(4)]
    for _ in range(2):
        await refused(limits, small)
        await limits.settle(held.pop(), NOTHING_NEW)
        assert (await refused(limits, big)).reason is WaitReason.FAIRNESS
        await granted(limits, small)
    await refused(limits, small)
    await limits.settle(held.pop(), NOTHING_NEW)
    # It has one and the other two: now the big one comes first.
    assert (await refused(limits, small)).reason is WaitReason.FAIRNESS
    await granted(limits, big)


async def test_what_one_share_leaves_the_other_takes(limits: Limits, account: str) -> None:
    big, small = (wanted(account, concurrency=4, monitor_id=key) for key in (1, 2))
    await granted(limits, small)
    for _ in range(3):
        await granted(limits, big)
    await refused(limits, big)


async def test_a_share_that_was_given_a_slot_waits_no_longer(limits: Limits, account: str) -> None:
    big, small = (wanted(account, concurrency=3, monitor_id=key) for key in (1, 2))
    held = [await granted(limits, big) for _ in range(3)]
    await refused(limits, small)
    await limits.settle(held.pop(), NOTHING_NEW)
    await granted(limits, small)
    await limits.settle(held.pop(), NOTHING_NEW)
    await granted(limits, big)
    more = wanted(account, concurrency=4, monitor_id=1)
    await granted(limits, more)


async def test_a_share_that_stopped_asking_holds_nobody_up(limits: Limits, account: str) -> None:
    big, small = (wanted(account, concurrency=2, monitor_id=key) for key in (1, 2))
    held = [await granted(limits, big) for _ in range(2)]
    await refused(limits, small)
    await limits.settle(held.pop(), NOTHING_NEW)
    assert (await refused(limits, big)).reason is WaitReason.FAIRNESS
    await asyncio.sleep(0.65)
    await granted(limits, big)


async def test_shares_are_equal_where_the_rate_is_what_is_scarce(
    limits: Limits, account: str
) -> None:
    served: Counter[int] = Counter()
    patient = Patient(limits)
    ending = asyncio.Event()

    async def ask(monitor_id: int) -> None:
        want = wanted(account, requests=1_200, monitor_id=monitor_id)  # 20 a second
        while not ending.is_set():
            permit = await patient.acquire(want)
            served[monitor_id] += 1
            await limits.settle(permit, NOTHING_NEW)

    for _ in range(200):  # what may be used in advance
        await granted(limits, wanted(account, requests=1_200, monitor_id=3))
    big = [asyncio.create_task(ask(1)) for _ in range(20)]
    small = [asyncio.create_task(ask(2)) for _ in range(2)]
    await asyncio.sleep(2.5)
    ending.set()
    for task in (*big, *small):
        task.cancel()
    await asyncio.gather(*big, *small, return_exceptions=True)
    assert served[1] + served[2] >= 30
    assert served[2] >= 0.35 * (served[1] + served[2])


async def test_a_circuit_opens_after_failures_in_a_row(limits: Limits, account: str) -> None:
    want = wanted(account)
    for _ in range(FAILURES_TO_OPEN - 1):
        await limits.report(want.target_key, TargetOutcome.FAILED)
    await limits.report(want.target_key, TargetOutcome.OK)
    for _ in range(FAILURES_TO_OPEN - 1):
        await limits.report(want.target_key, TargetOutcome.FAILED)
        await limits.report(want.target_key, TargetOutcome.NEUTRAL)
    await granted(limits, want)
    await limits.report(want.target_key, TargetOutcome.FAILED)
    wait = await refused(limits, want)
    assert wait.reason is WaitReason.CIRCUIT_OPEN
    assert FIRST_COOLDOWN_S - 1 < wait.seconds <= FIRST_COOLDOWN_S
    # What was under way when it opened changes nothing.
    await limits.report(want.target_key, TargetOutcome.OK)
    await refused(limits, want)


async def test_many_who_ask_at_once_never_have_too_much(limits: Limits, account: str) -> None:
    patient, in_flight, peak = Patient(limits), 0, 0

    async def call(monitor_id: int) -> Permit:
        nonlocal in_flight, peak
        permit = await patient.acquire(wanted(account, concurrency=7, monitor_id=monitor_id))
        in_flight += 1
        peak = max(peak, in_flight)
        await asyncio.sleep(0.01)
        in_flight -= 1
        await limits.settle(permit, NOTHING_NEW)
        return permit

    permits = await asyncio.gather(*(call(key % 3) for key in range(120)))
    assert peak == 7
    assert len({each.id for each in permits}) == 120
