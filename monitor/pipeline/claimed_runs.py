"""Of which runs questions are claimed: one alone, or all that are running."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitor.storage.engine import Transaction
from monitor.storage.question_queue import RunToClaim, runs_to_claim, seconds_until_claimable

RUNS_ARE_READ_EVERY_S = 0.5


class ClaimedRuns(Protocol):
    """The runs that a worker serves."""

    def claimable(self, session: Transaction) -> Sequence[RunToClaim]:
        """The runs of which questions may be claimed now."""
        ...

    def seconds_until_claimable(self, session: Transaction) -> float | None:
        """Seconds until there may be a question to claim; None when the worker shall end."""
        ...


@dataclass(frozen=True, slots=True)
class OneRun:
    """A run until its end: what others hold is waited for, since they may leave it behind."""

    run: RunToClaim

    def claimable(self, session: Transaction) -> Sequence[RunToClaim]:  # noqa: ARG002 - as the protocol says
        """The run."""
        return (self.run,)

    def seconds_until_claimable(self, session: Transaction) -> float | None:
        """Seconds until a question waits or a lease ends."""
        return seconds_until_claimable(session, self.run)


@dataclass(slots=True)
class AllRuns:
    """Every running run of every workspace, for a bounded time.

    Attributes:
        until: by the monotonic clock; after it nothing is claimed any more.
    """

    until: float
    _runs: tuple[RunToClaim, ...] = ()
    _read_at: float = field(default=float("-inf"))

    def claimable(self, session: Transaction) -> Sequence[RunToClaim]:
        """The running runs that have something to claim, as of a moment ago."""
        now = time.monotonic()
        if now >= self.until:
            return ()
        if now - self._read_at >= RUNS_ARE_READ_EVERY_S:
            self._runs, self._read_at = runs_to_claim(session), now
        return self._runs

    def seconds_until_claimable(self, session: Transaction) -> float | None:  # noqa: ARG002 - as the protocol says
        """None: who finds nothing to do ends, and is woken when there is something."""
        return None


def share_places(
    places: int, runs: Sequence[RunToClaim], held: Mapping[int, int]
) -> dict[RunToClaim, int]:
    """How many of the free places each run gets, so that all have about equally many calls.

    Args:
        places: to be shared.
        runs: that have something to ask; the first ones get what cannot be shared equally.
        held: how many places each run has already, by its id.

    >>> big, small = RunToClaim(1, 1, 1), RunToClaim(2, 1, 1)
    >>> list(share_places(4, [big, small], {1: 6, 2: 3}).values())
    [1, 3]
    """
    shares = dict.fromkeys(runs, 0)
    level = {run: held.get(run.id, 0) for run in runs}
    for _ in range(places if runs else 0):
        poorest = min(runs, key=lambda run: level[run] + shares[run])
        shares[poorest] += 1
    return shares
