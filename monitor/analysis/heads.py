"""Which brand heads an item, a heading or a row: the one that stands before dash or colon."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.analysis.code_spans import Span
from monitor.analysis.folding import fold_text

_SEPARATOR = re.compile(
    r"\s[\u2013\u2014\u2015-]+\s|[\u2013\u2014]{1,2}|[:\uff1a](?!//)|\s\(|[(|]|\*\*|__"
    r"|[,;\uff0c\uff1b\u3002\u3001\uff08\u060c\u061b]|[.!?\u061f](?=\s|\Z)"
)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_WORD = re.compile(r"[^\W\d_]+")
_MAX_HEAD = 120
_LABEL_WORDS = 4
_LABEL = re.compile(r"[^:\uff1a\n]{1,60}[:\uff1a]")

# Words that label an item before its head: "Best overall: Acme".
_LABELS = frozenset(
    _WORD.findall(
        """
        best top most winner overall runner choice pick favorite favourite budget premium
        cheapest easiest strongest leader first second third number rank editor value melhor
        melhores mais primeiro segundo terceiro escolha opcao mejor mejores primero segundo
        tercero opcion eleccion beste bester bestes testsieger gunstigste sieger meilleur
        meilleure meilleurs premier choix migliore migliori primo scelta
        """
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """A brand at a place in the text."""

    brand: str
    start: int
    end: int


def names_within(
    names: Sequence[Named], starts: Sequence[int], start: int, end: int
) -> Sequence[Named]:
    """The names that begin in the span; both sequences are by offset."""
    first = bisect_left(starts, start)
    return names[first : bisect_left(starts, end)]


def head_of(text: str, start: int, names: Sequence[Named], *, strong: bool) -> str | None:
    """The first brand before a dash or colon, or in bold, or after a label.

    Args:
        text: of the item, without its ordinal.
        start: where the item's text begins in the whole answer.
        names: the brands within the item.
        strong: the item is opened in bold.
    """
    if not names:
        return None
    for begin, end in _regions(text, strong=strong):
        for name in names:
            if begin <= name.start - start < end:
                return name.brand
    return _alone_after_label(text, start, names)


def _regions(text: str, *, strong: bool) -> list[Span]:
    """Where the head of an item may stand, the likeliest first; offsets into its text."""
    start = len(text) - len(text.lstrip(" \t*_[#"))
    opened_bold = strong or "**" in text[:start] or "__" in text[:start]
    parting = _SEPARATOR.search(text, start)
    end = min(parting.start() if parting else len(text), start + _MAX_HEAD)
    regions = [(start, end)]
    if not _is_label(text[start:end]):
        return regions
    if not opened_bold:
        bold = _BOLD.search(text, start)
        if bold is not None:
            regions.append(bold.span())
    after = end + len(parting[0]) if parting else end
    further = _SEPARATOR.search(text, _past_marks(text, after))
    regions.append((after, further.start() if further else len(text)))
    return regions


def _alone_after_label(text: str, start: int, names: Sequence[Named]) -> str | None:
    """The brand that stands alone behind a short label that no list knows: "Prettiest: Acme"."""
    label = _LABEL.match(text)
    if label is None or len(label[0].split()) > _LABEL_WORDS:
        return None
    for name in names:
        begin, end = name.start - start, name.end - start
        if begin >= label.end():
            between = text[label.end() : begin].strip(" \t*_[")
            behind = _SEPARATOR.match(text, end) or not text[end:].strip(" \t*_.]")
            return name.brand if not between and behind else None
    return None


def _past_marks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " *_:[":
        place += 1
    return place


def _is_label(text: str) -> bool:
    return any(word in _LABELS for word in _WORD.findall(fold_text(text)))
