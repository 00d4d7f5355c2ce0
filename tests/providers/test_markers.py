from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.providers.markers import read_markers

PIECES = ["Acme", "Globex is", " ", ". ", ".", "\n", "- ", "[1]", "[2][3]", "[12](x)", "。", "St. "]


def cited(text: str) -> list[tuple[int, str | None]]:
    shown, markers = read_markers(text)
    return [(one.number, None if one.span is None else shown[slice(*one.span)]) for one in markers]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Acme leads[1].", "Acme leads."),
        ("Acme leads [1], they say.", "Acme leads, they say."),
        ("Acme leads. [1][2] Globex follows.", "Acme leads. Globex follows."),
        ("Acme[1](https://a.example) stays.", "Acme[1](https://a.example) stays."),
        ("Acme leads[1]\n\n[1] acme.example", "Acme leads\n\n[1] acme.example"),
        ("Acme [a] and [1234] stay.", "Acme [a] and [1234] stay."),
        ("[1]", "[1]"),
        ("", ""),
    ],
)
def test_a_reader_sees_the_text_without_markers(text: str, shown: str):
    assert read_markers(text)[0] == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme leads[1].", [(1, "Acme leads")]),
        ("Acme leads.[1][2]", [(1, "Acme leads."), (2, "Acme leads.")]),
        ("First. Acme leads.[1] Then Globex.[2]", [(1, "Acme leads."), (2, "Then Globex.")]),
        ("Acme leads[1], Globex follows[2].", [(1, "Acme leads"), (2, "Globex follows")]),
        ("- Acme leads.[1]\n2. Globex.[2]", [(1, "Acme leads."), (2, "Globex.")]),
        (
            "Acme in St. Louis and the U.S. Census.[1]",
            [(1, "Acme in St. Louis and the U.S. Census.")],
        ),
        ("It grew by 3.3 percent.[1]", [(1, "It grew by 3.3 percent.")]),
        ("很好。阿克米领先。[1]", [(1, "阿克米领先。")]),
        ("Acme [1] [2]", [(1, "Acme"), (2, "Acme")]),
        ("- [7]", [(7, None)]),
    ],
)
def test_a_marker_cites_the_part_of_the_sentence_before_it(
    text: str, expected: list[tuple[int, str | None]]
):
    assert cited(text) == expected


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_spans_are_inside_the_text_and_never_empty(text: str):
    shown, markers = read_markers(text)
    assert len(shown) <= len(text)
    for marker in markers:
        if marker.span is not None:
            start, end = marker.span
            assert 0 <= start < end <= len(shown)
            assert shown[start:end] == shown[start:end].strip()


@given(st.text())
def test_a_text_without_markers_is_left_as_it_is(text: str):
    if "[" not in text:
        assert read_markers(text) == (text, ())
