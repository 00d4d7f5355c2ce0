"""The lines of a Markdown answer: what each is, what it belongs to, and its sentences and cells."""

from __future__ import annotations

import re
from bisect import bisect_right
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
_BOLD_TITLE = re.compile(r"(?:\*\*|__)(?:[^*\n]|\*(?!\*))++(?:\*\*|__)[^\n]{0,30}+\Z")
_BARE_ROW = re.compile(r"[^|\n]+\|[^|\n]+\|")
_RULE_ROW = re.compile(r"[ \t|:+-]*-[ \t|:+-]*\Z")
_SENTENCE = re.compile(
    r"[.!?…]++[\"'”\u2019)\]*_]*+(?:\s++|(?=[A-Z\[(*]))(?=[^a-z])"
    r"|[!?](?=[\u3041-\uffef])"
    r"|[。\uff01\uff1f؟\u06d4]++[」』”\uff09)*_]*+\s*+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|etc|z\.B|bzw|ca|No|Nr|Dr|Mr|Mrs|St|Inc|Co)|\W[A-Z])\Z"
)
_CELL = re.compile(r"(?<!\\)\|")
_LABEL = re.compile(r"[^\n]{1,120}[:\uff1a][*_ \t]*\Z")
_ITEM_DEPTH = 10
_BOLD_DEPTH = 7
_BOLD_LABEL_DEPTH = 8
_PROSE_DEPTH = 1_000_000
_MAX_INDENT = 2000


@dataclass(frozen=True, slots=True)
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
    _starts: list[int] = field(default_factory=list)
    _sentences: dict[int, list[Span]] = field(default_factory=dict)
    _places: dict[int, tuple[Place, Span]] = field(default_factory=dict)

    def line_at(self, place: int) -> int:
        """The index of the line at the offset."""
        if not self._starts:
            self._starts = [line.start for line in self.lines]
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
        index = self.line_at(place)
        sentences = self.sentences_of(index)
        found = bisect_right(sentences, (place, len(self.text) + 1)) - 1
        if found >= 0:
            return sentences[found]
        return (self.lines[index].start, self.lines[index].end)

    def place_at(self, place: int) -> tuple[Place, Span]:
        """What the line at the offset is, with the sentence, item or cell; kept for later."""
        found = self._places.get(place)
        if found is None:
            line = self.lines[self.line_at(place)]
            found = self._places[place] = (line.place, self.sentence_at(place))
        return found

    def tables(self) -> list[Table]:
        """The tables: rows in a block of which the second is a rule, or rows without one."""
        tables: list[Table] = []
        block: list[Line] = []
        for line in [*self.lines, None]:
            joins = line is not None and line.place is Place.TABLE_ROW
            if line is not None and joins and (not block or block[-1].end + 2 >= line.start):
                block.append(line)
                continue
            if len(block) > 1:
                tables.append(self._table(block))
            block = [line] if line is not None and joins else []
        return tables

    def _table(self, block: list[Line]) -> Table:
        rows = [line for line in block if not is_rule(self.text, line)]
        cells = [cells_of(self.text, line) for line in rows]
        return Table(cells[0] if cells else [], cells[1:])


def read_layout(text: str) -> Layout:
    """The lines of the text; linear in its length."""
    lines: list[Line] = []
    stack: list[int] = []  # indexes of open lines, by rising depth
    after_blank = True
    place = 0
    while place < len(text):
        found = _LINE.match(text, place)
        assert found is not None  # every part of the pattern may be empty
        place = found.end()
        if found["row"] is None and not found["text"].strip():
            after_blank = True
            continue
        kind, depth = _kind(found)
        if kind is Place.PROSE and not after_blank and stack and depth > _ITEM_DEPTH:
            depth = _PROSE_DEPTH  # goes on with the item above without a blank line
        while stack and lines[stack[-1]].depth >= depth:
            stack.pop()
        parent = stack[-1] if stack else NO_PARENT
        content = found.start("text")
        lines.append(Line(found.start(), content, found.end("text"), kind, depth, parent))
        if kind in _HOLDERS or (kind is Place.PROSE and _LABEL.match(found["text"])):
            stack.append(len(lines) - 1)
        after_blank = False
    return Layout(text, lines)


_HOLDERS = frozenset({Place.HEADING, Place.LIST_ITEM})


def _kind(found: re.Match[str]) -> tuple[Place, int]:
    indent = len(found["indent"][:_MAX_INDENT].replace("\t", "    "))
    if found["hashes"]:
        return Place.HEADING, len(found["hashes"])
    if found["row"] is not None or _BARE_ROW.match(found["text"]):
        return Place.TABLE_ROW, _ITEM_DEPTH + indent
    # What a label holds is deeper than the label, and bullets are deeper than numbers beside them.
    if found["number"] is not None:
        return Place.LIST_ITEM, _ITEM_DEPTH + indent + 1
    if found["bullet"] is not None:
        return Place.LIST_ITEM, _ITEM_DEPTH + indent + 2
    if indent == 0 and _BOLD_TITLE.match(found["text"]):
        is_label = _LABEL.match(found["text"]) is not None
        return Place.HEADING, _BOLD_LABEL_DEPTH if is_label else _BOLD_DEPTH
    # Indented prose belongs to an item; prose at the left edge after a blank line ends all items.
    if indent == 0:
        return Place.PROSE, _ITEM_DEPTH
    is_label = _LABEL.match(found["text"]) is not None
    return Place.PROSE, _ITEM_DEPTH + indent + (1 if is_label else 2)


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
        if stop[0][0] == "." and _ABBREVIATION.search(
            text[max(start, stop.start() - 5) : stop.start()]
        ):
            continue
        spans.append((begin, stop.end()))
        begin = stop.end()
    if begin < end or not spans:
        spans.append((begin, end))
    return spans
