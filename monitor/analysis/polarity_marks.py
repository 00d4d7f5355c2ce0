"""Finds in one pass where words stand that can negate, contrast or deny a name beside them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.folding import Folded
from monitor.analysis.lexicon import CueKind, Lexicon, lexicon_of

_BEFORE = (CueKind.ABSENT, CueKind.CONTRASTED, CueKind.AVOIDED, CueKind.THAN)
_REACH_BEFORE = 90
_REACH_AFTER = 24
_BREAK = re.compile(r"[.!?;:。\uff01\uff1f\uff1b\uff1a\n|]")


class PolarityMarks:
    """The places of such words in one text; far from all of them a mention is affirmed."""

    def __init__(self, text: str, folded: Folded, language: str | None) -> None:
        automaton, sides = _automaton(language)
        self._text = text
        self._ends: list[int] = []
        self._starts: list[int] = []
        is_aligned = folded.is_aligned
        for index, start, end in automaton.find_matches_as_indexes(folded.text, overlapping=True):
            span = (start, end) if is_aligned else folded.span(start, end)
            if span is None:
                continue
            stands_before, stands_after = sides[index]
            if stands_before:
                self._ends.append(span[1])
            if stands_after:
                self._starts.append(span[0])
        self._ends.sort()
        self._starts.sort()

    def may_bear_before(self, start: int) -> bool:
        """Whether a word stands near enough before a name to turn it."""
        nearest = bisect_right(self._ends, start) - 1
        if nearest < 0 or self._ends[nearest] < start - _REACH_BEFORE:
            return False
        return _BREAK.search(self._text[self._ends[nearest] : start].rstrip()) is None

    def may_bear_after(self, end: int) -> bool:
        """Whether a word stands near enough after a name to turn it."""
        following = bisect_left(self._starts, end)
        return following < len(self._starts) and self._starts[following] <= end + _REACH_AFTER


@lru_cache(maxsize=32)
def _automaton(language: str | None) -> tuple[AhoCorasick, list[tuple[bool, bool]]]:
    """All words in one automaton; for each, whether it stands before a name, and after one."""
    lexicon = lexicon_of(language)
    before, after = _texts(lexicon, _BEFORE), _texts(lexicon, (CueKind.ABSENT_AFTER,))
    texts = sorted(before | after)
    sides = [(text in before, text in after) for text in texts]
    return AhoCorasick(texts, matchkind=MatchKind.Standard), sides


def _texts(lexicon: Lexicon, kinds: tuple[CueKind, ...]) -> set[str]:
    phrases = [lexicon.phrases(kind) for kind in kinds]
    return {text for each in phrases for text in each.whole | each.stems}
