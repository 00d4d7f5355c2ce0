"""A target's circuit: opens after failures in a row, then lets one call through to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from monitor.asking.limits.numbers import (
    FAILURES_TO_OPEN,
    FIRST_COOLDOWN_S,
    LONGEST_COOLDOWN_S,
)
from monitor.asking.limits.protocol import TargetOutcome


@dataclass(slots=True)
class Circuit:
    """How a target does.

    Attributes:
        open_until: when it may be tried again; None while it is closed.
        probe_until: when the call that tries it is given up; None while there is none.
    """

    failures: int = 0
    open_until: float | None = None
    cooldown_s: float = FIRST_COOLDOWN_S
    probe_until: float | None = None

    def seconds_until_open_to(self, now: float) -> float:
        """Seconds until a call may be made, 0 for now."""
        if self.open_until is None:
            return 0.0
        if now < self.open_until:
            return self.open_until - now
        if self.probe_until is not None and now < self.probe_until:
            return min(self.probe_until - now, 1.0)
        return 0.0

    def begin_call(self, now: float, lease_s: float) -> None:
        """Note a call that is made; in a half-open circuit it is the only one."""
        if self.open_until is not None:
            self.probe_until = now + lease_s

    def note(self, outcome: TargetOutcome, now: float) -> None:
        """Note what a call says; one that ends while it is open was made before and counts not."""
        if self.open_until is not None and now < self.open_until:
            return
        match outcome:
            case TargetOutcome.OK:
                self.failures, self.open_until, self.probe_until = 0, None, None
                self.cooldown_s = FIRST_COOLDOWN_S
            case TargetOutcome.FAILED:
                self._note_failure(now)
            case TargetOutcome.NEUTRAL:
                self.probe_until = None
            case _:
                assert_never(outcome)

    def _note_failure(self, now: float) -> None:
        self.failures += 1
        if self.open_until is not None:
            self.cooldown_s = min(self.cooldown_s * 2, LONGEST_COOLDOWN_S)
        elif self.failures < FAILURES_TO_OPEN:
            return
        self.open_until, self.probe_until = now + self.cooldown_s, None
