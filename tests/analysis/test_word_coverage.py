"""A brand spelled like a word is judged by evidence even where nobody called it ambiguous."""

from __future__ import annotations

import pytest

from monitor.analysis.word_lists import is_city, is_common_word, read_words

FEWEST = {"ar": 4500, "de": 9000, "en": 9000, "es": 9000, "fr": 9000, "pt": 9000, "tr": 500}


@pytest.mark.parametrize(("language", "fewest"), FEWEST.items())
def test_the_vocabulary_of_a_language_is_broad(language: str, fewest: int):
    assert len(read_words("vocabulary.txt")[language]) >= fewest


@pytest.mark.parametrize(
    "word",
    [
        *("Purpose", "Bottle", "Promise", "schnell", "Garten", "Werkzeug", "cuchara", "ventana"),
        *("janela", "cuillère", "fenêtre", "kalem", "pencere", "نافذة", "مفتاح"),
    ],
)
def test_an_everyday_word_is_known(word: str):
    assert is_common_word(word)


@pytest.mark.parametrize("name", ["Webex", "Hubspot", "Netflix", "Xiaomi", "Itaú", "Hepsiburada"])
def test_a_made_up_name_is_no_word(name: str):
    assert not is_common_word(name)


def test_large_cities_are_known():
    assert is_city("Arezzo")
    assert not is_city("Webex")
