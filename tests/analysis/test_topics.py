from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.topics import Tone, topics_of, words_of

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
