"""Finds the lines of a text that begin with an ordinal, in the ways in which lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.order_words import alternatives

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MEDALS = "🥇🥈🥉"
_HAN = "一二三四五六七八九十"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_MAX_INDENT = 2000
_SUFFIXES = r"\.?[ºª°]|st|nd|rd|th|ers?|re|ère|ème|ᵉʳ?|e|位|위"
_INLINE = re.compile(
    rf"(?<![a-zA-Z\d])[(\uff08](?P<enclosed>\d{{1,2}})[)\uff09]|(?P<circled>[{_CIRCLED}])"
    r"|(?<![^\s:\uff1a,;\u3001(])(?P<number>\d{1,2})[.)](?=\s)"
)
_SECONDS = ("(2)", "②", "\uff082\uff09", " 2. ", " 2) ", "\u30012. ")
_MIN_INLINE = 2


@dataclass(frozen=True, slots=True)
class Item:
    """What follows an ordinal; `strong` when it is opened in bold before the ordinal."""

    number: int
    start: int  # of the text after the ordinal
    text: str
    strong: bool


def ordinal_lines(text: str) -> Iterator[re.Match[str]]:
    """The ordinal lines, plain headings and lines at the left edge that are neither, in order.

    Groups: `hashes` of a numbered heading, `rest` of the line after the ordinal, `plain` for the
    hashes of a heading without number, `flush` for the first character of another line.
    """
    match = _line_pattern().match
    place = 0
    while place >= 0:
        found = match(text, place)
        if found is not None:
            yield found
            place = max(found.end(), place + 1)
        else:
            place += 1
        place = text.find("\n", place)


@lru_cache(maxsize=1)
def _line_pattern() -> re.Pattern[str]:
    labels, endings = alternatives("line labels"), alternatives("line endings")
    return re.compile(
        r"(?:\A|\n)(?P<indent>[ \t>]*+)(?P<bullet>[-*+•][ \t]++)?+(?P<hashes>\#{1,6}[ \t]++)?+"
        # Pictures before an ordinal, without the medals, which are ordinals themselves.
        r"(?:[\U0001f300-\U0001f946\U0001f94a-\U0001faff\u2600-\u2775\u2794-\u27bf\ufe0f\u200d]"
        r"++[ \t]*+)?+"
        r"(?P<strong>(?:\*\*|__)[ \t]*+)?+"
        r"(?:"
        r"\#?+(?P<number>\d{1,3})"
        r"(?:[.):](?=[\s*_\[]|[^\x00-\x7f])|[\u3001\uff0e\uff09\uff1a]|\ufe0f?\u20e3[.):]?+"
        r"|/(?=[ \t])"
        r"|\.?[ \t]?[-\u2013\u2014](?=[ \t*_]+[^\s\d]))"
        rf"|(?P<circled>[{_CIRCLED}])"
        rf"|(?P<medal>[{_MEDALS}])(?:[ \t]*+(?:\*\*)?\d{{1,2}}[.):](?=\s))?+"
        r"|第(?P<place>\d{1,2})[位名][:\uff1a\u3001]?|\#(?P<hash>\d{1,2})(?=[\s:\u2013\u2014-]):?"
        r"|[(\uff08](?P<enclosed>\d{1,2})[)\uff09]"
        rf"|(?P<han>[{_HAN}])[、\uff0e.]"
        rf"|(?P<roman>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})[.)](?=[ \t*])"
        rf"|(?P<suffixed>\d{{1,2}})(?:{_SUFFIXES})(?![^\W\d_])(?:[ \t]++(?i:{endings})\b)?+"
        r"[ \t]*+[:\uff1a.)\u2013\u2014-]?+"
        rf"|(?i:{labels})[ \t]?\#?(?P<labelled>\d{{1,2}})(?!\d)[ \t]*+[:\uff1a.)\u2013\u2014-]?+"
        rf")(?:[ \t*]*+(?i:{endings})[ \t]*+[:\uff1a\u2013\u2014-])?+"
        r"(?P<rest>[^\n]*+)"
        r"|\n(?P<plain>\#{1,6})[ \t]|\n(?P<flush>[^\s\#])"
    )


def item_of(line: re.Match[str]) -> Item:
    """The item of an ordinal line."""
    return Item(_number(line), line.start("rest"), line["rest"], bool(line["strong"]))


def _number(line: re.Match[str]) -> int:
    for group, signs in (("circled", _CIRCLED), ("medal", _MEDALS), ("han", _HAN)):
        if line[group]:
            return signs.index(line[group]) + 1
    if line["roman"]:
        return _ROMAN.index(line["roman"]) + 1
    for group in ("number", "place", "hash", "enclosed", "suffixed", "labelled"):
        if line[group]:
            return int(line[group])
    raise AssertionError("the pattern has no other ordinals")


def depth_of(line: re.Match[str]) -> int:
    """How far the line is indented, a bullet included; a tab counts four."""
    indent = line["indent"][:_MAX_INDENT].replace("\t", "    ")
    return len(indent) + len(line["bullet"] or "")


def inline_items(text: str) -> list[list[Item]]:
    """Items such as "(1) Acme, (2) Bolt" within one line, counting 1, 2, 3."""
    if not any(second in text for second in _SECONDS):
        return []
    lists: list[list[Item]] = []
    marks: list[re.Match[str]] = []
    line_end = 0
    for mark in _INLINE.finditer(text):
        if mark.start() >= line_end:
            lists += _counted(text, marks, line_end)
            marks = []
            line_end = text.find("\n", mark.start())
            line_end = len(text) if line_end < 0 else line_end
        marks.append(mark)
    return lists + _counted(text, marks, line_end)


def _counted(text: str, marks: list[re.Match[str]], line_end: int) -> list[list[Item]]:
    numbers = [
        _CIRCLED.index(mark["circled"]) + 1
        if mark["circled"]
        else int(mark["enclosed"] or mark["number"])
        for mark in marks
    ]
    if len(marks) < _MIN_INLINE or numbers != list(range(1, len(marks) + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), line_end]
    return [
        [
            Item(number, mark.end(), text[mark.end() : end], strong=False)
            for number, mark, end in zip(numbers, marks, ends, strict=True)
        ]
    ]
