"""Which part of a span of time rollups can count, and which the answers themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """UTC days from `start` up to the day before `end`; None leaves a side open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A half-open span of time; None leaves a side open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class SplitSpan:
    """A span in parts that do not overlap and leave nothing out.

    Attributes:
        rolled: whole days that are not stale, in their order.
        raw: the rest: stale days, and the days of which only a part is inside.
    """

    rolled: tuple[DaySpan, ...]
    raw: tuple[TimeSpan, ...]


def split_span(span: TimeSpan, stale: Collection[date]) -> SplitSpan:
    """The span without its stale days and partial days, and these.

    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> split = split_span(TimeSpan(noon, noon + timedelta(days=3)), {date(2026, 3, 2)})
    >>> [(str(each.start), str(each.end)) for each in split.rolled]
    [('2026-03-03', '2026-03-04')]
    >>> len(split.raw)
    3
    """
    first = None if span.start is None else _first_whole_day(span.start)
    last = None if span.end is None else span.end.astimezone(UTC).date()
    if first is not None and last is not None and first >= last:
        return SplitSpan((), (span,))
    raw = []
    if span.start is not None and first is not None and span.start < midnight(first):
        raw.append(TimeSpan(span.start, midnight(first)))
    rolled = []
    start = first
    for begins, ends in join_days(day for day in stale if _is_inside(day, first, last)):
        if start is None or start < begins:
            rolled.append(DaySpan(start, begins))
        raw.append(TimeSpan(midnight(begins), midnight(ends)))
        start = ends
    if start is None or last is None or start < last:
        rolled.append(DaySpan(start, last))
    if span.end is not None and last is not None and midnight(last) < span.end:
        raw.append(TimeSpan(midnight(last), span.end))
    return SplitSpan(tuple(rolled), tuple(raw))


def join_days(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """The days as few spans, each up to the day before its second, in their order."""
    spans: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if spans and spans[-1][1] == day:
            spans[-1] = (spans[-1][0], day + _DAY)
        else:
            spans.append((day, day + _DAY))
    return tuple(spans)


def midnight(day: date) -> datetime:
    """When a UTC day begins."""
    return datetime.combine(day, time(), UTC)


def _first_whole_day(at: datetime) -> date:
    day = at.astimezone(UTC).date()
    return day if midnight(day) == at else day + _DAY


def _is_inside(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day < last)
