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
        before, after = _automata(language)
        self._text = text
        self._ends = sorted(end for _, end in _places(before, folded))
        self._starts = sorted(start for start, _ in _places(after, folded))

    def may_bear(self, start: int, end: int) -> bool:
        """Whether a word of either kind stands near enough to the name at the span."""
        nearest = bisect_right(self._ends, start) - 1
        if nearest >= 0 and self._ends[nearest] >= start - _REACH_BEFORE:
            between = self._text[self._ends[nearest] : start]
            if _BREAK.search(between.rstrip()) is None:
                return True
        following = bisect_left(self._starts, end)
        return following < len(self._starts) and self._starts[following] <= end + _REACH_AFTER


def _places(automaton: AhoCorasick, folded: Folded) -> list[tuple[int, int]]:
    found = automaton.find_matches_as_indexes(folded.text, overlapping=True)
    spans = [folded.span(start, end) for _, start, end in found]
    return [span for span in spans if span is not None]


@lru_cache(maxsize=32)
def _automata(language: str | None) -> tuple[AhoCorasick, AhoCorasick]:
    lexicon = lexicon_of(language)
    return _automaton(lexicon, _BEFORE), _automaton(lexicon, (CueKind.ABSENT_AFTER,))


def _automaton(lexicon: Lexicon, kinds: tuple[CueKind, ...]) -> AhoCorasick:
    phrases = [lexicon.phrases(kind) for kind in kinds]
    texts = sorted({text for each in phrases for text in each.whole | each.stems})
    return AhoCorasick(texts, matchkind=MatchKind.Standard)
