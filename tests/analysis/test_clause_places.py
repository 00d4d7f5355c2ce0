from __future__ import annotations

import pytest

from monitor.analysis.clause_places import weight_of_place, weights_of_articles
from monitor.analysis.uncased_names import UncasedName, read_name


def read(name: str, language: str) -> UncasedName:
    known = read_name(name, language)
    assert known is not None
    return known


def place(name: str, language: str, before: str, after: str, trade: float = 0) -> set[str]:
    sides = (before, after, "")
    weight = weight_of_place(read(name, language), sides, trade=trade, joined=False)
    return set() if weight is None else {weight[1]}


@pytest.mark.parametrize(
    ("name", "language", "before", "after", "expected"),
    [
        ("坚果", "zh", "每天吃一把", "对心脏好", "amid_word"),
        ("坚果", "zh", "", "对心脏好", "opens_word"),
        ("坚果", "zh", "", "售后好,", "opens_clause"),
        ("坚果", "zh", "松子和", "都行", "joined_word"),
        ("アタック", "ja", "迷ったら", "は安い", "opens_clause"),
        ("سلة", "ar", "ضع الفاكهة قرب", "", "amid_word"),
        ("سلة", "ar", "سجلت في", "", "amid_clause"),
    ],
)
def test_the_place_of_a_word_in_its_clause_is_named(
    name: str, language: str, before: str, after: str, expected: str
):
    assert place(name, language, before, after) == {expected}


def test_words_of_trade_make_up_for_a_part_of_a_place_amid_a_clause():
    name = read("坚果", "zh")
    sides = ("别用手指敲", "的屏幕", "")
    alone = weight_of_place(name, sides, trade=0, joined=False)
    traded = weight_of_place(name, sides, trade=1.5, joined=False)
    assert alone is not None
    assert traded is not None
    assert alone[0] < traded[0] < 0


def test_a_noun_that_the_next_one_defines_is_no_name():
    reasons = {reason for _, reason in weights_of_articles(read("سداد", "ar"), ("", "الرسوم", ""))}
    assert reasons == {"construct"}


def test_a_name_with_and_before_it_is_no_predicate_of_the_noun_before():
    sides = ("زد قوية في التسويق", "أسهل", "و")
    assert list(weights_of_articles(read("سلة", "ar"), sides)) == []
