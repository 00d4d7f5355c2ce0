"""What becomes of firings whose time went by while nobody looked."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from monitor.scheduling.recurrence import Firing


class MissedPolicy(StrEnum):
    """Which of the firings that are due are run; late is one that is due for longer than a grace.

    SKIP runs the newest unless it is late. ONCE runs the newest, however late. ALL runs each,
    oldest first.
    """

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


class SkipReason(StrEnum):
    """Why a firing is not run."""

    PAUSED = "paused"
    LATE = "late"
    NEWER_DUE = "newer_due"
    PREVIOUS_UNFINISHED = "previous_unfinished"


def why_missed(
    policy: MissedPolicy, firing: Firing, *, now: datetime, grace: timedelta, newer_is_due: bool
) -> SkipReason | None:
    """Why a firing that is due is not run; None where it is."""
    match policy:
        case MissedPolicy.ALL:
            return None
        case MissedPolicy.ONCE:
            return SkipReason.NEWER_DUE if newer_is_due else None
        case MissedPolicy.SKIP:
            if now - firing.starts_at > grace:
                return SkipReason.LATE
            return SkipReason.NEWER_DUE if newer_is_due else None
        case _:
            assert_never(policy)
