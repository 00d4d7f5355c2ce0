from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.order_phrases import _pattern, _windows, phrases_of
from monitor.analysis.order_words import order_words

WORDS = sorted({word for words in order_words().values() for word in words})
SIGNS = ("1", "2", "2nd", "3º", "第", "位", "و", "ال", "7", "\n", ", ", "Acme", "ı", "İ", "ſ", "é")
PARTS = st.lists(
    st.tuples(st.sampled_from((*WORDS, *SIGNS)), st.sampled_from(("", " ", "  "))), max_size=12
)


@given(PARTS, st.sampled_from((str, str.upper, str.title)))
def test_phrases_are_those_that_the_pattern_finds_anywhere_in_the_windows(
    parts: list[tuple[str, str]], change: Callable[[str], str]
):
    text = change("".join(word + gap for word, gap in parts))
    lowered = text.replace("İ", "i").lower()
    found = [
        match.span()
        for low, high in _windows(lowered)
        for match in _pattern().finditer(text, low, high)
    ]
    assert [(phrase.start, phrase.end) for phrase in phrases_of(text)] == found


def test_a_noun_may_stand_before_its_ordinal():
    text = "Ma première option est Acme. L'option deuxième est Bolt."
    assert "option deuxième" in [text[p.start : p.end] for p in phrases_of(text)]
