"""A monitor's schedule: when it recurs, and what is done with firings that cannot run in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.errors import BadInput
from monitor.scheduling.missed import MissedPolicy
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import Recurrence

DEFAULT_GRACE = timedelta(hours=1)
ALL_NEEDS_QUEUE = "`missed: all` runs one after the other and goes with `overlap: queue` alone"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a monitor runs by itself.

    Attributes:
        paused: its firings are skipped as they fall due.
        grace: how long after its start a firing still counts as in time.

    Raises:
        BadInput: all missed firings are to run, but not one after the other.
    """

    recurrence: Recurrence
    paused: bool = False
    missed: MissedPolicy = MissedPolicy.ONCE
    overlap: OverlapPolicy = OverlapPolicy.SKIP
    grace: timedelta = DEFAULT_GRACE

    def __post_init__(self) -> None:
        """Refuse policies that contradict each other."""
        if self.missed is MissedPolicy.ALL and self.overlap is not OverlapPolicy.QUEUE:
            raise BadInput(f"{ALL_NEEDS_QUEUE}, found `overlap: {self.overlap.value}`")
