"""How a mention is put: affirmed, negated ("avoid X"), contrasted ("unlike X") or absent."""

from __future__ import annotations

import re

from monitor.analysis.folding import fold_text
from monitor.analysis.lexicon import CueKind, Lexicon
from monitor.domain.findings import Polarity

_WINDOW = 90
_MAX_FILLERS = 6
_LAST_WORD = re.compile(r"(\w+)\W*\Z")
_QUOTES = " \t*_\"'“”\u2018\u2019«»「」『』[(`#"
_CLOSING = _QUOTES + "\u300d\u300f)]\u201d\u2019"
_ENDING = re.compile(r"'?(?:n?[iu]n|y?[iu]|d[ae])\s+")  # Turkish, folded
_BREAK = re.compile(r"[.!?;:。\uff01\uff1f\uff1b\uff1a\n|]")


def polarity_of(text: str, start: int, end: int, lexicon: Lexicon) -> Polarity:
    """How the name at the span is put by the words directly before and after it.

    Between those words and the name only fillers may stand ("a company called"), so "I know
    nothing about the finances of X" says nothing of X itself.
    """
    before = text[max(0, start - _WINDOW) : start].rstrip(_QUOTES)
    if before and not _BREAK.match(before[-1]):
        found = _kind_before(fold_text(_BREAK.split(before)[-1]).rstrip(_QUOTES), lexicon)
        if found is not None:
            return found
    gone = lexicon.phrases(CueKind.ABSENT_AFTER)
    after = fold_text(text[end : end + _WINDOW]).lstrip(_CLOSING)
    if (
        gone.start_of(after) is not None
        or gone.start_of(_ENDING.sub("", after, count=1)) is not None
    ):
        return Polarity.ABSENT
    return Polarity.AFFIRMED


_BEFORE = (
    (CueKind.ABSENT, Polarity.ABSENT),
    (CueKind.CONTRASTED, Polarity.CONTRASTED),
    (CueKind.AVOIDED, Polarity.NEGATED),
    (CueKind.THAN, Polarity.CONTRASTED),
)
_MAX_FILLERS_OF = {Polarity.ABSENT: _MAX_FILLERS, Polarity.CONTRASTED: 2, Polarity.NEGATED: 2}


def _kind_before(before: str, lexicon: Lexicon) -> Polarity | None:
    fillers = lexicon.phrases(CueKind.FILLER).whole
    for passed in range(_MAX_FILLERS + 1):
        found = [
            (start, polarity)
            for kind, polarity in _BEFORE
            if passed <= _MAX_FILLERS_OF[polarity]
            and (start := lexicon.phrases(kind).end_of(before)) is not None
        ]
        if found:
            return min(found, key=lambda each: each[0])[1]  # the longest phrase
        word = _LAST_WORD.search(before)
        if word is None or word[1] not in fillers:
            return None
        before = before[: word.start()].rstrip(_QUOTES)
    return None
