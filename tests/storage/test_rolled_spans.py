from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.storage.rolled_spans import DaySpan, TimeSpan, midnight, split_span

FIRST = date(2026, 3, 1)
days = st.integers(0, 12).map(lambda n: FIRST + timedelta(days=n))
times = st.one_of(
    days.map(midnight),
    st.integers(0, 12 * 24 * 60).map(lambda m: midnight(FIRST) + timedelta(minutes=m)),
)


def _covers(span: TimeSpan, at: datetime) -> bool:
    return (span.start is None or span.start <= at) and (span.end is None or at < span.end)


def _covers_day(span: DaySpan, day: date) -> bool:
    return (span.start is None or span.start <= day) and (span.end is None or day < span.end)


@given(st.none() | times, st.none() | times, st.sets(days), times)
def test_each_moment_of_a_span_is_counted_once_and_none_outside(
    start: datetime | None, end: datetime | None, stale: set[date], at: datetime
):
    span = TimeSpan(start, end)
    split = split_span(span, stale)
    day = at.astimezone(UTC).date()
    rolled = sum(_covers_day(each, day) for each in split.rolled)
    assert rolled + sum(_covers(each, at) for each in split.raw) == _covers(span, at)
    if rolled:
        assert day not in stale
        last = midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
        assert _covers(span, midnight(day))
        assert _covers(span, last)


def test_days_of_another_time_zone_are_whole_in_the_middle_and_partial_at_the_ends():
    start = datetime.fromisoformat("2026-03-01T00:00:00+01:00")
    split = split_span(TimeSpan(start, start + timedelta(days=3)), ())
    assert split.rolled == (DaySpan(date(2026, 3, 1), date(2026, 3, 3)),)
    assert [each.end for each in split.raw if each.end] == [
        midnight(date(2026, 3, 1)),
        datetime(2026, 3, 3, 23, tzinfo=UTC),
    ]


def test_a_span_within_one_day_is_raw():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    span = TimeSpan(noon, noon + timedelta(hours=3))
    split = split_span(span, ())
    assert (split.rolled, split.raw) == ((), (span,))
