from __future__ import annotations

from collections import Counter, deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.limits.account_state import AccountState
from monitor.asking.limits.bucket import burst_of
from monitor.asking.limits.protocol import AccountLimits, Used, Wait, Wanted

LONGEST_CALL_TOKENS = 900


def want(limits: AccountLimits, *, monitor_id: int = 1, tokens: int = 0) -> Wanted:
    return Wanted("account", "target", 1, monitor_id, tokens, limits, lease_s=30.0)


@given(
    st.integers(1, 5),
    st.integers(1, 300) | st.none(),
    st.integers(1, 20_000) | st.none(),
    st.lists(
        st.tuples(
            st.floats(0, 5),
            st.integers(1, 3),
            st.integers(0, LONGEST_CALL_TOKENS),
            st.integers(0, 1_000),
            st.booleans(),
        ),
        max_size=150,
    ),
)
def test_never_more_than_the_concurrency_nor_the_rates_within_any_minute(
    concurrency: int,
    requests: int | None,
    tokens: int | None,
    asks: list[tuple[float, int, int, int, bool]],
) -> None:
    limits = AccountLimits(concurrency, requests, tokens)
    state, now = AccountState(), 0.0
    # The latest are first; a call's tokens are what it used, not what was guessed.
    calls: deque[tuple[float, int]] = deque()
    for number, (pause, monitor_id, guess, used, ends) in enumerate(asks):
        now += pause
        wanted = want(limits, monitor_id=monitor_id, tokens=guess)
        if state.acquire(wanted, str(number), now) is None:
            calls.appendleft((now, max(guess, used) if not ends else used))
            if ends:
                state.settle(str(number), wanted, Used(tokens=used), now)
        assert len(state.slots) <= concurrency
        within = [call for call in calls if call[0] > now - 60]
        if requests is not None:
            assert len(within) <= requests + burst_of(requests) + 1e-6
        if tokens is not None and len(within) > 1:
            earlier = sum(call[1] for call in within[1:])
            assert earlier <= tokens + burst_of(tokens) + 1_000


@given(st.integers(1, 12), st.lists(st.integers(1, 40), min_size=2, max_size=4))
def test_shares_that_always_have_work_come_to_hold_the_same_number_of_slots(
    concurrency: int, workers: list[int]
) -> None:
    limits = AccountLimits(concurrency)
    state, now, serial = AccountState(), 0.0, 0
    running: deque[tuple[str, Wanted]] = deque()
    served: Counter[int] = Counter()
    for turn in range(400):
        now += 0.05
        if len(running) == concurrency:
            permit_id, wanted = running.popleft()
            state.settle(permit_id, wanted, Used(), now)
        # The largest asks first and most often.
        for monitor_id, many in sorted(enumerate(workers), key=lambda each: -each[1]):
            for _ in range(many):
                serial += 1
                wanted = want(limits, monitor_id=monitor_id)
                if state.acquire(wanted, str(serial), now) is None:
                    running.append((str(serial), wanted))
                    if turn >= 100:
                        served[monitor_id] += 1
    assert max(served.values()) - min(served[each] for each in range(len(workers))) <= max(
        2, 0.05 * served.total()
    )


def test_a_run_that_comes_later_is_not_paid_for_its_absence() -> None:
    limits = AccountLimits(1)
    state, now = AccountState(), 0.0
    for number in range(50):
        assert state.acquire(want(limits, monitor_id=1), f"a{number}", now) is None
        state.settle(f"a{number}", want(limits, monitor_id=1), Used(), now)
    got = []
    state.acquire(want(limits, monitor_id=1), "held", now)
    for number in range(20):
        waits = [
            isinstance(state.acquire(want(limits, monitor_id=key), "x", now), Wait)
            for key in (1, 2)
        ]
        assert waits == [True, True]
        state.settle("held", want(limits), Used(), now)
        for key in (1, 2):
            if state.acquire(want(limits, monitor_id=key), "held", now) is None:
                got.append(key)
                break
        now += 0.1 * (number % 2)
    assert got[0] == 2
    assert abs(got.count(1) - got.count(2)) <= 1


@pytest.mark.parametrize("rate", [1, 5, 60, 10_000])
def test_a_clock_that_goes_back_takes_nothing_away(rate: int) -> None:
    state = AccountState()
    limits = AccountLimits(100_000, rate)
    given_ = 0
    for now in (1_000.0, 10.0, 0.0):
        while state.acquire(want(limits), str(given_), now) is None:
            given_ += 1
    assert given_ == int(burst_of(rate))
