"""Reads an answer whose sources are numbers in brackets, as Perplexity writes them.

A reader sees such a marker as a small link, not as text, so it is taken out. What it cites is the
part of the sentence before it: from the marker before that, or from the sentence's beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.providers.anchoring import Span

_RUN = re.compile(r"(?<=\S)[ \t]*((?:\[\d{1,3}\])+)(?!\()")
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(
    # A period after one or two letters is mostly an abbreviation: St. Louis, U.S. Census.
    r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])[.!?][\"'\u2019\u201d)*_]*\s+(?=[^\W_a-z]|[\"'\u2018\u201c(*_\[])|[\u3002\uff01\uff1f\n]"
)
_LEADING = re.compile(r"(?:[-*\u2022\u2013]|\d{1,3}[.)])(?:[ \t]+|\Z)|[\s,;:.!?)]+")
"""A list's mark, or what is left of the sentence before."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marker as it is read.

    Attributes:
        number: 1 for the first source.
        span: the cited part of the text without markers; None where nothing is before the marker.
    """

    number: int
    span: Span | None


def read_markers(text: str) -> tuple[str, tuple[Marked, ...]]:
    """The text as a reader sees it, and its markers in the order of the text.

    A number at the beginning of a line labels a list of sources, and one before "(" is the label
    of a link: both stay.

    >>> read_markers("Acme leads[1][2], Zephyr is second[1].")[0]
    'Acme leads, Zephyr is second.'
    """
    shown = ""
    markers: list[Marked] = []
    read_until = cited_until = 0
    span: Span | None = None
    for run in _RUN.finditer(text):
        shown += text[read_until : run.start()]
        read_until = run.end()
        if shown[cited_until:].strip():  # else this marker goes with the one before it
            span = _cited(shown, cited_until)
        markers += (Marked(int(number), span) for number in _NUMBER.findall(run[1]))
        cited_until = len(shown)
    return shown + text[read_until:], tuple(markers)


def _cited(shown: str, since: int) -> Span | None:
    end = len(shown.rstrip())
    start = since
    for sentence_end in _SENTENCE_END.finditer(shown, since):
        if sentence_end.end() < end:
            start = sentence_end.end()
    while (leading := _LEADING.match(shown, start)) is not None:
        start = leading.end()
    return (start, end) if start < end else None
