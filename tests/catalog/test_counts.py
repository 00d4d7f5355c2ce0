from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.counts import parse_count, scaled, scaled_range
from monitor.errors import BadInput


@given(st.integers(0, 10**15))
def test_a_whole_number_is_read_as_itself(count: int):
    assert parse_count(str(count)) == parse_count(f"{count:,}") == count


@given(st.integers(1, 9999), st.sampled_from(["k", "M", "B", "T"]))
def test_what_is_shown_can_be_read_again(count: int, unit: str):
    written = parse_count(f"{count}{unit}")
    assert parse_count(scaled(written)) == written


@pytest.mark.parametrize("text", ["", "many", "-5", "1.5", "8.03.1B", "1e9", "B", "2^3"])
def test_what_is_no_count_is_refused(text: str):
    with pytest.raises(BadInput):
        parse_count(text)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (100e9, 440e9, "100-440 B"),
        (9e8, 15e8, "900 M-1.5 B"),
        (1e9, 1e9, "about 1 B"),
        (1e9, 1.00001e9, "about 1 B"),
        (5, 7, "5-7"),
    ],
)
def test_a_range_has_its_unit_once_where_it_can(low: float, high: float, shown: str):
    assert scaled_range(low, high) == shown
