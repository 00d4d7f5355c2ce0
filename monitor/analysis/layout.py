"""The lines of a Markdown answer: what each is, what it belongs to, and its sentences and cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.analysis.code_spans import Span
from monitor.domain.findings import Place

NO_PARENT = -1

_LINE = re.compile(
    r"(?P<indent>[ \t>]*+)"
    r"(?:(?P<hashes>\#{1,6})[ \t]++"
    r"|(?P<bullet>[-*+•\u2013]|✅|❌|✔️?|➡️?)[ \t]++(?P<box>\[[ xX]\][ \t]++)?+"
    r"|(?P<number>\#?\d{1,3}"
    r"(?:[.):](?=[\s*_\[]|[^\x00-\x7f])|[、\uff0e\uff09\uff1a]|\ufe0f?\u20e3[.):]?))[ \t]*+"
    r"|(?P<row>\|))?+"
    r"(?P<text>[^\n]*+)(?:\n|\Z)"
)
_TEXT_GROUP = 7
_BOLD_TITLE = re.compile(r"(?:\*\*|__)(?:[^*\n]|\*(?!\*))++(?:\*\*|__)[^\n]{0,30}+\Z")
_BARE_ROW = re.compile(r"[^|\n]+\|[^|\n]+\|")
_RULE_ROW = re.compile(r"[ \t|:+-]*-[ \t|:+-]*\Z")
# One set of first characters lets the engine skip all others.
_SENTENCE = re.compile(
    r"[.!?…。\uff01\uff1f؟\u06d4](?:"
    r"(?<=[.!?…])[.!?…]*+[\"'”\u2019)\]*_]*+(?:\s++|(?=[A-Z\[(*]))(?=[^a-z])"
    r"|(?<=[!?])(?=[\u3041-\uffef])"
    r"|(?<=[。\uff01\uff1f؟\u06d4])[。\uff01\uff1f؟\u06d4]*+[」』”\uff09)*_]*+\s*+)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|etc|z\.B|bzw|ca|No|Nr|Dr|Mr|Mrs|St|Inc|Co)|\W[A-Z])\Z"
)
_CELL = re.compile(r"(?<!\\)\|")
_COLONS = (":", "\uff1a")
_LABEL_ENDS = frozenset(":\uff1a*_ \t")
_MAX_LABEL = 120
_ITEM_DEPTH = 10
_BOLD_DEPTH = 7
_BOLD_LABEL_DEPTH = 8
_PROSE_DEPTH = 1_000_000
_MAX_INDENT = 2000
_BEYOND = 1 << 62  # larger than every offset


@dataclass(slots=True)  # a frozen one takes three times as long to make
class Line:
    """One line; offsets into the text.

    Attributes:
        content: where the text begins, after the marks of heading, item or row.
        depth: smaller for what can hold more; headings, then bold titles, then items by indent.
        parent: the index of the line to which it belongs; NO_PARENT at the top.
    """

    start: int
    content: int
    end: int
    place: Place
    depth: int
    parent: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of pipes: the spans of the cells of its header and of each further row."""

    header: list[Span]
    rows: list[list[Span]]


@dataclass(slots=True)
class Layout:
    """The lines of one text, in order; blank ones are left out."""

    text: str
    lines: list[Line]
    _starts: list[int]
    _sentences: dict[int, list[Span]] = field(default_factory=dict)
    _places: dict[int, tuple[Place, Span]] = field(default_factory=dict)
    _tables: list[Table] | None = None

    def line_at(self, place: int) -> int:
        """The index of the line at the offset."""
        return max(0, bisect_right(self._starts, place) - 1)

    def sentences_of(self, index: int) -> list[Span]:
        """The spans of the sentences of a line, or the cells of a row of a table."""
        found = self._sentences.get(index)
        if found is None:
            line = self.lines[index]
            if line.place is Place.TABLE_ROW:
                found = cells_of(self.text, line)
            else:
                found = _sentences(self.text, line.content, line.end)
            self._sentences[index] = found
        return found

    def sentence_at(self, place: int) -> Span:
        """The sentence, item or cell around the offset."""
        return self.place_at(place)[1]

    def place_at(self, place: int) -> tuple[Place, Span]:
        """What the line at the offset is, with the sentence, item or cell; kept for later."""
        found = self._places.get(place)
        if found is None:
            index = max(0, bisect_right(self._starts, place) - 1)
            line = self.lines[index]
            sentences = self._sentences.get(index) or self.sentences_of(index)
            at = bisect_right(sentences, (place, _BEYOND)) - 1
            sentence = sentences[at] if at >= 0 else (line.start, line.end)
            found = self._places[place] = (line.place, sentence)
        return found

    def keep_places(self, places: Iterable[int]) -> None:
        """Look up many offsets at once, which are in rising order."""
        index = at = 0
        sentences = self.sentences_of(0) if self.lines else []
        for place in places:
            if index + 1 < len(self._starts) and self._starts[index + 1] <= place:
                index = bisect_right(self._starts, place, index) - 1
                at, sentences = 0, self.sentences_of(index)
            while at + 1 < len(sentences) and sentences[at + 1][0] <= place:
                at += 1
            if sentences and sentences[at][0] <= place:
                self._places[place] = (self.lines[index].place, sentences[at])

    def tables(self) -> list[Table]:
        """The tables: rows in a block of which the second is a rule, or rows without one."""
        if self._tables is None:
            self._tables = [self._table(block) for block in self._blocks() if len(block) > 1]
        return self._tables

    def _blocks(self) -> list[list[int]]:
        """The indexes of rows that stand together."""
        blocks: list[list[int]] = []
        end = -_BEYOND
        for index, line in enumerate(self.lines):
            if line.place is not Place.TABLE_ROW:
                end = -_BEYOND
                continue
            if end + 2 < line.start:
                blocks.append([])
            blocks[-1].append(index)
            end = line.end
        return blocks

    def _table(self, block: list[int]) -> Table:
        rows = [index for index in block if not is_rule(self.text, self.lines[index])]
        cells = [self.sentences_of(index) for index in rows]
        return Table(cells[0] if cells else [], cells[1:])


def read_layout(text: str) -> Layout:
    """The lines of the text; linear in its length."""
    lines: list[Line] = []
    stack: list[int] = []  # indexes of open lines, by rising depth
    after_blank = True
    place = 0
    while place < len(text):
        start = place
        if text[start].isalpha():  # no mark of an item, so a plain line
            content = start
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            place = end + 1
            body = text[start:end]
            kind, depth = ((Place.TABLE_ROW if _is_bare_row(body) else Place.PROSE), _ITEM_DEPTH)
        elif text[start] == "\n":
            place += 1
            after_blank = True
            continue
        else:
            found = _LINE.match(text, start)
            assert found is not None  # every part of the pattern may be empty
            place = found.end()
            content, end = found.span(_TEXT_GROUP)
            body = found[_TEXT_GROUP]
            if not body.strip() and found["row"] is None:
                after_blank = True
                continue
            kind, depth = _kind(found)
        if kind is Place.PROSE and not after_blank and stack and depth > _ITEM_DEPTH:
            depth = _PROSE_DEPTH  # goes on with the item above without a blank line
        while stack and lines[stack[-1]].depth >= depth:
            stack.pop()
        parent = stack[-1] if stack else NO_PARENT
        lines.append(Line(start, content, end, kind, depth, parent))
        if kind in _HOLDERS or (kind is Place.PROSE and _is_label(body)):
            stack.append(len(lines) - 1)
        after_blank = False
    return Layout(text, lines, [line.start for line in lines])


_HOLDERS = frozenset({Place.HEADING, Place.LIST_ITEM})


def _is_bare_row(body: str) -> bool:
    return "|" in body and _BARE_ROW.match(body) is not None


def _is_label(body: str) -> bool:
    """Whether a short line ends in a colon, before marks of emphasis."""
    if body[-1:] not in _LABEL_ENDS:
        return False
    said = body.rstrip("*_ \t")
    return said.endswith(_COLONS) and 1 < len(said) <= _MAX_LABEL + 1


def _kind(found: re.Match[str]) -> tuple[Place, int]:
    spaces, hashes, bullet, _, number, row, body = found.groups()
    indent = len(spaces[:_MAX_INDENT].replace("\t", "    "))
    if hashes:
        return Place.HEADING, len(hashes)
    if row is not None or _is_bare_row(body):
        return Place.TABLE_ROW, _ITEM_DEPTH + indent
    # What a label holds is deeper than the label, and bullets are deeper than numbers beside them.
    if number is not None:
        return Place.LIST_ITEM, _ITEM_DEPTH + indent + 1
    if bullet is not None:
        return Place.LIST_ITEM, _ITEM_DEPTH + indent + 2
    if indent == 0 and _BOLD_TITLE.match(body):
        return Place.HEADING, _BOLD_LABEL_DEPTH if _is_label(body) else _BOLD_DEPTH
    # Indented prose belongs to an item; prose at the left edge after a blank line ends all items.
    if indent == 0:
        return Place.PROSE, _ITEM_DEPTH
    return Place.PROSE, _ITEM_DEPTH + indent + (1 if _is_label(body) else 2)


def is_rule(text: str, line: Line) -> bool:
    """Whether the row is the rule between the header of a table and its rows."""
    return _RULE_ROW.match(text, line.start, line.end) is not None


def cells_of(text: str, line: Line) -> list[Span]:
    """The spans of the cells of a row, without the outer pipes."""
    cells = []
    start = line.content
    for pipe in _CELL.finditer(text, line.content, line.end):
        cells.append((start, pipe.start()))
        start = pipe.end()
    if text[start : line.end].strip() or not cells:
        cells.append((start, line.end))
    return cells


def _sentences(text: str, start: int, end: int) -> list[Span]:
    spans = []
    begin = start
    for stop in _SENTENCE.finditer(text, start, end):
        place, after = stop.span()
        if text[place] == "." and _ends_short(text, start, place):
            continue
        spans.append((begin, after))
        begin = after
    if begin < end or not spans:
        spans.append((begin, end))
    return spans


def _ends_short(text: str, start: int, place: int) -> bool:
    """Whether an abbreviation ends there; all that we know have no more than three letters."""
    if place - 4 >= start and text[place - 4 : place].isalpha():
        return False
    return _ABBREVIATION.search(text[max(start, place - 5) : place]) is not None
