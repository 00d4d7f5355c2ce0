"""Reads orders that are spelled out in prose: "my first choice is X ... the second, Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.heads import Named, names_within
from monitor.analysis.order_phrases import MIN_ORDINALS, Phrase, phrases_of
from monitor.analysis.order_words import alternatives
from monitor.analysis.procedures import is_procedure

_REACH = 60
_APART = 500  # characters between two ordinals of one order
_REASON = 60  # characters before the first ordinal in which it is said what is counted
_STEP = 80
_STOP = re.compile(r"[.!?;؛。\uff01\uff1f\uff1b\n](?!\d)")
_COMMAS = (",", "\uff0c", "\u3001", "\u060c", ";")
_GAP = r"[\s:\uff1a,\uff0c\u3001\u060c*_\"“„”「『《(\[\u2013\u2014-]"
# After a name, signs that something is done with it: "まずAcmeを開き".
_OBJECT_SIGNS = re.compile(
    r"[」』\"]?(?:を(?!お?(?:すす|勧|薦|推|選|挙))|で(?!す|、|し)|に|へ|から|の|より|が[^、。]{1,8}こと)"
)
_AFTER = re.compile(r"[\s*_]*(?:[.,;:!?)(\]،؛。、\uff0c\uff1b\uff01\u2013\u2014-]|\Z|です|で、|と)")


@dataclass(frozen=True, slots=True)
class _Placed:
    phrase: Phrase
    number: int
    name: Named | None

    @property
    def brand(self) -> str | None:
        return self.name.brand if self.name else None


@dataclass(frozen=True, slots=True)
class _Answer:
    """A text with the names in it."""

    text: str
    names: Sequence[Named]
    starts: Sequence[int]

    def between(self, start: int, end: int) -> Sequence[Named]:
        return names_within(self.names, self.starts, start, end)


def spelled_ranks(text: str, names: Sequence[Named]) -> tuple[int, dict[str, int]] | None:
    """Where the order begins and its ordinals; None with fewer than two different ones.

    Weak phrases also count reasons and steps, and then they stand beside one brand or a verb: an
    order of theirs alone has two and more brands, each right beside.
    """
    phrases = phrases_of(text)
    if len(phrases) < MIN_ORDINALS:
        return None
    answer = _Answer(text, names, [name.start for name in names])
    behind, ahead = (_placed(answer, phrases, behind=side) for side in (True, False))
    ways = [behind, ahead] if _stand_behind(answer, phrases) else [ahead, behind]
    placed = max(ways, key=lambda way: len({one.brand for one in way} - {None}))
    if not _is_order(text, placed):
        return None
    ranks: dict[str, int] = {}
    for one in placed:
        if one.brand is not None:
            ranks.setdefault(one.brand, one.number)
    return placed[0].phrase.start, ranks


def _is_order(text: str, placed: Sequence[_Placed]) -> bool:
    if len(placed) < MIN_ORDINALS or _are_steps(text, placed):
        return False
    strong = {one.number for one in placed if not one.phrase.weak}
    if len(strong) >= MIN_ORDINALS:
        return True
    weak = [one for one in placed if one.phrase.weak]
    told = strong | {one.number for one in weak if one.phrase.number is not None}
    if placed[0].number != 1 or len({one.brand for one in weak}) < len(weak):
        return False
    if strong:
        return True
    begin = placed[0].phrase.start
    return len(told) >= MIN_ORDINALS and not _reasons().search(text, max(0, begin - _REASON), begin)


def _are_steps(text: str, placed: Sequence[_Placed]) -> bool:
    """Whether the ordinals stand before instructions: "secondly, open Acme"."""
    limits = [*(one.phrase.start for one in placed[1:]), len(text)]
    items = [
        text[one.phrase.end : min(one.phrase.end + _STEP, limit)].lstrip(" ,:\u060c\uff0c")
        for one, limit in zip(placed, limits, strict=True)
        if one.name and one.name.start >= one.phrase.end
    ]
    return is_procedure(items)


def _placed(answer: _Answer, phrases: Sequence[Phrase], *, behind: bool) -> list[_Placed]:
    """The first phrase of each number with its brand, if any; weak ones only with a brand."""
    placed: list[_Placed] = []
    for at, phrase in enumerate(phrases):
        number = phrase.number or (placed[-1].number + 1 if placed else None)
        if number is None or any(one.number == number for one in placed):
            continue
        if phrase.weak:
            name = _continued(answer, phrase, number, placed, behind=behind)
            if name is None or _is_told_again(answer, name, phrases[at : at + 2]):
                continue
        else:
            low = phrases[at - 1].end if at else 0
            high = phrases[at + 1].start if at + 1 < len(phrases) else len(answer.text)
            name = _near(answer, phrase, (low, high), behind=behind, first=not placed)
        placed.append(_Placed(phrase, number, name))
    return placed


def _continued(
    answer: _Answer, phrase: Phrase, number: int, placed: Sequence[_Placed], *, behind: bool
) -> Named | None:
    """The name beside a weak phrase that goes on with the order."""
    if placed:
        last = placed[-1]
        if phrase.start - last.phrase.end > _APART or number <= last.number:
            return None
    return _beside(answer, phrase, behind=behind, taken={one.brand for one in placed})


def _is_told_again(answer: _Answer, name: Named, phrases: Sequence[Phrase]) -> bool:
    """Whether "then" stands before a name with an ordinal of its own: "then Acme second"."""
    if phrases[0].number is not None or len(phrases) == 1 or not phrases[1].weak:
        return False
    return phrases[1].number is not None and _right_before(answer, phrases[1]) == name


def _near(
    answer: _Answer, phrase: Phrase, limits: tuple[int, int], *, behind: bool, first: bool
) -> Named | None:
    """The name in the sentence of a strong phrase that it ranks."""
    after = answer.between(phrase.end, _sentence_end(answer.text, phrase.end, limits[1]))[:1]
    begin = _sentence_begin(answer.text, phrase.start, limits[0])
    before = answer.between(begin, phrase.start)[-1:]
    near = before or (after if first else ()) if behind else after or before
    return near[0] if near else None


def _stand_behind(answer: _Answer, phrases: Sequence[Phrase]) -> bool:
    """Whether the phrases follow their names, as the last one does in its clause."""
    text = answer.text
    last = [phrase for phrase in phrases if not phrase.weak][-1:] or phrases[-1:]
    end = _sentence_end(text, last[0].end, len(text))
    begin = _sentence_begin(text, last[0].start, 0)
    comma = max(text.rfind(sign, begin, last[0].start) for sign in _COMMAS)
    after = answer.between(last[0].end, end)
    return not after and bool(answer.between(max(begin, comma), last[0].start))


def _beside(
    answer: _Answer, phrase: Phrase, *, behind: bool, taken: AbstractSet[str | None]
) -> Named | None:
    """The name with nothing but fillers between, on the side of the others if it can be."""
    sides = [_right_after(answer, phrase)]
    if phrase.number is not None:
        sides.insert(0 if behind else 1, _right_before(answer, phrase))
    return next((name for name in sides if name is not None and name.brand not in taken), None)


def _right_after(answer: _Answer, phrase: Phrase) -> Named | None:
    for name in answer.between(phrase.end, phrase.end + _REACH)[:1]:
        between = _fillers().fullmatch(answer.text, phrase.end, name.start) is not None
        if between and not _OBJECT_SIGNS.match(answer.text, name.end):
            return name
    return None


def _right_before(answer: _Answer, phrase: Phrase) -> Named | None:
    """The name before an ordinal that ends its clause, as "second" does not in "second half"."""
    text = answer.text
    if not (_AFTER.match(text, phrase.end) or _enders().match(text, phrase.end)):
        return None
    for name in answer.between(max(0, phrase.start - _REACH), phrase.start)[-1:]:
        if _fillers().fullmatch(text, name.end, phrase.start) is not None:
            return name
    return None


@lru_cache(maxsize=1)
def _fillers() -> re.Pattern[str]:
    return re.compile(rf"(?:{_GAP}|(?:{alternatives('fillers')}))*+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _enders() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives('enders')})(?!\w)|\s+و", re.IGNORECASE)


@lru_cache(maxsize=1)
def _reasons() -> re.Pattern[str]:
    return re.compile(alternatives("reasons"), re.IGNORECASE)


def _sentence_end(text: str, start: int, limit: int) -> int:
    end = min(start + _REACH, limit)
    stop = _STOP.search(text, start, end)
    return stop.start() if stop else end


def _sentence_begin(text: str, end: int, limit: int) -> int:
    begin = max(end - _REACH, limit)
    for stop in _STOP.finditer(text, begin, end):
        begin = stop.end()
    return begin
