from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.providers.overview_markdown import without_markers

A = "https://acme.example"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Acme.", "Acme."),
        (f"Acme.[[1]]({A})", "Acme."),
        (f"Acme. [[1]]({A}) Globex.", "Acme. Globex."),
        (f"Acme.[[1]]({A}/a_(b))[[12]]({A})", "Acme."),
        (f"![skis]({A}/x.png)\n\nAcme.", "Acme."),
        (f"Acme[]({A}).", "Acme."),
        (f"Acme [tested]({A}).", f"Acme [tested]({A})."),
        ("Acme [1].", "Acme [1]."),
        ('Acme.[[1]](https://acme.example "Acme")', "Acme."),
        (f"Acme.\n\n[]({A})\n\nGlobex.", "Acme.\n\nGlobex."),
    ],
)
def test_what_nobody_reads_is_taken_out(markdown: str, text: str):
    assert without_markers(markdown).text == text


def test_a_marker_cites_the_words_since_the_marker_before_or_the_line():
    markdown = f"Intro.\n- Acme is light.[[1]]({A}/1)[[2]]({A}/2) It is cheap. [[3]]({A}/3)\nEnd."
    clean = without_markers(markdown)
    assert clean.text == "Intro.\n- Acme is light. It is cheap.\nEnd."
    cited = [(one.url[-1], clean.text[one.start : one.end]) for one in clean.citations]
    assert cited == [("1", "Acme is light."), ("2", "Acme is light."), ("3", "It is cheap.")]


def test_a_marker_with_nothing_before_it_has_no_span():
    (citation,) = without_markers(f"Acme.\n[[1]]({A})").citations
    assert (citation.start, citation.end) == (None, None)


PIECES = ["Acme", " ", "\n", "- ", f"[[1]]({A})", f"![x]({A})", f"[]({A})", "[[", "]](", ")", "é"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_spans_are_inside_and_no_marker_is_left(markdown: str):
    clean = without_markers(markdown)
    assert f"[[1]]({A})" not in clean.text.replace("[[[1]]", "")
    for citation in clean.citations:
        if citation.start is not None and citation.end is not None:
            assert 0 <= citation.start < citation.end <= len(clean.text)
            assert clean.text[citation.start : citation.end].strip()


def test_a_long_text_takes_a_moment_only():
    hostile = "![" * 20_000 + "[[1]](" * 20_000 + f"x[[1]]({A})" * 20_000
    started = perf_counter()
    without_markers(hostile)
    assert perf_counter() - started < 5
