from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.resolve import resolve_figure
from monitor.catalog.size_class import (
    ACTIVE_BOUNDS,
    TOTAL_BOUNDS,
    SizeClass,
    class_of_active,
    class_of_total,
    classes_touched,
)
from monitor.domain.model_card import Basis, Claim, Figure

B = 10**9
COUNTS = st.integers(1, 10**13)


def exact(count: int) -> Figure:
    claim = Claim("parameters.total", count, Basis.OFFICIAL, "x", date(2026, 1, 1))
    return resolve_figure([claim], "parameters.total")


def between(low: int, high: int) -> Figure:
    claim = Claim(
        "parameters.total", None, Basis.ESTIMATE, "x", date(2026, 1, 1), low=low, high=high
    )
    return resolve_figure([claim], "parameters.total")


@pytest.mark.parametrize(
    ("count", "total", "active"),
    [
        (10 * B - 1, SizeClass.S, SizeClass.M),
        (10 * B, SizeClass.M, SizeClass.M),
        (40 * B, SizeClass.L, SizeClass.L),
        (300 * B, SizeClass.XL, SizeClass.XL),
        (4 * B, SizeClass.S, SizeClass.S),
        (80 * B, SizeClass.L, SizeClass.XL),
    ],
)
def test_each_bound_begins_a_class(count: int, total: SizeClass, active: SizeClass):
    assert class_of_total(exact(count)) is total
    assert class_of_active(exact(count)) is active


def test_a_range_over_a_bound_has_no_class_but_touches_several():
    assert class_of_total(between(100 * B, 440 * B)) is None
    assert classes_touched(between(100 * B, 440 * B), TOTAL_BOUNDS) == (SizeClass.L, SizeClass.XL)
    assert class_of_total(between(100 * B, 200 * B)) is SizeClass.L


def test_what_is_not_known_has_no_class():
    assert class_of_total(resolve_figure([], "parameters.total")) is None


@given(COUNTS, COUNTS)
def test_a_larger_model_is_never_in_a_smaller_class(one: int, other: int):
    order = list(SizeClass)
    low, high = sorted((one, other))
    for bounds in (TOTAL_BOUNDS, ACTIVE_BOUNDS):
        (smaller,), (larger,) = (classes_touched(exact(n), bounds) for n in (low, high))
        assert order.index(smaller) <= order.index(larger)
        assert classes_touched(between(low, high), bounds)[:: max(1, 10)] == (smaller,)
