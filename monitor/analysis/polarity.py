"""How a mention is put: affirmed, negated ("avoid X"), contrasted ("unlike X") or absent."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.lexicon import CueKind, Lexicon
from monitor.domain.findings import Polarity

_WINDOW = 90
_MAX_FILLERS = 6
_LAST_WORD = re.compile(r"(?s:.*)(?<!\w)(\w+)\W*\Z")
_QUOTES = " \t*_\"'“”\u2018\u2019«»「」『』[(`#"
_CLOSING = _QUOTES + "\u300d\u300f)]\u201d\u2019"
_ENDING = re.compile(r"'?(?:n?[iu]n|y?[iu]|d[ae])\s+")  # Turkish, folded
_LAST_BREAK = re.compile(r"(?s:.*)[.!?;:。\uff01\uff1f\uff1b\uff1a\n|]")


def polarity_before(text: str, start: int, lexicon: Lexicon) -> Polarity | None:
    """How the name at the offset is put by the words directly before it; None where by none.

    Between those words and the name only fillers may stand ("a company called"), so "I know
    nothing about the finances of X" says nothing of X itself.
    """
    before = text[max(0, start - _WINDOW) : start].rstrip(_QUOTES)
    last_break = _LAST_BREAK.match(before)
    clause = before[last_break.end() :] if last_break is not None else before
    return _kind_before(fold_text(clause).rstrip(_QUOTES), lexicon) if clause else None


def is_absent_after(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether the words directly after the name say that nothing is known of it."""
    gone = lexicon.phrases(CueKind.ABSENT_AFTER)
    after = fold_text(text[end : end + _WINDOW]).lstrip(_CLOSING)
    may_start = gone.may_start(after)
    if may_start and gone.start_of(after) is not None:
        return True
    # Only an ending at the very front changes with what the text begins.
    if not may_start and not _ENDING.match(after) and not _ENDING.match(after, 1):
        return False
    return gone.start_of(_ENDING.sub("", after, count=1)) is not None


_BEFORE = (
    (CueKind.ABSENT, Polarity.ABSENT),
    (CueKind.CONTRASTED, Polarity.CONTRASTED),
    (CueKind.AVOIDED, Polarity.NEGATED),
    (CueKind.THAN, Polarity.CONTRASTED),
)
_MAX_FILLERS_OF = {Polarity.ABSENT: _MAX_FILLERS, Polarity.CONTRASTED: 2, Polarity.NEGATED: 2}


def _kind_before(before: str, lexicon: Lexicon) -> Polarity | None:
    fillers = lexicon.phrases(CueKind.FILLER).whole
    closings = _closings(lexicon)
    for passed in range(_MAX_FILLERS + 1):
        if before[-2:] in closings or before[-1:] in closings:
            found = [
                (start, polarity)
                for kind, polarity in _BEFORE
                if passed <= _MAX_FILLERS_OF[polarity]
                and (start := lexicon.phrases(kind).end_of(before)) is not None
            ]
            if found:
                return min(found, key=lambda each: each[0])[1]  # the longest phrase
        word = _LAST_WORD.match(before)
        if word is None or word[1] not in fillers:
            return None
        before = before[: word.start(1)].rstrip(_QUOTES)
    return None


@lru_cache(maxsize=16)
def _closings(lexicon: Lexicon) -> frozenset[str]:
    """The last characters of all phrases that stand before a name."""
    return frozenset().union(*(lexicon.phrases(kind).by_closing for kind, _ in _BEFORE))
