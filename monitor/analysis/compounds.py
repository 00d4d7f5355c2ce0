"""Ordinary words of Chinese and Japanese, which may be names, and longer ones that hold a name.

"六神无主" does not speak of a brand called 六神.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.analysis.word_lists import all_words, read_data, read_words

_MAX_SIZE = 4
_MAX_NAME = 3
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def is_inside_compound(text: str, start: int, end: int) -> bool:
    """Whether the span of folded text is a part of a longer word of the dictionary.

    >>> is_inside_compound("让人六神无主", 2, 4), is_inside_compound("六神花露水", 0, 2)
    (True, False)
    """
    for word, place in _compounds_of(text[start:end]):
        if start >= place and text.startswith(word, start - place):
            return True
    return False


def is_ordinary_word(name: str) -> bool:
    """Whether the folded name is a word of two Chinese characters, or a Japanese one in kana.

    >>> is_ordinary_word("坚果"), is_ordinary_word("パイロット"), is_ordinary_word("キンチョー")
    (True, True, False)
    """
    return name in read_words("han_words.txt")["two"] or name in all_words("kana_words.txt")


@lru_cache(maxsize=4096)
def _compounds_of(name: str) -> tuple[tuple[str, int], ...]:
    """The longer words that hold the name, with its place in each."""
    if not 1 < len(name) <= _MAX_NAME or _HAN.fullmatch(name) is None:
        return ()
    found = re.findall(f"{_HAN.pattern[:-1]}*{name}{_HAN.pattern[:-1]}*", _words())
    return tuple((word, word.index(name)) for word in found if len(name) < len(word) <= _MAX_SIZE)


@lru_cache(maxsize=1)
def _words() -> str:
    # Those of two characters hold no name of two.
    return read_data("words/han_words.txt").partition("[three]")[2]
