from __future__ import annotations

import doctest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api import paging
from api.paging import read_cursor, write_cursor
from api.schemas.base import MAX_ID
from monitor.errors import BadInput

positions = st.lists(st.integers(0, MAX_ID), min_size=1, max_size=3)
queries = st.dictionaries(st.text(), st.none() | st.integers() | st.text())


@given(positions, queries)
def test_a_cursor_gives_back_its_position(position: list[int], query: dict):
    cursor = write_cursor(position, query)
    assert read_cursor(cursor, query, length=len(position)) == tuple(position)
    assert cursor.isascii()
    assert not set(cursor) & set("=+/&?# ")


@given(positions, queries, queries)
def test_a_cursor_is_bound_to_its_query(position: list[int], query: dict, other: dict):
    assume(query != other)
    with pytest.raises(BadInput, match="another query"):
        read_cursor(write_cursor(position, query), other, length=len(position))


@given(positions)
def test_a_cursor_of_another_list_is_refused(position: list[int]):
    with pytest.raises(BadInput, match="another query"):
        read_cursor(write_cursor(position, {}), {}, length=len(position) + 1)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_cursors(text: str):
    with pytest.raises(BadInput, match="cursor: "):
        read_cursor(text, {}, length=1)


def test_the_examples_hold():
    assert doctest.testmod(paging).attempted > 0
    assert doctest.testmod(paging).failed == 0
