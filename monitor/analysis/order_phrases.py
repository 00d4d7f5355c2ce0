"""Finds phrases that tell an ordinal in prose: "my first choice", "the second", "next comes"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.order_words import (
    MAX_SPELLED,
    adjective_number,
    alternatives,
    number_of,
    order_words,
)

MIN_ORDINALS = 2
"""Fewer different ordinals are no order."""

_AROUND = 30  # the longest word of a phrase beside the one that triggers it
_SUFFIXES = (
    *("º", "ª", ".º", ".ª", "°", "位", "名", "番", "つ目", ". s", ". p", ". t", ". w", ". r"),
    *("st ", "nd ", "rd ", "th ", "er ", "re ", "ère ", "e ", "ème "),
)
_NUMBERS = tuple(str(number) for number in range(1, MAX_SPELLED + 1))
# Where words begin and end; those in Chinese characters and kana stand right beside Latin names.
_OPENS = r"(?:(?<![a-zA-Zà-ÿ\u0600-\u06ff])|(?=[\u3040-\u9fff]))"
_ENDS = r"(?:(?<=[\u3040-\u9fff])|(?![a-zA-Zà-ÿ]))"
_NEXT, _LAST = -1, 0  # what stands for the number of a trigger that has none


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that tell an ordinal; a weak phrase, such as "second", needs its name beside it.

    Attributes:
        number: None for "then" and "finally", which count on.
    """

    number: int | None
    start: int
    end: int
    weak: bool


def phrases_of(text: str) -> list[Phrase]:
    """All phrases by offset; none in a text without a second place."""
    return [
        Phrase(_number(found), found.start(), found.end(), _is_weak(found))
        for low, high in _windows(text)
        for found in _pattern().finditer(text, low, high)
    ]


def _is_weak(found: re.Match[str]) -> bool:
    return any(found[group] for group in ("weak", "bare", "place", "next"))


def _number(found: re.Match[str]) -> int | None:
    if adjective := found["before"] or found["after"] or found["bare"]:
        return adjective_number(adjective)
    for section in ("strong", "weak"):
        if found[section]:
            return number_of(found[section], section)
    if found["next"]:
        return None
    return int(found["counted"] or found["digit"] or found["suffixed"] or found["place"])


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    adjectives = alternatives(*_NUMBERS)
    places, counted = alternatives("places"), alternatives("counted places")
    return re.compile(
        rf"\b(?P<before>{adjectives})\s+(?:{places})\b"
        rf"|\b[وف]?[كبل]?(?:ال)?(?:{places})\s+(?P<after>{adjectives})\b"
        rf"|\b(?:{counted})\s+(?P<counted>[1-9])(?!\d)"
        rf"|(?:第|\b)(?P<digit>[1-9])(?:位|番手|名)(?:[は:\uff1a]|[是为])"
        rf"|(?<![\d.,])第?(?P<place>[1-9])(?:位|つ目|番目?)"
        rf"|(?<![\d.,])(?P<suffixed>[1-9])(?:\.?[ºª°]|\.|st|nd|rd|th|er|re|ère|e|ème)\s(?:{places})\b"
        rf"|(?<![a-z])(?P<strong>{alternatives('strong')})"
        rf"|{_OPENS}[وف]?(?P<next>(?:{alternatives('next', 'last')}){_ENDS})"
        rf"|{_OPENS}[وف]?(?P<weak>(?:{alternatives('weak')}){_ENDS}(?!\s+(?:{places})\b))"
        rf"|{_OPENS}[وف]?(?P<bare>{adjectives})\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _triggers() -> tuple[AhoCorasick, tuple[int, ...]]:
    """An automaton of what stands in every phrase, and the number of each."""
    words = order_words()
    found: dict[str, int] = {}
    found.update(dict.fromkeys(words["next"], _NEXT))
    found.update(dict.fromkeys(words["last"], _LAST))
    for section in (*_NUMBERS, "strong", "weak"):
        found.update(words[section])
    for number in _NUMBERS:
        found |= {f"{place} {number}": int(number) for place in words["counted places"]}
        found |= {f"{number}{suffix}": int(number) for suffix in _SUFFIXES}
    return AhoCorasick(list(found), matchkind=MatchKind.Standard), tuple(found.values())


def _windows(text: str) -> list[tuple[int, int]]:
    """Where phrases may stand; none in a text without a second place.

    The pattern itself takes a hundred times as long for a text as the automaton.
    """
    lowered = text.replace("\u0130", "i").lower()
    if not lowered.isascii():
        # The automaton takes no lone surrogates.
        lowered = lowered.encode("utf-8", "replace").decode("utf-8")
    automaton, numbers = _triggers()
    hits = automaton.find_matches_as_indexes(lowered, overlapping=True)
    told = {numbers[index] for index, _, _ in hits}
    if MIN_ORDINALS not in told and not {1, _NEXT} <= told:
        return []
    windows: list[tuple[int, int]] = []
    for _, start, end in sorted(hits, key=lambda hit: hit[1]):
        low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(high, windows[-1][1]))
        else:
            windows.append((low, high))
    return windows
