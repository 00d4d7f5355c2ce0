"""A token bucket: a rate per minute that may be used some seconds in advance."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.asking.limits.numbers import BURST_S


def burst_of(rate_per_minute: float) -> float:
    """What may be used at once after a rest; at least one.

    >>> burst_of(120)
    20.0
    """
    return max(rate_per_minute * BURST_S / 60, 1.0)


@dataclass(slots=True)
class Bucket:
    """What is left to use now.

    Attributes:
        level: at `at`; below zero where a call used more than was there. None is full.
    """

    level: float | None = None
    at: float = 0.0

    def fill(self, rate_per_minute: float, now: float) -> float:
        """The level now, after what flowed in since the last time."""
        full = burst_of(rate_per_minute)
        if self.level is None:
            self.level = full
        else:
            flowed_in = max(now - self.at, 0.0) * rate_per_minute / 60
            self.level = min(self.level + flowed_in, full)
        self.at = now
        return self.level

    def seconds_until(self, amount: float, rate_per_minute: float, now: float) -> float:
        """Seconds until so much can be used, 0 for now; a full bucket gives more than it holds."""
        missing = min(amount, burst_of(rate_per_minute)) - self.fill(rate_per_minute, now)
        return max(missing, 0.0) * 60 / rate_per_minute
