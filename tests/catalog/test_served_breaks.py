from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.drift import DriftKind
from monitor.catalog.served_breaks import (
    FINGERPRINT,
    SERVED_MODEL,
    Seen,
    find_breaks,
    kind_of_break,
)

FIRST = date(2026, 11, 1)


def seen(day: int, value: str, hour: int = 0, until: int | None = None) -> Seen:
    on = FIRST + timedelta(days=day)
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    last = at if until is None else at.replace(hour=until)
    return Seen(on, value, at, last, 100 * day + hour)


def told(*values: Seen, look_back: int = 1) -> list[tuple[int, str, str, int]]:
    breaks = find_breaks(values, look_back=look_back)
    return [((b.day - FIRST).days, b.before, b.after, b.count) for b in breaks]


def test_the_first_value_that_is_seen_is_no_break():
    assert told(seen(0, "a"), seen(1, "a"), seen(9, "a")) == []


def test_another_value_is_a_break_on_its_first_day_only():
    assert told(seen(0, "a"), seen(3, "b"), seen(4, "b")) == [(3, "a", "b", 1)]


def test_a_change_within_the_first_day_is_a_break():
    assert told(seen(0, "a", 3), seen(0, "b", 9)) == [(0, "a", "b", 1)]


def test_two_values_that_take_turns_are_one_break():
    mixed = [seen(day, value, 5, 20) for day in (1, 2, 3) for value in "ab"]
    assert told(seen(0, "a"), *mixed) == [(1, "a", "b", 1)]


def test_several_new_values_of_a_day_are_one_break_with_their_count():
    assert told(seen(0, "a"), seen(1, "b", 1), seen(1, "c", 2)) == [(1, "a", "b", 2)]


def test_going_back_is_a_break_unless_the_look_back_remembers_the_value():
    back = [seen(0, "a"), seen(1, "b"), seen(2, "a")]
    assert told(*back) == [(1, "a", "b", 1), (2, "b", "a", 1)]
    assert told(*back, look_back=7) == [(1, "a", "b", 1)]


def test_before_is_what_was_told_last():
    turns = [seen(0, "a", 0, 3), seen(0, "b", 1, 9)]
    assert told(*turns, seen(1, "c"))[-1] == (1, "b", "c", 1)


def test_the_kind_tells_whether_the_name_that_was_asked_for_answered_itself():
    (found,) = find_breaks([seen(0, "m-1"), seen(1, "m-2")], look_back=1)
    assert kind_of_break(SERVED_MODEL, "m-latest", found) is DriftKind.ALIAS_MOVED
    assert kind_of_break(SERVED_MODEL, "m-1", found) is DriftKind.SERVED_MODEL
    assert kind_of_break(FINGERPRINT, "m-1", found) is DriftKind.FINGERPRINT


values = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.integers(0, 23)),
    unique_by=lambda one: one[:2],
    max_size=12,
)


@given(values=values, look_back=st.integers(1, 7), shuffle=st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_day_has_one_break_at_most(
    values: list[tuple[int, str, int]], look_back: int, shuffle: random.Random
):
    ordered = [seen(*each) for each in values]
    mixed = list(ordered)
    shuffle.shuffle(mixed)
    breaks = list(find_breaks(ordered, look_back=look_back))
    assert list(find_breaks(mixed, look_back=look_back)) == breaks
    days = [each.day for each in breaks]
    assert days == sorted(set(days))
    assert all(each.before != each.after and each.count >= 1 for each in breaks)
