"""What the `schedule` of a monitor means, and what no value of it can tell alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from monitor.configuration.document import Document
from monitor.configuration.problem import Problem
from monitor.configuration.schema import ScheduleEntry
from monitor.scheduling.missed import MissedPolicy
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import (
    Cron,
    EveryHours,
    Recurrence,
    next_firings,
    parse_recurrence,
)
from monitor.scheduling.schedule import ALL_NEEDS_QUEUE, Schedule
from monitor.scheduling.time_zone import start_of_day


def schedule_of(entry: ScheduleEntry, *, key: str) -> Schedule:
    """The schedule of the monitor with this key; its entry has no problems."""
    return Schedule(
        _recurrence(entry, key),
        paused=entry.paused,
        missed=MissedPolicy(entry.missed),
        overlap=OverlapPolicy(entry.overlap),
    )


def _recurrence(entry: ScheduleEntry, key: str) -> Recurrence:
    return parse_recurrence(
        Cron(entry.cron) if entry.cron is not None else EveryHours(entry.every_hours or 0),
        entry.time_zone,
        key=key,
        jitter_minutes=entry.jitter_minutes,
        start=_date(entry.start),
        end=_date(entry.end),
    )


def schedule_problems(
    document: Document, schedules: Mapping[int, ScheduleEntry | None]
) -> list[Problem]:
    """What no value of a schedule can tell alone, by the index of its monitor."""
    return [
        document.problem(("monitors", at, "schedule", *where), message)
        for at, entry in schedules.items()
        if entry is not None
        for where, message in _contradictions(entry)
    ]


def _contradictions(entry: ScheduleEntry) -> list[tuple[tuple[str, ...], str]]:
    if entry.cron is None and entry.every_hours is None:
        return [((), "expected `cron` or `every_hours`, found neither")]
    if entry.cron is not None and entry.every_hours is not None:
        return [(("every_hours",), "expected `cron` or `every_hours`, found both")]
    found: list[tuple[tuple[str, ...], str]] = []
    if entry.missed == MissedPolicy.ALL.value and entry.overlap != OverlapPolicy.QUEUE.value:
        found.append((("missed",), f"{ALL_NEEDS_QUEUE}, found `overlap: {entry.overlap}`"))
    if entry.start and entry.end and entry.end < entry.start:
        found.append(
            (("end",), f"expected a day not before the start {entry.start}, found {entry.end}")
        )
    elif entry.end and not _fires(entry):
        found.append((("end",), f"expected an end after the first firing, found {entry.end}"))
    return found


def _fires(entry: ScheduleEntry) -> bool:
    recurrence = _recurrence(entry, "")
    before_all = start_of_day(date(2000, 1, 1), recurrence.zone)
    return bool(next_firings(recurrence, before_all, 1))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
