"""Finds phrases that tell an ordinal in prose: "my first choice", "the second", "next comes"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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

_MAX_GLUED = 4  # Arabic letters before a noun
_AROUND = 30  # the longest word of a phrase beside the one that triggers it
_SUFFIXES = (
    *("º", "ª", ".º", ".ª", "°", "位", "名", "番", "つ目", ". s", ". p", ". t", ". w", ". r"),
    *("st ", "nd ", "rd ", "th ", "er ", "re ", "ère ", "e ", "ème "),
)
_SPACES = re.compile(r"\s+")
_NUMBERS = tuple(str(number) for number in range(1, MAX_SPELLED + 1))
# Where words begin and end; those in Chinese characters and kana stand right beside Latin names.
_OPENS = r"(?:(?<![a-zA-Zà-ÿ\u0600-\u06ff])|(?=[\u3040-\u9fff]))"
_ENDS = r"(?:(?<=[\u3040-\u9fff])|(?![a-zA-Zà-ÿ]))"
_ADJECTIVES = frozenset({"before", "after", "bare"})
_WEAK = frozenset({"weak", "bare", "place", "next"})
_NEXT, _LAST = -1, 0  # what stands for the number of a trigger that has none


@dataclass(slots=True)  # a frozen one takes three times as long to make
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
    lowered = text.replace("\u0130", "i").lower()
    if not lowered.isascii():
        # The automaton takes no lone surrogates.
        lowered = lowered.encode("utf-8", "replace").decode("utf-8")
    return [
        _phrase(found)
        for low, high in _windows(lowered)
        for found in _found_in(text, low, high, _starts(lowered[low:high]))
    ]


def _found_in(text: str, low: int, high: int, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The phrases within a window; the pattern is tried where one may start, from its begin."""
    match = _pattern().match
    done = low
    for start in starts:
        found = match(text, low + start, high) if low + start >= done else None
        if found is not None:
            done = found.end()
            yield found


def _starts(lowered: str) -> list[int]:
    """Where the pattern may match in a window in small letters, in order."""
    automaton, roles = _openings()
    plain = _alike(lowered)
    starts: set[int] = set()
    adjectives: set[int] = set()
    nouns: list[tuple[int, int]] = []
    for index, start, end in automaton.find_matches_as_indexes(plain, overlapping=True):
        opens, is_adjective, is_noun = roles[index]
        if opens:
            starts |= {start, start - 1}  # one Arabic letter, or a sign before a digit
        if is_adjective:
            adjectives.add(start)
        if is_noun:
            nouns.append((start, end))
    for start, end in nouns:
        gap = _SPACES.match(plain, end)
        if gap is not None and gap.end() in adjectives:
            starts.update(range(start - _MAX_GLUED, start + 1))
    return sorted(start for start in starts if start >= 0)


def _phrase(found: re.Match[str]) -> Phrase:
    """The phrase of a match, of which exactly one group takes part."""
    group = found.lastgroup or ""
    said = found[group]
    number: int | None
    if group in _ADJECTIVES:
        number = adjective_number(said)
    elif group in ("strong", "weak"):
        number = number_of(said, group)
    else:
        number = None if group == "next" else int(said)
    return Phrase(number, found.start(), found.end(), group in _WEAK)


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


@lru_cache(maxsize=1)
def _openings() -> tuple[AhoCorasick, tuple[tuple[bool, bool, bool], ...]]:
    """An automaton of words, with whether phrases open with each, and what else it is.

    An adjective also stands behind the noun of a phrase, which then opens with the noun.
    """
    words = order_words()
    adjectives = {_alike(word) for number in _NUMBERS for word in words[number]}
    nouns = {_alike(word) for word in words["places"]}
    sections = ("next", "last", "strong", "weak", "counted places")
    openings = {_alike(word) for section in sections for word in words[section]}
    openings |= adjectives | set("123456789")
    found = sorted(openings | nouns)
    roles = tuple((word in openings, word in adjectives, word in nouns) for word in found)
    return AhoCorasick(found, matchkind=MatchKind.Standard), roles


def _alike(lowered: str) -> str:
    """The text with one letter for those that are the same where case is ignored."""
    return lowered.replace("\u0131", "i").replace("\u017f", "s")


def _windows(lowered: str) -> list[tuple[int, int]]:
    """Where phrases may stand; none in a text without a second place.

    The pattern itself takes a hundred times as long for a text as the automaton.
    """
    automaton, numbers = _triggers()
    hits = automaton.find_matches_as_indexes(lowered, overlapping=True)
    told = {numbers[index] for index, _, _ in hits}
    if MIN_ORDINALS not in told and not {1, _NEXT} <= told:
        return []
    windows: list[tuple[int, int]] = []
    for _, start, end in sorted(hits, key=lambda hit: hit[1]):
        low, high = max(0, start - _AROUND), min(len(lowered), end + _AROUND)
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(high, windows[-1][1]))
        else:
            windows.append((low, high))
    return windows
