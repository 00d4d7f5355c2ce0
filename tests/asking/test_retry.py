from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.retry import RetryPolicy, wait_before_next
from monitor.errors import (
    BadCredentials,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    TimedOut,
    Unreachable,
    UnreadableReply,
)

POLICY = RetryPolicy(max_attempts=4, base_s=0.5, cap_s=20.0, total_s=180.0)

attempts = st.integers(1, 50)
draws = st.floats(0, 1, exclude_max=True)
elapsed = st.floats(0, 400)
asked_waits = st.none() | st.floats(0, 400)


def wait(
    error: ProviderError,
    *,
    attempt: int = 1,
    elapsed_s: float = 0.0,
    draw: float = 1.0,
    policy: RetryPolicy = POLICY,
) -> float | None:
    return wait_before_next(
        policy, attempt=attempt, error=error, elapsed_s=elapsed_s, random=lambda: draw
    )


@pytest.mark.parametrize("error", [RateLimited, Overloaded, TimedOut, Unreachable])
def test_what_is_temporary_is_tried_again(error: type[ProviderError]):
    assert wait(error("x")) is not None


@pytest.mark.parametrize("error", [BadCredentials, QuotaExhausted, UnreadableReply])
def test_what_is_not_temporary_is_not_tried_again(error: type[ProviderError]):
    assert wait(error("x")) is None


def test_the_bound_doubles_up_to_the_cap():
    patient = RetryPolicy(max_attempts=10, base_s=0.5, cap_s=3.0)

    bounds = [wait(Overloaded("x"), attempt=attempt, policy=patient) for attempt in range(1, 6)]

    assert bounds == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_the_last_attempt_is_the_last():
    assert wait(Overloaded("x"), attempt=3) is not None
    assert wait(Overloaded("x"), attempt=4) is None


def test_a_wait_beyond_the_total_deadline_gives_up():
    assert wait(RateLimited("x", retry_after_s=179), draw=0.0) == 179
    assert wait(RateLimited("x", retry_after_s=180), draw=0.0) is None
    assert wait(Overloaded("x"), elapsed_s=179.8) is None


@given(attempts, draws, elapsed, asked_waits)
def test_a_wait_keeps_all_bounds(
    attempt: int, draw: float, elapsed_s: float, retry_after_s: float | None
):
    error = RateLimited("x", retry_after_s=retry_after_s)

    waited = wait(error, attempt=attempt, elapsed_s=elapsed_s, draw=draw)

    if waited is not None:
        asked_for = retry_after_s or 0.0
        assert attempt < POLICY.max_attempts
        assert asked_for <= waited <= asked_for + POLICY.cap_s
        assert elapsed_s + waited < POLICY.total_s
