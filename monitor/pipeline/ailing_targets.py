"""Targets whose circuit is open: not claimed for a while, and given up when it never closes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class AilingTargets:
    """What a process knows of targets that are not to be called now.

    Attributes:
        give_up_after_s: how long a target may be away before its questions end as failures,
            without a call.
        monotonic: seconds that never go back.
    """

    give_up_after_s: float
    monotonic: Callable[[], float] = time.monotonic
    _since: dict[int, float] = field(default_factory=dict)
    _until: dict[int, float] = field(default_factory=dict)

    def note_open(self, target_id: int, seconds: float) -> None:
        """The target's circuit is open for so many seconds."""
        now = self.monotonic()
        self._since.setdefault(target_id, now)
        self._until[target_id] = now + seconds

    def note_hopeless(self, target_id: int) -> None:
        """The target refuses for a reason that waiting does not change."""
        self._since[target_id] = self.monotonic() - self.give_up_after_s

    def note_well(self, target_id: int) -> None:
        """The target answers."""
        self._since.pop(target_id, None)
        self._until.pop(target_id, None)

    def is_given_up(self, target_id: int) -> bool:
        """Whether it has been away for so long that its questions end without a call."""
        since = self._since.get(target_id)
        return since is not None and self.monotonic() - since >= self.give_up_after_s

    def not_now(self) -> frozenset[int]:
        """The targets of which nothing is to be claimed now."""
        now = self.monotonic()
        return frozenset(
            target_id
            for target_id, until in self._until.items()
            if until > now and not self.is_given_up(target_id)
        )

    def seconds_until_next(self) -> float | None:
        """Seconds until one of them may be tried again; None when there is none."""
        now = self.monotonic()
        waits = [until - now for until in self._until.values() if until > now]
        return min(waits) if waits else None
