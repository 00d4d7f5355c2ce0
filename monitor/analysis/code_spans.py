"""Finds fenced and inline code in Markdown in one pass; offsets are code points."""

from __future__ import annotations

import re
from bisect import bisect_right

Span = tuple[int, int]

_BEYOND = 1 << 62  # larger than every offset

_FENCE = re.compile(r"^[ \t>]*(?:[-*+] +|\d{1,9}[.)] +)?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_TICKS = re.compile(r"`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def code_spans(text: str) -> list[Span]:
    """Spans of code with their fences and ticks, in order, none overlapping.

    An open fence runs to the end; an open inline tick is plain text (CommonMark 0.31).

    >>> code_spans("use `x` or ``y`` but not `z")
    [(4, 7), (11, 16)]
    """
    if "`" not in text and "~~~" not in text:
        return []
    fenced = _fenced(text)
    if "`" not in text:
        return fenced
    return sorted(fenced + _inline(text, fenced))


def _fenced(text: str) -> list[Span]:
    spans: list[Span] = []
    mark = ""
    start = 0
    for line in _FENCE.finditer(text):
        run, rest = line[1], line[2]
        if not mark:
            if run[0] == "`" and "`" in rest:
                continue
            mark, start = run, line.start(1)
        elif run[0] == mark[0] and len(run) >= len(mark) and not rest.strip():
            spans.append((start, line.end()))
            mark = ""
    if mark:
        spans.append((start, len(text)))
    return spans


def _inline(text: str, fenced: list[Span]) -> list[Span]:
    """Pairs runs of ticks of equal length within a paragraph."""
    runs = [m.span() for m in _TICKS.finditer(text) if not is_inside(fenced, m.start())]
    breaks = sorted(
        [m.start() for m in _BLANK_LINE.finditer(text)] + [start for start, _ in fenced]
    )
    partner = _partners(runs)
    spans: list[Span] = []
    done = 0
    for (start, end), closing in zip(runs, partner, strict=True):
        if start < done or closing is None:
            continue
        stop = closing[1]
        if bisect_right(breaks, end) == bisect_right(breaks, closing[0]):
            spans.append((start, stop))
            done = stop
    return spans


def _partners(runs: list[Span]) -> list[Span | None]:
    """For each run of ticks, the next one of the same length."""
    following: dict[int, Span] = {}
    partners: list[Span | None] = []
    for run in reversed(runs):
        size = run[1] - run[0]
        partners.append(following.get(size))
        following[size] = run
    partners.reverse()
    return partners


def is_inside(spans: list[Span], place: int) -> bool:
    """Whether the offset lies in one of the spans, which are in order and do not overlap."""
    index = bisect_right(spans, (place, _BEYOND)) - 1
    return index >= 0 and spans[index][0] <= place < spans[index][1]
