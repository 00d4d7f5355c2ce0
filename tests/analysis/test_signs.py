from __future__ import annotations

import pytest

from monitor.analysis.compounds import is_inside_compound, is_ordinary_word
from monitor.analysis.signs import language_of_name, signs_of

_LANGUAGES = ("zh", "ja", "ko", "th", "ar")


@pytest.mark.parametrize("language", _LANGUAGES)
def test_each_language_counts_words_of_trade_and_of_other_things(language: str):
    words = signs_of(language)
    assert {"trade", "literal"} <= set(words.count(" ".join(words.words)))


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_sign_is_empty(language: str):
    signs = signs_of(language)
    for sides in (signs.brand, signs.weak, signs.word, *signs.classes.values()):
        assert sides.size_before("") == 0
        assert sides.size_after("") == 0


def test_an_arabic_sign_is_a_whole_word_with_or_without_its_clitic():
    signs = signs_of("ar").brand
    assert signs.size_before("من شركة") > 0
    assert signs.size_before("من الشركة") > 0
    assert signs.size_before("مشاركة") == 0


def test_a_japanese_sign_does_not_end_amid_chinese_characters():
    signs = signs_of("ja").word
    assert signs.size_after("の花が") > 0
    assert signs.size_after("の花王製") == 0


def test_a_single_character_amid_others_is_no_japanese_word_by_itself():
    assert signs_of("ja").count("温風が出る") == {}
    assert "literal" in signs_of("ja").count("風が強い")


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("小米", None, "zh"),
        ("楽天", "ja", "ja"),
        ("すき家", "zh", "ja"),
        ("토스", "en", "ko"),
        ("نون", "fa", "ar"),
        ("ทรู", None, "th"),
        ("Zoom", "ja", None),
    ],
)
def test_the_signs_are_those_of_the_names_script(
    name: str, language: str | None, expected: str | None
):
    assert language_of_name(name, language) == expected


@pytest.mark.parametrize(
    ("text", "name", "is_inside"),
    [
        ("做人要光明正大", "光明", True),
        ("应付自如", "自如", True),
        ("光明鲜奶", "光明", False),
        ("光明", "光明", False),
    ],
)
def test_a_name_within_a_longer_word_is_inside_it(text: str, name: str, *, is_inside: bool):
    start = text.index(name)
    assert is_inside_compound(text, start, start + len(name)) is is_inside


def test_ordinary_words_are_told_from_coined_ones():
    assert is_ordinary_word("坚果")
    assert is_ordinary_word("ペリカン")
    assert not is_ordinary_word("拼多多")
    assert not is_ordinary_word("メルカリ")
