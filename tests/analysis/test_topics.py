from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.folding import fold_text
from monitor.analysis.topics import AnswerWords, Tone, topics_of, words_of

LANGUAGES = ("en", "pt", "es", "de", "fr", "tr")


@pytest.mark.parametrize(
    ("language", "trade", "other"),
    [
        ("en", "the app costs less per user", "the emperor ruled for a century"),
        ("pt", "a loja cobra frete", "o imperador nasceu no seculo passado"),
        ("es", "la tienda cobra el envio", "el emperador nacio en otro siglo"),
        ("de", "der tarif kostet weniger", "der kaiser starb im jahrhundert davor"),
        ("fr", "la boutique offre la livraison", "le roi regna un siecle"),
        ("tr", "kargo ucretsiz kampanya", "padisah yuzyil savas"),
    ],
)
def test_trade_and_other_words_pull_in_opposite_directions(language: str, trade: str, other: str):
    topics = topics_of(language)
    assert topics.tone_of(words_of(trade)).lean > 0.3
    assert topics.tone_of(words_of(other)).lean < -0.3


def test_a_word_counts_once_however_often_it_stands():
    assert topics_of("en").tone_of(words_of("price price price")) == Tone(1, 0)


def test_a_language_without_a_list_is_read_with_the_english_one():
    assert topics_of("sv") is not None
    assert topics_of("sv").tone_of({"price"}) == Tone(1, 0)


@given(st.sampled_from(LANGUAGES), st.text(max_size=80))
def test_the_lean_stays_between_minus_one_and_one(language: str, text: str):
    tone = topics_of(language).tone_of(words_of(text.lower()))
    assert -1 < tone.lean < 1


WORDS = (
    "price",
    "prices",
    "river",
    "emperor",
    "app",
    "subscribers",
    "of",
    "acme",
    "x.y",
    "。",
    "\n",
)


@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.sampled_from(LANGUAGES),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_the_balance_of_a_span_is_that_of_its_different_words(
    text: str, language: str, start: int, size: int
):
    folded, end = fold_text(text), start + size
    words = AnswerWords(folded, None, frozenset(), language)
    tone = topics_of(language).tone_of(words_of(folded[start:end]) - {"price"})
    assert words.balance(start, end, frozenset({"price"})) == tone.trade - tone.other
    assert words.tone == topics_of(language).tone_of(words_of(folded))


def test_words_of_the_prompt_count_and_words_of_names_do_not():
    words = AnswerWords("target sells apps", "best price?", frozenset({"apps"}), "en")
    assert words.tone == topics_of("en").tone_of({"target", "sells", "best", "price"})
