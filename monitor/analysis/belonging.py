"""Tells which brand a place in an answer speaks of, and whether it is under "Pros" or "Cons"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from monitor.analysis.code_spans import Span
from monitor.analysis.folding import fold_text
from monitor.analysis.heads import Named, head_of, names_within
from monitor.analysis.layout import NO_PARENT, Layout
from monitor.analysis.lexicon import CueKind, Lexicon
from monitor.domain.findings import Mention, Place, Polarity

_CLAUSE = re.compile(r"[,;:\uff0c\uff1b\uff1a、\uff08(]|\s[\u2013—-]+\s")
_JOINED = re.compile(
    r"[\s,*_&/、\uff0c+]*(?:and|or|und|oder|e|ou|y|o|et|ve|ile|vs\.?|と|や|和|与|與|及|و)?[\s*_]*",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"[^.!?;:,\n|。\uff01\uff1f\uff1b\uff1a\uff0c、]*")
_MAX_JOINT = 12
_MAX_CARRY = 600  # characters from a name to a sentence that goes on with "it"
_MAX_LABEL = 40
_COLON = re.compile(r"[:\uff1a]")
_ANY_COLON = re.compile(r"[:\uff1a\ufe13\ufe55]")  # all that fold to one
_LABEL_START = re.compile(r"[.;|*✅❌\n]|\s[\u2013—-]\s")
_ORDINAL = re.compile(r"\W{0,12}?\d{1,3}[.):、\uff0e\uff09]\s*(?=\S)")
_QUOTES = "\"'\u201c\u2018"
_MARKS = " \t*_#>-•+|"


_QUOTED_MARKS = _MARKS + _QUOTES


class Belonging:
    """The brands of places in one answer; all sequences are by offset."""

    def __init__(
        self,
        layout: Layout,
        mentions: Sequence[Mention],
        contrasts: Sequence[int],
        lexicon: Lexicon,
        language: str | None,
    ) -> None:
        """Prepare for one text, with the mentions that count.

        Contrasts are the offsets of words such as "but", which divide clauses.
        """
        self.language = language
        self._layout = layout
        self._text = layout.text
        self._lexicon = lexicon
        self._contrasts = contrasts
        self._mentions = [m for m in mentions if m.polarity is not Polarity.CONTRASTED]
        self._starts = [m.start for m in self._mentions]
        self._names = [Named(m.brand, m.start, m.end) for m in mentions]
        self._name_starts = [m.start for m in mentions]
        self._owners: dict[int, str | None] = {}
        self._heads: dict[int, str | None] = {}
        self._avoided: dict[int, bool] = {}
        self._outside: dict[Span, tuple[str, ...]] = {}
        self._groups: dict[int, tuple[str, ...]] = {}
        self._signs: dict[int, list[tuple[int, int, int]]] = {}
        self._columns = self._read_columns()

    def brands_of(self, start: int, end: int) -> tuple[str, ...]:
        """The brands of which the span speaks; none where it speaks of no tracked one."""
        sentence = self._layout.sentence_at(start)
        starts = self._starts
        first = bisect_left(starts, sentence[0])
        last = bisect_left(starts, sentence[1], first)
        if first == last:
            return self._owner_outside(start, sentence)
        following = bisect_left(starts, end, first, last)
        if following < last and self._is_of_next(start, end, sentence, following):
            return self._group_at(following, first, last)
        if following > first:
            return self._group_at(following - 1, first, last)
        return self._owner_outside(start, sentence) or self._group_at(first, first, last)

    def brands_after(self, end: int) -> tuple[str, ...]:
        """The brands whose names follow directly; none where other words do."""
        at = bisect_left(self._starts, end)
        if at == len(self._starts) or self._starts[at] > end + _MAX_JOINT:
            return ()
        between = self._text[end : self._starts[at]]
        if len(between.split()) > 1 or not _CLOSE.fullmatch(between):
            return ()
        return self._group(at, at, min(len(self._starts), at + 8))

    def sign_at(self, place: int) -> int:
        """1 under "Pros", -1 under "Cons", 0 elsewhere."""
        index = self._layout.line_at(place)
        column = self._column_at(index, place)
        if column is not None and column[1]:
            return column[1]
        return self._sign_of(index, place)

    def is_avoided(self, place: int) -> bool:
        """Whether the place is in a list of what is advised against."""
        parent = self._layout.lines[self._layout.line_at(place)].parent
        if parent == NO_PARENT:
            return False
        known = self._avoided.get(parent)
        if known is not None:
            return known
        path = []
        avoided = False
        while parent != NO_PARENT and parent not in self._avoided:
            path.append(parent)
            line = self._layout.lines[parent]
            heading = self._text[line.content : min(line.end, line.content + 120)]
            if self._lexicon.phrases(CueKind.AVOID_LIST).is_in(fold_text(heading)):
                avoided = True
                break
            parent = line.parent
        avoided = avoided or self._avoided.get(parent, False)
        self._avoided.update(dict.fromkeys(path, avoided))
        return avoided

    def owner_of(self, index: int) -> str | None:
        """The brand that heads the line or the nearest line above to which it belongs."""
        path = []
        owner: str | None = None
        while index != NO_PARENT and index not in self._owners:
            path.append(index)
            owner = self._head(index)
            if owner is not None:
                break
            index = self._layout.lines[index].parent
        if owner is None and index != NO_PARENT:
            owner = self._owners.get(index)
        for each in path:
            self._owners[each] = owner
        return owner

    def head_of_line(self, place: int) -> str | None:
        """The brand that heads the line of the place itself."""
        return self._head(self._layout.line_at(place))

    def signed_spans(self) -> Iterator[tuple[int, int, int, str]]:
        """What stands under "Pros" or "Cons" of a brand: start, end, sign, brand."""
        for index, line in enumerate(self._layout.lines):
            if line.place is Place.TABLE_ROW:
                for start, stop in self._layout.sentences_of(index) if self._columns else ():
                    column = self._column_at(index, start)
                    brand = self._row_owner(index)
                    if column and column[1] and brand and self._text[start:stop].strip():
                        yield start, stop, column[1], brand
                continue
            marks = self._marks_of(index)
            if not marks and line.parent != NO_PARENT and line.place is Place.LIST_ITEM:
                sign = self._sign_of(line.parent, line.start)
                marks = [(line.content, line.end, sign)] if sign else []
            for at, stop, sign in marks:
                owner = self._owner_of_mark(index, at)
                if owner is not None and stop - at > _MAX_LABEL // 2:
                    yield at, stop, sign, owner

    def _owner_of_mark(self, index: int, place: int) -> str | None:
        owner = self.owner_of(index)
        if owner is None and self._layout.lines[index].place is Place.PROSE:
            at = bisect_left(self._starts, place) - 1
            if at >= 0 and self._starts[at] >= max(
                self._layout.lines[index].start, place - _MAX_CARRY
            ):
                owner = self._mentions[at].brand
        return owner

    def _owner_outside(self, place: int, sentence: Span) -> tuple[str, ...]:
        """The owner of a sentence that names no brand itself, or none before the place."""
        found = self._outside.get(sentence)
        if found is not None:
            return found
        index = self._layout.line_at(place)
        line = self._layout.lines[index]
        if line.place is Place.TABLE_ROW:
            column = self._column_at(index, place)
            owner = (column[0] if column else None) or self._row_owner(index)
        else:
            owner = self.owner_of(index)
        found = (owner,) if owner is not None else self._carried_into(sentence, line.start)
        if index not in self._columns:
            self._outside[sentence] = found
        return found

    def _carried_into(self, sentence: Span, line: int) -> tuple[str, ...]:
        """The brands of the sentence before, where this one goes on with a word such as "it"."""
        opening = fold_text(self._text[sentence[0] : sentence[0] + 60]).lstrip(_QUOTED_MARKS)
        if self._lexicon.phrases(CueKind.CONTINUES).start_of(opening) is None:
            return ()
        at = bisect_left(self._starts, sentence[0]) - 1
        if at < 0 or self._starts[at] < max(line, sentence[0] - _MAX_CARRY):
            return ()
        return self._group(at, bisect_left(self._starts, line), at + 1)

    def _is_of_next(self, start: int, end: int, sentence: Span, following: int) -> bool:
        """Whether the span shares its clause with the mention after it and not with one before."""
        name = self._starts[following]
        at = bisect_left(self._contrasts, end)
        if at < len(self._contrasts) and self._contrasts[at] <= name:
            return False
        edge = _CLAUSE.search(self._text, end, min(sentence[1], end + _MAX_CARRY))
        if edge is not None and edge.start() <= name:
            return False
        if following == 0 or self._starts[following - 1] < sentence[0]:
            return True
        before = self._starts[following - 1]
        at = bisect_right(self._contrasts, start) - 1
        if at >= 0 and self._contrasts[at] > before:
            return True
        return _CLAUSE.search(self._text, max(before, start - _MAX_CARRY), start) is not None

    def _group_at(self, at: int, first: int, last: int) -> tuple[str, ...]:
        """The group of a mention within its sentence, kept for the next place that needs it."""
        found = self._groups.get(at)
        if found is None:
            found = self._groups[at] = self._group(at, first, last)
        return found

    def _group(self, at: int, first: int, last: int) -> tuple[str, ...]:
        """The brand of a mention with those that are joined to it: "A, B and C"."""
        low = high = at
        while low > first and self._joined(low - 1):
            low -= 1
        while high + 1 < last and self._joined(high):
            high += 1
        return tuple(dict.fromkeys(m.brand for m in self._mentions[low : high + 1]))

    def _joined(self, at: int) -> bool:
        between = self._text[self._mentions[at].end : self._mentions[at + 1].start]
        return len(between) <= _MAX_JOINT and _JOINED.fullmatch(between) is not None

    def _head(self, index: int) -> str | None:
        if index not in self._heads:
            self._heads[index] = self._read_head(index)
        return self._heads[index]

    def _read_head(self, index: int) -> str | None:
        line = self._layout.lines[index]
        names = names_within(self._names, self._name_starts, line.start, line.end)
        if not names:
            return None
        if line.place is Place.PROSE:
            leads = names[0].start - line.content <= 3 and len({n.brand for n in names}) == 1
            follows = self._text[names[0].end : names[0].end + 4].lstrip("*_] ")[:1]
            return (
                names[0].brand
                if leads and follows in ("\uff1a", ":", "\u2013", "—", "-", "(")
                else None
            )
        if line.place is Place.HEADING and len({name.brand for name in names}) > 1:
            return None
        ordinal = _ORDINAL.match(self._text, line.content, line.end)
        start = ordinal.end() if ordinal is not None else line.content
        return head_of(self._text[start : line.end], start, names, strong=start > line.content)

    def _row_owner(self, index: int) -> str | None:
        cells = self._layout.sentences_of(index)[:2]
        names = names_within(self._names, self._name_starts, cells[0][0], cells[-1][1])
        return names[0].brand if names else None

    def _read_columns(self) -> dict[int, list[tuple[Span, str | None, int]]]:
        """For the rows of tables whose header tells, each cell with its column's brand and sign."""
        columns: dict[int, list[tuple[Span, str | None, int]]] = {}
        for table in self._layout.tables():
            headers = [self._column_header(cell) for cell in table.header]
            brands = [brand for brand, _ in headers if brand]
            if not any(sign for _, sign in headers) and len(brands) < 2:
                continue
            for row in table.rows:
                index = self._layout.line_at(row[0][0])
                columns[index] = [
                    (cell, brand if len(brands) > 1 else None, sign)
                    for cell, (brand, sign) in zip(row, headers, strict=False)
                ]
        return columns

    def _column_header(self, cell: Span) -> tuple[str | None, int]:
        names = names_within(self._names, self._name_starts, *cell)
        label = fold_text(self._text[cell[0] : cell[1]]).strip(_MARKS + ":")
        return (names[0].brand if names else None), self._sign_of_label(label)

    def _column_at(self, index: int, place: int) -> tuple[str | None, int] | None:
        for (start, end), brand, sign in self._columns.get(index, ()):
            if start <= place < end:
                return brand, sign
        return None

    def _sign_of_label(self, label: str) -> int:
        if self._lexicon.phrases(CueKind.CONS).start_of(label):
            return -1
        return 1 if self._lexicon.phrases(CueKind.PROS).start_of(label) else 0

    def _sign_of(self, index: int, place: int) -> int:
        marks = self._marks_of(index)
        at = bisect_right(marks, (place, len(self._text) + 1, 2)) - 1
        if at >= 0 and place < marks[at][1]:
            return marks[at][2]
        index = self._layout.lines[index].parent
        while index != NO_PARENT:
            marks = self._marks_of(index)
            if marks and marks[-1][1] == self._layout.lines[index].end:
                return marks[-1][2]
            index = self._layout.lines[index].parent
        return 0

    def _marks_of(self, index: int) -> list[tuple[int, int, int]]:
        """The spans of a line under labels such as "Pros:", each with its sign."""
        marks = self._signs.get(index)
        if marks is None:
            marks = self._signs[index] = self._read_marks(index)
        return marks

    def _read_marks(self, index: int) -> list[tuple[int, int, int]]:
        line = self._layout.lines[index]
        text = self._text[line.content : line.end]
        is_bare = len(text) <= _MAX_LABEL and line.place is not Place.PROSE and ":" not in text
        if not is_bare and _ANY_COLON.search(text) is None:
            return []
        folded = fold_text(text)
        if len(folded) != len(text):
            return []
        if is_bare:
            sign = self._sign_of_label(folded.lstrip(_MARKS))
            return [(line.start, line.end, sign)] if sign else []
        labels: list[tuple[int, int]] = []
        for colon in _COLON.finditer(folded):
            window = folded[max(0, colon.start() - _MAX_LABEL) : colon.start()]
            label = _LABEL_START.split(window)[-1].strip(_MARKS)
            sign = self._sign_of_label(label)
            if sign or labels:
                labels.append((line.content + colon.start(), sign))
        ends = [*(at for at, _ in labels[1:]), line.end] if labels else []
        return [
            (at, self._end_of_mark(line.place, at, stop), sign)
            for (at, sign), stop in zip(labels, ends, strict=True)
            if sign
        ]

    def _end_of_mark(self, place: Place, start: int, stop: int) -> int:
        """In running text a label holds for its sentence, elsewhere up to the next brand."""
        if place is Place.PROSE:
            stop = min(stop, max(self._layout.sentence_at(start)[1], start + 1))
        at = bisect_left(self._starts, start)
        return min(stop, self._starts[at]) if at < len(self._starts) else stop
