from __future__ import annotations

import pytest

from monitor.analysis.boundaries import Script, closes, opens, script_of


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("a", Script.ALPHABETIC),
        ("7", Script.ALPHABETIC),
        ("ж", Script.ALPHABETIC),
        ("λ", Script.ALPHABETIC),
        ("ब", Script.OTHER),
        ("ר", Script.HEBREW),
        ("ب", Script.ARABIC),
        ("米", Script.HAN),
        ("の", Script.HIRAGANA),
        ("ラ", Script.KATAKANA),
        ("ー", Script.KATAKANA),
        ("한", Script.HANGUL),
        ("ก", Script.SPACELESS),
        ("!", Script.NONE),
        ("²", Script.NONE),
        ("①", Script.NONE),
        ("・", Script.NONE),
        ("\ufffd", Script.NONE),
    ],
)
def test_each_character_has_its_script(char: str, script: Script):
    assert script_of(char) is script


@pytest.mark.parametrize(
    ("text", "name", "is_word"),
    [
        ("the notion of", "notion", True),
        ("notional", "notion", False),
        ("hubspot", "hub", False),
        ("hubspot", "spot", False),
        ("gpt4", "gpt", False),
        ("_acme_", "acme", True),
        ("acme_client", "acme", False),
        ("my_acme", "acme", False),
        ("freeeの料金", "freee", True),
        ("lineで送る", "line", True),
        ("我买小米手机", "小米", True),
        ("オンライン", "ライン", False),
        ("ラインで送る", "ライン", True),
        ("네이버는 좋다", "네이버", True),
        ("네이버에서도 된다", "네이버", True),
        ("네이버스럽다", "네이버", False),
        ("신네이버", "네이버", False),
        ("삼성전자는", "삼성", True),
        ("삼성스러운", "삼성", False),
        ("notion은", "notion", True),
        ("وكريم", "كريم", True),
        ("بالكريم", "كريم", True),
        ("تكريم", "كريم", False),
        ("כריםים", "כרים", False),
        ("वटाटा", "टाटा", False),
        ("ซื้อช้อปปี้ดีไหม", "ช้อปปี้", True),
        ("ทรูดีไหม", "ทร", False),
        ("เทศกาล", "ทศ", False),
        ("ดาวา", "ดาว", False),
        ("ในไลน์ครับ", "ไลน์", True),
        ("c++ is", "c++", True),
        ("yahoo!mail", "yahoo!", True),
        ("asp.net", ".net", False),
        ("使用.net", ".net", True),
        ("zoom'da", "zoom", True),
    ],
)
def test_a_name_is_a_word_by_the_rule_of_its_script(text: str, name: str, *, is_word: bool):
    start = text.index(name)
    assert (opens(text, start) and closes(text, start + len(name))) is is_word
