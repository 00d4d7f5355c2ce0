"""What is to be done now for one schedule; the caller keeps how far it got."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile
from typing import assert_never

from monitor.scheduling.missed import SkipReason, why_missed
from monitor.scheduling.overlap import Meeting, meet_run
from monitor.scheduling.recurrence import Firing, firings_between
from monitor.scheduling.schedule import Schedule

MAX_DECISIONS = 1_000
"""In one go; after a long outage the rest is decided when asked again."""


@dataclass(frozen=True, slots=True)
class Start:
    """A run is to be made.

    Attributes:
        cancels_previous: the unfinished run is to be ended first.
    """

    scheduled_for: datetime
    cancels_previous: bool = False


@dataclass(frozen=True, slots=True)
class Skip:
    """No run is made for this firing, ever."""

    scheduled_for: datetime
    reason: SkipReason


Decision = Start | Skip


def due(
    schedule: Schedule, last_scheduled_for: datetime, now: datetime, *, has_open_run: bool
) -> list[Decision]:
    """What becomes of the firings that are due and not yet decided, oldest first.

    The caller stores the decisions together with the `scheduled_for` of the last one and gives
    that back with the next call: then each firing is decided exactly once, however often and
    irregularly it asks. A firing that waits for an unfinished run is not decided and stays due.
    At most one run is started by a call.

    Args:
        schedule: of one monitor.
        last_scheduled_for: of the last decision; before the first, when the schedule was made.
        now: an aware time, like all others.
        has_open_run: the run of an earlier firing is unfinished.
    """
    decisions: list[Decision] = []
    for firing, newer_is_due in _with_newer(schedule, last_scheduled_for, now):
        reason = _why_skipped(schedule, firing, now, newer_is_due=newer_is_due)
        if reason is not None:
            decisions.append(Skip(firing.scheduled_for, reason))
            continue
        match meet_run(schedule.overlap, has_open_run=has_open_run):
            case Meeting.START:
                return [*decisions, Start(firing.scheduled_for)]
            case Meeting.START_AND_CANCEL:
                return [*decisions, Start(firing.scheduled_for, cancels_previous=True)]
            case Meeting.SKIP:
                decisions.append(Skip(firing.scheduled_for, SkipReason.PREVIOUS_UNFINISHED))
            case Meeting.WAIT:
                return decisions
            case meeting:
                assert_never(meeting)
    return decisions


def _with_newer(
    schedule: Schedule, after: datetime, now: datetime
) -> Iterator[tuple[Firing, bool]]:
    """Each firing that is due, and whether a newer one is due too."""
    planned = firings_between(schedule.recurrence, after, now)
    due_now = list(
        islice(takewhile(lambda each: each.starts_at <= now, planned), MAX_DECISIONS + 1)
    )
    last = len(due_now) - 1
    for at, firing in enumerate(due_now[:MAX_DECISIONS]):
        yield firing, at < last


def _why_skipped(
    schedule: Schedule, firing: Firing, now: datetime, *, newer_is_due: bool
) -> SkipReason | None:
    if schedule.paused:
        return SkipReason.PAUSED
    return why_missed(
        schedule.missed, firing, now=now, grace=schedule.grace, newer_is_due=newer_is_due
    )
