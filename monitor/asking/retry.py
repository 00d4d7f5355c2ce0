"""When a failed call is made again, and after what wait; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.errors import ProviderError, TemporaryError


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How hard one question is tried.

    Attributes:
        max_attempts: calls for one question, the first one included.
        base_s: the longest wait after the first failure; it doubles with each further one.
        cap_s: the longest wait of our own choice; a provider may ask for more.
        total_s: from the first call to the end of the last, waits included.
    """

    max_attempts: int = 4
    base_s: float = 0.5
    cap_s: float = 20.0
    total_s: float = 180.0


def wait_before_next(
    policy: RetryPolicy,
    *,
    attempt: int,
    error: ProviderError,
    elapsed_s: float,
    random: Callable[[], float],
) -> float | None:
    """Seconds to wait before the next call; None to give up.

    The wait is drawn evenly from zero to a bound that doubles ("full jitter": Brooker,
    "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).

    Args:
        policy: the bounds.
        attempt: calls made so far, 1 or more.
        error: how the last call failed.
        elapsed_s: seconds since the first call began.
        random: draws from 0 to 1.
    """
    if not isinstance(error, TemporaryError) or attempt >= policy.max_attempts:
        return None
    wait_s = random() * min(policy.cap_s, policy.base_s * 2.0 ** (attempt - 1))
    if error.retry_after_s is not None:
        # Added rather than the larger of the two: questions that were all told the same second
        # must not come back in the same instant.
        wait_s += error.retry_after_s
    return wait_s if elapsed_s + wait_s < policy.total_s else None
