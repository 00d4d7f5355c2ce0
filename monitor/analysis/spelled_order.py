"""Reads orders that are spelled out in prose: "my first choice is X ... the second choice is Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.heads import Named, names_within
from monitor.analysis.order_words import (
    MAX_SPELLED,
    adjective_number,
    alternatives,
    number_of,
    order_words,
)

_REACH = 60
_AROUND = 30  # the longest word of a phrase beside the one that triggers it
_SUFFIXES = (
    *("º", "ª", ".º", ".ª", "°", "位", "名", "番", ". s", ". p", ". t", ". w", ". r"),
    *("st ", "nd ", "rd ", "th ", "er ", "re ", "ère ", "e ", "ème "),
)
_STOP = re.compile(r"[.!?;؛。\uff01\uff1f\uff1b\n](?!\d)")
_COMMAS = (",", "\uff0c", "\u3001", "\u060c", ";")
_MIN_ORDINALS = 2
_MIN_BRANDS = 2
# After a name, signs that something is done with it: "まずAcmeを開き".
_OBJECT_SIGNS = re.compile(r"[」』\"]?(?:を(?!お?(?:すす|勧|薦|推|選))|で(?!す)|に|へ|から|の)")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that tell an ordinal; a weak phrase, such as "second", needs its name beside it."""

    number: int
    start: int
    end: int
    weak: bool


def spelled_ranks(text: str, names: Sequence[Named]) -> tuple[int, dict[str, int]] | None:
    """Where the order begins and its ordinals; None with fewer than two different ones.

    Weak phrases also count reasons and steps, and then they stand beside one brand or a verb: an
    order of theirs alone has two and more brands, each right beside.
    """
    phrases = _phrases(text)
    if len(phrases) < _MIN_ORDINALS:
        return None
    placed = _placed(text, names, phrases)
    strong = {phrase.number for phrase, _ in placed if not phrase.weak}
    brands = [brand for phrase, brand in placed if brand is not None and phrase.weak]
    if len(strong) < _MIN_ORDINALS:
        needed = 1 if strong else _MIN_BRANDS
        if len(set(brands)) < max(needed, len(brands)):
            return None
    ranks: dict[str, int] = {}
    for phrase, brand in placed:
        if brand is not None:
            ranks.setdefault(brand, phrase.number)
    return placed[0][0].start, ranks


def _phrases(text: str) -> list[_Phrase]:
    phrases: list[_Phrase] = []
    for low, high in _windows(text):
        for found in _pattern().finditer(text, low, high):
            number = _number(found, phrases[-1].number if phrases else None)
            if number is not None:
                weak = bool(found["weak"] or found["last"])
                phrases.append(_Phrase(number, found.start(), found.end(), weak))
    return phrases


def _number(found: re.Match[str], before: int | None) -> int | None:
    """The number of a phrase; "finally" counts on from the phrase before."""
    if adjective := found["before"] or found["after"]:
        return adjective_number(adjective)
    if found["last"]:
        return None if before is None else before + 1
    for section in ("strong", "weak"):
        if found[section]:
            return number_of(found[section], section)
    return int(found["counted"] or found["digit"] or found["suffixed"])


def _placed(
    text: str, names: Sequence[Named], phrases: Sequence[_Phrase]
) -> list[tuple[_Phrase, str | None]]:
    """The first phrase of each number with its brand, if any; weak ones only with a brand."""
    starts = [name.start for name in names]
    limits = [0, *(phrase.end for phrase in phrases)]
    nexts = [*(phrase.start for phrase in phrases[1:]), len(text)]
    behind = _stand_behind(text, names, starts, phrases)
    numbers: set[int] = set()
    placed: list[tuple[_Phrase, str | None]] = []
    for phrase, low, high in zip(phrases, limits, nexts, strict=False):
        if phrase.number in numbers:
            continue
        if phrase.weak:
            beside = _beside(text, names, starts, phrase)
            if beside is None:
                continue
            near: Sequence[Named] = [beside]
        else:
            after = names_within(names, starts, phrase.end, _sentence_end(text, phrase.end, high))[
                :1
            ]
            before = names_within(
                names, starts, _sentence_begin(text, phrase.start, low), phrase.start
            )[-1:]
            near = before or (after if not placed else ()) if behind else after or before
        numbers.add(phrase.number)
        placed.append((phrase, near[0].brand if near else None))
    return placed


def _stand_behind(
    text: str, names: Sequence[Named], starts: Sequence[int], phrases: Sequence[_Phrase]
) -> bool:
    """Whether the phrases follow their names, as the last one does in its clause."""
    last = [phrase for phrase in phrases if not phrase.weak][-1:]
    if not last:
        return False
    end = _sentence_end(text, last[0].end, len(text))
    begin = _sentence_begin(text, last[0].start, phrases[0].end)
    comma = max(text.rfind(sign, begin, last[0].start) for sign in _COMMAS)
    after = names_within(names, starts, last[0].end, end)
    return not after and bool(names_within(names, starts, max(begin, comma), last[0].start))


def _beside(
    text: str, names: Sequence[Named], starts: Sequence[int], phrase: _Phrase
) -> Named | None:
    """The name that follows the phrase with nothing but fillers between."""
    for name in names_within(names, starts, phrase.end, phrase.end + _REACH)[:1]:
        between = _fillers().fullmatch(text, phrase.end, name.start) is not None
        if between and not _OBJECT_SIGNS.match(text, name.end):
            return name
    return None


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    adjectives = alternatives(*(str(number) for number in range(1, MAX_SPELLED + 1)))
    places, counted = alternatives("places"), alternatives("counted places")
    return re.compile(
        rf"\b(?P<before>{adjectives})\s+(?:{places})\b"
        rf"|\b[وف]?(?:ال)?(?:{places})\s+(?P<after>{adjectives})\b"
        rf"|\b(?:{counted})\s+(?P<counted>[1-9])(?!\d)"
        rf"|(?:第|\b)(?P<digit>[1-9])(?:位|番手|名)(?:[は:\uff1a]|[是为])"
        rf"|(?<![\d.,])(?P<suffixed>[1-9])(?:\.?[ºª°]|\.|st|nd|rd|th|er|re|ère|e|ème)\s(?:{places})\b"
        rf"|(?<![a-z])(?P<strong>{alternatives('strong')})"
        rf"|\b(?P<last>{alternatives('last')})"
        rf"|(?<![a-zA-Zà-ÿ\u0600-\u06ff])[وف]?(?P<weak>(?:{alternatives('weak')})"
        rf"(?![a-zA-Zà-ÿ]|\s+(?:{places})\b))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _fillers() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[\s:\uff1a,\uff0c\u3001\u060c*_\"“„”「『《(\[\u2013\u2014-]|(?:{alternatives('fillers')}))*+",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _triggers() -> tuple[AhoCorasick, tuple[int, ...]]:
    """An automaton of what stands in every phrase, and the number of each; 0 for "finally"."""
    words = order_words()
    numbers = [str(number) for number in range(1, MAX_SPELLED + 1)]
    found: dict[str, int] = {}
    for section in (*numbers, "strong", "weak", "last"):
        found.update(words[section])
    for number in numbers:
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
    if not any(numbers[index] == _MIN_ORDINALS for index, _, _ in hits):
        return []
    windows: list[tuple[int, int]] = []
    for _, start, end in sorted(hits, key=lambda hit: hit[1]):
        low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(high, windows[-1][1]))
        else:
            windows.append((low, high))
    return windows


def _sentence_end(text: str, start: int, limit: int) -> int:
    end = min(start + _REACH, limit)
    stop = _STOP.search(text, start, end)
    return stop.start() if stop else end


def _sentence_begin(text: str, end: int, limit: int) -> int:
    begin = max(end - _REACH, limit)
    for stop in _STOP.finditer(text, begin, end):
        begin = stop.end()
    return begin
