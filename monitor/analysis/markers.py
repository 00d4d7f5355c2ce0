"""Reads the markers by which a text cites numbered sources: [1], [1, 3], [2-4], 【5†source】."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.analysis.code_spans import Span, is_inside

_NUMBERS = r"\d{1,3}(?:[ \t]?[,;\-\u2013][ \t]?\^?\d{1,3}){0,20}"
_MARKER = re.compile(
    r"\[(?P<from>\d{1,3})\][\u2013-]\[(?P<to>\d{1,3})\](?![(:])"
    rf"|\[\^?(?:(?i:citation|source|ref)s?[ :\uff1a]{{1,2}})?(?P<square>{_NUMBERS})\](?![(:])"
    rf"|【(?P<black>{_NUMBERS})(?:[†:][^】\n]{{0,80}})?】"
    r"|(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)(?=[\s.,;:)\]]|\Z)"
    r"|\]\[(?P<reference>\d{1,3})\]"
)
_PART = re.compile(r"(\d{1,3})(?:[ \t]?[-\u2013][ \t]?(\d{1,3}))?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MAX_RANGE = 20


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker; the numbers of the sources that it names, 1 for the first of the list."""

    start: int
    end: int
    numbers: tuple[int, ...]


def find_markers(text: str, code: list[Span]) -> list[Marker]:
    """The markers outside of code, by offset; a year such as [2024] is none.

    >>> [marker.numbers for marker in find_markers("a [1, 3] b [2-4] c 【5†source】 d [2024]", [])]
    [(1, 3), (2, 3, 4), (5,)]
    """
    if "[" not in text and "【" not in text and text.isascii():
        return []
    markers = []
    for found in _MARKER.finditer(text):
        if code and is_inside(code, found.start()):
            continue
        written = found["square"] or (found["from"] and f"{found['from']}-{found['to']}")
        written = written or found["black"] or found["reference"]
        if written is None:
            numbers: tuple[int, ...] = (int(found["raised"].translate(_RAISED)),)
        else:
            numbers = _numbers(written)
        if numbers:
            markers.append(Marker(found.start(), found.end(), numbers))
    return markers


def _numbers(written: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for first, last in _PART.findall(written):
        low, high = int(first), int(last or first)
        if 0 < low <= high <= low + _MAX_RANGE:
            numbers.extend(range(low, high + 1))
        elif low > 0:
            numbers.append(low)
    return tuple(dict.fromkeys(numbers))
