from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.scheduling.recurrence import (
    Cron,
    EveryHours,
    Recurrence,
    firings_between,
    next_firings,
    parse_recurrence,
)
from monitor.scheduling.time_zone import start_of_day

A_SECOND = timedelta(seconds=1)
ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]


def cron(expression: str, zone: str = "Europe/Berlin", **given: object) -> Recurrence:
    return parse_recurrence(Cron(expression), zone, key="weekly", **given)  # type: ignore[arg-type]  # a test gives the rest by name


def local_times(recurrence: Recurrence, day: date, days: int = 1) -> list[str]:
    """The firings of local days, each as local time with its offset."""
    zone = recurrence.zone
    first, beyond = (start_of_day(each, zone) for each in (day, day + timedelta(days=days)))
    found = firings_between(recurrence, first - A_SECOND, beyond - A_SECOND)
    return [f"{each.scheduled_for.astimezone(zone):%d %H:%M %z}" for each in found]


def test_a_job_at_a_fixed_time_keeps_its_local_time_all_year() -> None:
    firings = next_firings(cron("0 9 * * *"), datetime(2026, 3, 28, 0, tzinfo=UTC), 2)
    assert [each.scheduled_for for each in firings] == [
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 7, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 2 * * *", ["29 03:00 +0200"]),
        ("0,30 2 * * *", ["29 03:00 +0200"]),
        ("0 2,3 * * *", ["29 03:00 +0200"]),
        ("15 1-4 * * *", ["29 01:15 +0100", "29 03:00 +0200", "29 03:15 +0200", "29 04:15 +0200"]),
        (
            "*/30 1-3 * * *",
            ["29 01:00 +0100", "29 01:30 +0100", "29 03:00 +0200", "29 03:30 +0200"],
        ),
        ("*/30 2 * * *", []),
    ],
)
def test_in_the_gap_of_berlin(expression: str, expected: list[str]) -> None:
    assert local_times(cron(expression), date(2026, 3, 29)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 2 * * *", ["25 02:30 +0200"]),
        ("0,30 2 * * *", ["25 02:00 +0200", "25 02:30 +0200"]),
        ("0 2-3 * * *", ["25 02:00 +0200", "25 03:00 +0100"]),
        (
            "*/30 2 * * *",
            ["25 02:00 +0200", "25 02:30 +0200", "25 02:00 +0100", "25 02:30 +0100"],
        ),
    ],
)
def test_in_the_repeated_hour_of_berlin(expression: str, expected: list[str]) -> None:
    assert local_times(cron(expression), date(2026, 10, 25)) == expected


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        # A day that begins at 01:00, and one whose last hour is repeated.
        ("0 0 * * *", date(2018, 11, 4), ["04 01:00 -0200"]),
        ("30 0 4 11 *", date(2018, 11, 4), ["04 01:00 -0200"]),
        ("*/30 0-1 * * *", date(2018, 11, 4), ["04 01:00 -0200", "04 01:30 -0200"]),
        ("30 23 * * *", date(2018, 2, 17), ["17 23:30 -0200"]),
        (
            "30 */23 * * *",
            date(2018, 2, 17),
            ["17 00:30 -0200", "17 23:30 -0200", "17 23:30 -0300"],
        ),
    ],
)
def test_where_midnight_is_skipped_and_the_last_hour_repeated(
    expression: str, day: date, expected: list[str]
) -> None:
    assert local_times(cron(expression, "America/Sao_Paulo"), day) == expected


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        # Lord Howe moves its clocks by half an hour: 02:00 to 02:30, and 02:00 back to 01:30.
        ("15 2 * * *", date(2026, 10, 4), ["04 02:30 +1100"]),
        ("10,30 2 * * *", date(2026, 10, 4), ["04 02:30 +1100"]),
        (
            "*/20 2-3 * * *",
            date(2026, 10, 4),
            ["04 02:40 +1100", "04 03:00 +1100", "04 03:20 +1100", "04 03:40 +1100"],
        ),
        ("45 1 * * *", date(2026, 4, 5), ["05 01:45 +1100"]),
        (
            "*/15 1 * * *",
            date(2026, 4, 5),
            [
                "05 01:00 +1100",
                "05 01:15 +1100",
                "05 01:30 +1100",
                "05 01:45 +1100",
                "05 01:30 +1030",
                "05 01:45 +1030",
            ],
        ),
    ],
)
def test_where_clocks_move_by_half_an_hour(expression: str, day: date, expected: list[str]) -> None:
    assert local_times(cron(expression, "Australia/Lord_Howe"), day) == expected


def test_every_so_many_hours_counts_elapsed_hours_from_the_start() -> None:
    recurrence = parse_recurrence(
        EveryHours(12), "Europe/Berlin", key="m", start=date(2026, 3, 28), end=date(2026, 3, 29)
    )
    assert local_times(recurrence, date(2026, 3, 20), 20) == [
        "28 00:00 +0100",
        "28 12:00 +0100",
        "29 00:00 +0100",
        "29 13:00 +0200",
    ]


def test_start_and_end_are_whole_local_days() -> None:
    recurrence = cron("0 0,12,23 * * *", start=date(2026, 3, 1), end=date(2026, 3, 2))
    assert local_times(recurrence, date(2026, 2, 1), 60) == [
        f"0{day} {hour}:00 +0100" for day in (1, 2) for hour in ("00", "12", "23")
    ]
    assert next_firings(recurrence, datetime(2026, 3, 3, tzinfo=UTC), 5) == ()


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "found 0 fields"),
        ("0 9 * *", "found 4 fields"),
        ("0 0 9 * * 1", "found 6 fields"),
        ("@daily", "found 1 fields"),
        ("60 9 * * *", 'the minute cannot be used in "60 9 \\* \\* \\*"'),
        ("0 25 * * *", "the hour cannot be used"),
        ("0 9 32 * *", "the day-of-month cannot be used"),
        ("0 9 * 13 *", "the month cannot be used"),
        ("0 9 * * FRIDAY", "the day-of-week cannot be used"),
        ("0 9 30 2 *", "the day-of-month cannot be used"),
        ("0 9 * 2 MON#5,8", "the day-of-week cannot be used"),
        ("5-1 9 * * *", "the minute cannot be used"),
        ("*/0 9 * * *", "the minute cannot be used"),
        ("0 9 * * " + "1," * 200, "found 408 characters"),
    ],
)
def test_what_is_no_cron_expression_is_refused(expression: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        cron(expression)


@given(st.text(alphabet="0123456789*/,-L#W MONFRI\u00b2\u0663", max_size=30) | st.text(max_size=20))
def test_whatever_is_written_is_a_recurrence_or_bad_input(expression: str) -> None:
    try:
        recurrence = cron(expression)
    except BadInput:
        return
    assert next_firings(recurrence, datetime(2026, 1, 1, tzinfo=UTC), 1)


def test_other_bad_words_are_refused() -> None:
    with pytest.raises(BadInput, match="hours from 1 to 8,760, found 0"):
        parse_recurrence(EveryHours(0), key="m")
    with pytest.raises(BadInput, match="jitter from 0 to 720 minutes, found -1"):
        cron("0 9 * * *", jitter_minutes=-1)
    with pytest.raises(BadInput, match="an end that is not before the start 2026-03-02"):
        cron("0 9 * * *", start=date(2026, 3, 2), end=date(2026, 3, 1))
    with pytest.raises(BadInput, match="years 2000 to 2999, found 9999-12-31"):
        cron("0 9 * * *", end=date.max)


def test_the_delay_is_the_same_each_time_and_differs_between_monitors() -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC)
    delays = []
    for key in ("a", "b"):
        rule = parse_recurrence(Cron("0 9 * * *"), key=key, jitter_minutes=30)
        firings = next_firings(rule, after, 200)
        assert firings == next_firings(rule, after, 200)
        delays.append([each.starts_at - each.scheduled_for for each in firings])
    assert delays[0] != delays[1]
    assert min(delays[0]) < timedelta(minutes=3)
    assert timedelta(minutes=27) < max(delays[0]) <= timedelta(minutes=30)


def test_a_delay_never_reaches_the_next_firing() -> None:
    firings = next_firings(
        cron("*/5 * * * *", jitter_minutes=60), datetime(2026, 1, 1, tzinfo=UTC), 300
    )
    for firing, following in pairwise(firings):
        assert firing.scheduled_for <= firing.starts_at < following.scheduled_for


expressions = st.builds(
    "{} {} {} {} {}".format,
    st.sampled_from(["0", "30", "*/20", "*", "5,10,45", "10-14"]),
    st.sampled_from(["*", "*/2", "0", "2", "1-3", "0,23"]),
    st.sampled_from(["*", "*", "1", "*/3", "L"]),
    st.sampled_from(["*", "*", "2,3,4,10,11"]),
    st.sampled_from(["*", "*", "0", "SAT,SUN", "1-5"]),
)
rules = st.builds(Cron, expressions) | st.builds(EveryHours, st.integers(1, 100))
changes = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2018, 11, 4, 3, tzinfo=UTC),
        datetime(2018, 2, 18, 2, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
    ]
)
afters = st.builds(lambda at, s: at + timedelta(seconds=s), changes, st.integers(-90_000, 90_000))


@given(rules, st.sampled_from(ZONES), afters, st.lists(st.integers(1, 9), max_size=6))
def test_firings_are_the_same_wherever_one_begins_to_look(
    rule: Cron | EveryHours, zone: str, after: datetime, steps: list[int]
) -> None:
    recurrence = parse_recurrence(rule, zone, key="m", jitter_minutes=7)
    whole = next_firings(recurrence, after, sum(steps))
    assert all(one.scheduled_for < two.scheduled_for for one, two in pairwise(whole))
    assert all(one.starts_at < two.scheduled_for for one, two in pairwise(whole))
    parts: list[object] = []
    for step in steps:
        part = next_firings(recurrence, after, step)
        assert part[0].scheduled_for > after
        parts += part
        after = part[-1].scheduled_for
    assert tuple(parts) == whole


@given(expressions, st.sampled_from(ZONES), afters)
def test_no_local_minute_fires_twice_unless_clocks_show_it_twice(
    expression: str, zone: str, after: datetime
) -> None:
    firings = next_firings(cron(expression, zone), after, 60)
    local = [each.scheduled_for.astimezone(ZoneInfo(zone)) for each in firings]
    assert len({(each.replace(tzinfo=None, fold=0), each.utcoffset()) for each in local}) == len(
        local
    )
    minute, hour = expression.split()[:2]
    if not minute.startswith("*") and not hour.startswith("*"):
        assert len({each.replace(tzinfo=None, fold=0) for each in local}) == len(local)


@given(expressions, st.sampled_from(ZONES), afters)
def test_firings_are_all_minutes_that_match_and_no_others(
    expression: str, zone: str, after: datetime
) -> None:
    # The judge looks at each minute by itself and knows only jobs that follow the clock.
    star = "*/1 " + expression.split(maxsplit=1)[1]
    found = {
        each.scheduled_for
        for each in firings_between(cron(star, zone), after, after + timedelta(hours=30))
    }
    utc_rule = cron(star, "UTC")
    minute = after.replace(second=0) + timedelta(minutes=1)
    expected = set()
    while minute <= after + timedelta(hours=30):
        shown = minute.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC, fold=0)
        if next_firings(utc_rule, shown - timedelta(seconds=1), 1)[0].scheduled_for == shown:
            expected.add(minute)
        minute += timedelta(minutes=1)
    assert found == expected
