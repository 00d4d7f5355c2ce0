"""Where an answer turns: of "easy, but the battery ..." the second half speaks against the first.

One half that is judged tells the tone of the other half, for which no cue may be known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.analysis.code_spans import Span
from monitor.analysis.folding import fold_text
from monitor.analysis.lexicon import Cue, CueKind, Lexicon

# One set of first characters lets the engine skip all others.
_STOP = re.compile(r"[.!?。\uff01\uff1f؟\n|](?:(?<![.!?])|(?=[\s*_\"')\]]))")
_LINE = re.compile(r"[\n|]")
_HALF = re.compile(r"[,\uff0c、،;\uff1b:\uff1a(\uff08]|\s[\u2013\u2014-]\s")
_STRONG_HALF = re.compile(r"[;\uff1b:\uff1a(\uff08]|\s[\u2013\u2014-]\s")
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]|[^\W\d_\u3041-\u30ff\u3400-\u9fff]+")
_COMMAS = (",", ";", ":", "(", "\uff0c", "\uff1b", "\uff1a", "\uff08", "\u3001", "\u060c")
_MIN_WORDS = 2  # of a half that says something
_MAX_HALF = 400  # characters


@dataclass(frozen=True, slots=True)
class Turn:
    """A word such as "but" with the halves on its two sides; offsets into the text."""

    start: int
    end: int
    before: Span
    after: Span


def _around(text: str, place: int, edge: re.Pattern[str]) -> Span:
    """From the last edge before the place to the first one after it, neither too far away."""
    low = max(0, place - _MAX_HALF)
    begin = low
    for found in edge.finditer(text, max(0, low - 1), place + 1):
        if found.end() <= place:
            begin = found.end()
    following = edge.search(text, place, place + _MAX_HALF + 2)
    stop = following.end() if following is not None else len(text)
    return begin, min(stop, place + _MAX_HALF)


def find_turns(text: str, cues: Sequence[Cue], lexicon: Lexicon) -> Iterator[Turn]:
    """The turns of which both halves say something, by offset."""
    marks = [cue for cue in cues if cue.kind is CueKind.CONTRAST]
    if not marks:
        return
    starts = [mark.start for mark in marks]
    for mark in marks:
        sentence = _around(text, mark.start, _STOP)
        following = bisect_left(starts, mark.end)
        stop = sentence[1]
        if following < len(starts):
            stop = min(stop, starts[following])
        word = fold_text(text[mark.start : mark.end])
        concedes = lexicon.phrases(CueKind.CONCEDES).start_of(word) is not None
        if concedes and not _says(text, sentence[0], mark.start):
            comma = _HALF.search(text, mark.end, sentence[1])
            if comma is None:
                continue
            turn = Turn(*_span(mark), (mark.end, comma.start()), (comma.end(), sentence[1]))
        else:
            adverb = lexicon.phrases(CueKind.TURNING).start_of(word) is not None
            begin = _begin_of_half(text, mark, sentence, adverb=adverb)
            first = (
                sentence[0]
                if _says(text, sentence[0], begin)
                else _around(text, mark.start, _LINE)[0]
            )
            turn = Turn(*_span(mark), (first, begin), (begin, max(stop, mark.end)))
        if _says(text, *turn.before) and _says(text, *turn.after, without=mark):
            yield turn


def _span(mark: Cue) -> Span:
    return mark.start, mark.end


def _begin_of_half(text: str, mark: Cue, sentence: Span, *, adverb: bool) -> int:
    """Where the half begins that the word opens, or in the midst of which it stands."""
    before = text[sentence[0] : mark.start].rstrip()
    after_comma = before[-1:] in _COMMAS
    inserted = after_comma and text[mark.end : mark.end + 1] in _COMMAS
    if not before or not adverb or (after_comma and not inserted):
        return mark.start
    edge = _STRONG_HALF if inserted else _HALF
    begin = sentence[0]
    for found in edge.finditer(text, sentence[0], mark.start):
        begin = found.end()
    return begin


def _says(text: str, start: int, end: int, *, without: Cue | None = None) -> bool:
    count = 0
    for word in _WORD.finditer(text, start, end):
        if without is not None and without.start <= word.start() < without.end:
            continue
        count += 1
        if count >= _MIN_WORDS:
            return True
    return False
