"""The times at which a monitor fires: a cron expression in a time zone, or every so many hours.

Daylight saving is handled as cron on Debian does it. A job at fixed times, whose minute and hour
both do not begin with `*`, fires once: a time that a gap skips fires when the gap ends, a repeated
time fires the first time. A job with `*` follows the clock: nothing in a gap, twice when repeated.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from monitor.errors import BadInput
from monitor.scheduling.time_zone import (
    find_time_zone,
    instant_from,
    instants_of,
    start_of_day,
)

MAX_CRON_CHARACTERS = 200
MAX_EVERY_HOURS = 8_760
MAX_JITTER_MINUTES = 720
CRON_EXAMPLE = "a cron expression of five fields such as `0 9 * * 1`"

_FIRST_DAY = date(2000, 1, 1)
_LAST_DAY = date(2999, 12, 31)
_SMALLEST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cron:
    """Minute, hour, day of month, month and day of week, in local time."""

    expression: str


@dataclass(frozen=True, slots=True)
class EveryHours:
    """Every so many elapsed hours, counted from the first local midnight of the recurrence."""

    hours: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When something recurs; made by `parse_recurrence`, which checks it.

    Attributes:
        key: the monitor's key; the same firing of two monitors gets two different delays.
        jitter: the longest delay of a start.
        start, end: the first and the last local day on which it fires; None for no bound.
    """

    rule: Cron | EveryHours
    zone: ZoneInfo
    key: str
    jitter: timedelta
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Firing:
    """One time at which a monitor is to run; both times are aware, in UTC.

    Attributes:
        scheduled_for: the time of the rule, which names the firing whatever the jitter is.
        starts_at: that time with its delay; always before the next `scheduled_for`.
    """

    scheduled_for: datetime
    starts_at: datetime


def parse_recurrence(
    rule: Cron | EveryHours,
    time_zone: str = "UTC",
    *,
    key: str,
    jitter_minutes: int = 0,
    start: date | None = None,
    end: date | None = None,
) -> Recurrence:
    """The recurrence that a user states.

    Raises:
        BadInput: something cannot be used; the message says what was expected.
    """
    match rule:
        case Cron():
            check_cron(rule.expression)
        case EveryHours():
            if not 1 <= rule.hours <= MAX_EVERY_HOURS:
                raise BadInput(
                    f"expected a number of hours from 1 to {MAX_EVERY_HOURS:,}, found {rule.hours}"
                )
    if not 0 <= jitter_minutes <= MAX_JITTER_MINUTES:
        raise BadInput(
            f"expected a jitter from 0 to {MAX_JITTER_MINUTES} minutes, found {jitter_minutes}"
        )
    for day in (start, end):
        if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
            raise BadInput(f"expected a day of the years 2000 to 2999, found {day}")
    if start is not None and end is not None and end < start:
        raise BadInput(f"expected an end that is not before the start {start}, found {end}")
    jitter = timedelta(minutes=jitter_minutes)
    return Recurrence(rule, find_time_zone(time_zone), key, jitter, start, end)


def check_cron(expression: str) -> None:
    """Refuse what is no cron expression, or one whose time never comes.

    Raises:
        BadInput: with the field that cannot be read.
    """
    if len(expression) > MAX_CRON_CHARACTERS:
        raise BadInput(f"expected {CRON_EXAMPLE}, found {len(expression)} characters")
    fields = len(expression.split())
    if fields != 5:
        raise BadInput(
            f"expected {CRON_EXAMPLE} (minute, hour, day of month, month, day of week), "
            f"found {fields} fields"
        )
    try:
        first = next(CronSim(expression, datetime(2000, 1, 1)), None)  # noqa: DTZ001 - local time
    except CronSimError as error:
        field = str(error).removeprefix("Bad ")
        raise BadInput(
            f'expected {CRON_EXAMPLE}; the {field} cannot be used in "{expression}"'
        ) from None
    if first is None:
        raise BadInput(f'expected a time that comes, found "{expression}", which never does')


def next_firings(recurrence: Recurrence, after: datetime, n: int) -> tuple[Firing, ...]:
    """Up to `n` firings that are scheduled after an aware time, oldest first."""
    return tuple(islice(_firings(recurrence, after), n))


def firings_between(recurrence: Recurrence, after: datetime, until: datetime) -> Iterator[Firing]:
    """The firings that are scheduled after one aware time and up to another, oldest first."""
    return takewhile(lambda each: each.scheduled_for <= until, _firings(recurrence, after))


def _firings(recurrence: Recurrence, after: datetime) -> Iterator[Firing]:
    zone = recurrence.zone
    since = after.astimezone(UTC)
    if recurrence.start is not None:
        since = max(since, start_of_day(recurrence.start, zone) - _SMALLEST)
    bound = None
    if recurrence.end is not None:
        bound = start_of_day(recurrence.end + timedelta(days=1), zone)
    for scheduled_for, following in pairwise(_times(recurrence, since)):
        if bound is not None and scheduled_for >= bound:
            return
        yield Firing(scheduled_for, scheduled_for + _delay(recurrence, scheduled_for, following))


def _delay(recurrence: Recurrence, scheduled_for: datetime, following: datetime) -> timedelta:
    """A whole number of seconds that looks random and is always the same for the same firing."""
    longest = min(recurrence.jitter, following - scheduled_for - timedelta(seconds=1))
    seed = f"{recurrence.key}\n{scheduled_for.isoformat()}".encode()
    drawn = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big")
    return timedelta(seconds=drawn % (int(longest.total_seconds()) + 1))


def _times(recurrence: Recurrence, after: datetime) -> Iterator[datetime]:
    match recurrence.rule:
        case Cron(expression):
            yield from _cron_times(expression, recurrence.zone, after)
        case EveryHours(hours):
            anchor = start_of_day(recurrence.start or _FIRST_DAY, recurrence.zone)
            step = timedelta(hours=hours)
            at = anchor + max((after - anchor) // step + 1, 0) * step
            while True:
                yield at
                at += step


def _cron_times(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    locals_ = CronSim(expression, _local_before(after, zone))
    minute, hour = expression.split()[:2]
    follows_clock = minute.startswith("*") or hour.startswith("*")
    found = _as_the_clock_shows(locals_, zone) if follows_clock else _each_once(locals_, zone)
    return (at for at in found if at > after)


def _local_before(after: datetime, zone: ZoneInfo) -> datetime:
    """A local time before which no clock will be at any later instant."""
    local = after.astimezone(zone)
    later = (after + timedelta(days=1)).astimezone(zone)
    back = (local.utcoffset() or timedelta()) - (later.utcoffset() or timedelta())
    return local.replace(tzinfo=None, fold=0) - max(back, timedelta()) - timedelta(seconds=1)


def _as_the_clock_shows(locals_: Iterator[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    again: deque[datetime] = deque()
    for local in locals_:
        instants = instants_of(local, zone)
        if not instants:
            continue
        while again and again[0] < instants[0]:
            yield again.popleft()
        yield instants[0]
        again.extend(instants[1:])
    yield from again


def _each_once(locals_: Iterator[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    last: datetime | None = None
    for local in locals_:
        at = instant_from(local, zone)
        # All that one gap skips fires together with what stands at its end.
        if last is None or at > last:
            yield at
        last = at
