"""What heads the other items of a list: names, or words that anybody may use.

Firms stand in lists beside other firms, and fruits beside fruits. Heads that are names of tracked
brands say neither, since those are what is in doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from monitor.analysis.layout import Layout
from monitor.analysis.word_lists import is_common_word
from monitor.domain.findings import Place

FEWEST_WORDS = 2
"""Fewer heads that are words are no list of words."""

_HEAD = re.compile(
    r"[ \t*_\[\"\u201c\u00ab\u201e|]*+"
    r"([^\W\d_][^\n:\uff1a\u2013\u2014|()\[\]\uff08*_]{0,40}?)[ \t]*"
    r"(?:\*\*|__|\])?[ \t]*(?:[:\uff1a\u2013\u2014|(\[\uff08]|-[ \t]|\]|\*\*|$)",
    re.MULTILINE,
)
_MAX_HEAD_WORDS = 3
_MAX_ITEMS = 40  # of one list that are looked at

_Group = tuple[int, int, Place]


class ListHeads:
    """The heads of all lists, tables and headings of one answer, read once."""

    def __init__(self, text: str, layout: Layout, named: Sequence[int]) -> None:
        """Read them; `named` are the offsets of the names of all tracked brands, in order."""
        self._layout = layout
        self._groups: dict[_Group, list[bool]] = defaultdict(list)
        for line in layout.lines:
            own = self._groups[line.parent, line.depth, line.place]
            if line.place is Place.PROSE or len(own) >= _MAX_ITEMS:
                continue
            head = _HEAD.match(text, line.content, line.end)
            if head is None:
                continue
            at = bisect_left(named, head.start(1))
            if at == len(named) or named[at] >= head.end(1):
                own.append(_is_of_words(head[1]))

    def are_words(self, place: int) -> bool:
        """Whether the other items beside the one at the offset are headed by words alone."""
        line = self._layout.lines[self._layout.line_at(place)]
        heads = self._groups[line.parent, line.depth, line.place]
        return len(heads) >= FEWEST_WORDS and all(heads)


def _is_of_words(head: str) -> bool:
    words = head.split()
    if len(words) > _MAX_HEAD_WORDS:
        return False
    return all(is_common_word(word) for word in words)
