"""The words that tell an order, such as "second choice", with the numbers that they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_data

_SECTION = re.compile(r"\[([\w ]+)\]")
MAX_SPELLED = 5
"""The largest number for which there are words."""


@lru_cache(maxsize=1)
def order_words() -> dict[str, dict[str, int]]:
    """The words of each section in small letters, with their numbers; 0 where they have none.

    Words stand with and without their accents, to be looked for in texts as they are.
    """
    sections: dict[str, dict[str, int]] = {}
    section = ""
    for line in read_data("words/order_words.txt").splitlines():
        heading = _SECTION.fullmatch(line)
        if heading is not None:
            section = heading[1]
        elif not line.startswith("#"):
            for entry in line.split(", "):
                word, _, number = entry.partition("=")
                plain = number or (section if section.isdecimal() else "0")
                words = sections.setdefault(section, {})
                words[word.lower()] = words[fold_text(word)] = int(plain)
    return sections


def alternatives(*sections: str) -> str:
    """A pattern of all words of the sections, the longest first, where they begin alike.

    Words are parted by their first letter, because the engine tries one after the other.
    """
    words = {word for section in sections for word in order_words()[section]}
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(word)
    # Where case is ignored, the Turkish letter without a dot is the same as the one with it.
    groups["i"] = sorted([*groups.pop("i", []), *groups.pop("\u0131", [])], key=len, reverse=True)
    return "|".join(_grouped(first, group) for first, group in groups.items() if group)


def _grouped(first: str, words: Sequence[str]) -> str:
    if any(word[0] != first for word in words):
        return "|".join(map(re.escape, words))
    rest = "|".join(re.escape(word[1:]) for word in words)
    return f"{re.escape(first)}(?:{rest})"


def number_of(word: str, section: str) -> int:
    """The number of a word in whatever case; 0 where the section has no such word."""
    words = order_words()[section]
    return words.get(word.lower()) or words.get(fold_text(word)) or 0


@lru_cache(maxsize=4096)
def adjective_number(word: str) -> int | None:
    """The number of an ordinal adjective such as "second" or "الثاني"; None for other words."""
    for number in range(1, MAX_SPELLED + 1):
        if found := number_of(word, str(number)):
            return found
    return None
