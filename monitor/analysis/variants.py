"""Spellings of one alias that mean the same: spaced, hyphenated, glued, split at capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from monitor.analysis.folding import cased

_JOINERS = ("", " ", "-")
_MARKED_JOINERS = ("** **", "** ", " **", "**", "* *", "__ __")
_AMPERSANDS = (
    *(" & ", "&", "&amp;", " &amp; ", " + ", "+"),
    *(" and ", " und ", " e ", " et ", " y ", " ve ", " i ", " en "),
)
_AMPERSAND = re.compile(r"(?<=\w)(?: ?[&+] ?| (?:and|und|et|ve|e|y) )(?=\w)", re.IGNORECASE)
_GAP = re.compile(r"[ -]+")
_SQUEEZED = re.compile(r"[ *_-]+")
_MAX_FREE_JOINTS = 3  # 27 spellings; names of more parts are joined in one way throughout
_MIN_CAMEL_PART = 2  # "eBay" is not "e Bay"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an alias.

    Attributes:
        text: in the case of the alias, folded in all else.
        split: a space stands where the alias has only a capital ("Linked In"); such a spelling
            counts only with its capitals, because its parts may be common words.
    """

    text: str
    split: bool


def squeeze(text: str) -> str:
    """The text without spaces, hyphens and emphasis marks: equal for spellings of one name.

    >>> squeeze("Hub-Spot") == squeeze("Hub Spot") == "HubSpot"
    True
    """
    return _SQUEEZED.sub("", text)


def spellings_of(alias: str) -> frozenset[Spelling]:
    """All spellings under which an alias is looked for; empty when it folds to nothing.

    >>> sorted(s.text for s in spellings_of("eBay"))
    ['eBay']
    """
    plain = cased(alias).strip(" ")
    forms = {plain, plain.replace("'", "")}
    forms |= {_AMPERSAND.sub(each, form) for form in tuple(forms) for each in _AMPERSANDS}
    return frozenset(s for form in forms for s in _joined(form) if squeeze(s.text))


def _joined(form: str) -> Iterator[Spelling]:
    yield Spelling(form, split=False)
    parts, capital = _parts(form)
    joints = len(parts) - 1
    if joints < 1:
        return
    free = joints <= _MAX_FREE_JOINTS
    ways = product(_JOINERS, repeat=joints) if free else ((j,) * joints for j in _JOINERS)
    for way in ways:
        yield _spelling(parts, way, capital)
    written = tuple("" if is_capital else " " for is_capital in capital)
    for joint, mark in product(range(joints), _MARKED_JOINERS):
        yield _spelling(parts, (*written[:joint], mark, *written[joint + 1 :]), capital)


def _spelling(parts: list[str], way: tuple[str, ...], capital: list[bool]) -> Spelling:
    text = parts[0] + "".join(j + part for j, part in zip(way, parts[1:], strict=True))
    split = any(c and " " in j for c, j in zip(capital, way, strict=True))
    return Spelling(text, split=split)


def _parts(form: str) -> tuple[list[str], list[bool]]:
    """The parts of a name, and for each joint whether only a capital marks it."""
    parts: list[str] = []
    capital: list[bool] = []
    for word in _GAP.split(form):
        for number, part in enumerate(_camel_parts(word)):
            if part and parts:
                capital.append(number > 0)
            if part:
                parts.append(part)
    return parts, capital


def _camel_parts(word: str) -> list[str]:
    cuts = [0]
    for place in range(1, len(word)):
        humped = word[place].isupper() and word[place - 1].islower()
        if humped and min(place - cuts[-1], len(word) - place) >= _MIN_CAMEL_PART:
            cuts.append(place)
    return [word[a:b] for a, b in zip(cuts, [*cuts[1:], len(word)], strict=True)]
