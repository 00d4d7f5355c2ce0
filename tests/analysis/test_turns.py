from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.folding import fold
from monitor.analysis.lexicon import lexicon_of
from monitor.analysis.turns import find_turns


def halves(text: str, language: str = "en") -> list[tuple[str, str]]:
    lexicon = lexicon_of(language)
    turns = find_turns(text, lexicon.find(fold(text)), lexicon)
    return [(text[slice(*t.before)].strip(" ,;"), text[slice(*t.after)].strip()) for t in turns]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It looks nice, but the lid leaks.", [("It looks nice", "but the lid leaks.")]),
        (
            "en",
            "Although the lid leaks, it looks nice.",
            [("the lid leaks", "it looks nice.")],
        ),
        (
            "en",
            "It looks nice. However, the lid leaks.",
            [("It looks nice.", "However, the lid leaks.")],
        ),
        (
            "en",
            "Big tank; the lid, however, leaks.",
            [("Big tank", "the lid, however, leaks.")],
        ),
        (
            "de",
            "Der Tank ist groß. Der Deckel ist jedoch undicht.",
            [("Der Tank ist groß.", "Der Deckel ist jedoch undicht.")],
        ),
        ("pt", "É bonito, mas vaza muito.", [("É bonito", "mas vaza muito.")]),
        ("zh", "外观漂亮,但盖子漏水。", [("外观漂亮", "但盖子漏水。")]),
        ("en", "But the lid leaks.", []),
        ("en", "It is good, but.", []),
        ("en", "The lid leaks.", []),
    ],
)
def test_a_turn_has_what_stands_on_its_two_sides(
    language: str, text: str, expected: list[tuple[str, str]]
):
    assert halves(text, language) == expected


@given(
    st.lists(
        st.sampled_from(["but ", "although ", "however, ", "nice ", "lid ", ", ", "; ", ". ", "\n"])
    ).map("".join)
)
def test_halves_are_spans_of_the_text_in_order(text: str):
    lexicon = lexicon_of("en")
    for turn in find_turns(text, lexicon.find(fold(text)), lexicon):
        assert 0 <= turn.before[0] <= turn.before[1] <= turn.after[1] <= len(text)
        assert turn.before[1] <= turn.after[0] + 1
        assert turn.start < turn.end
