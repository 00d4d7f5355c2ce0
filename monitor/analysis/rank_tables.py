"""Reads the ordinals of brands from tables with a column of ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.analysis.code_spans import Span
from monitor.analysis.folding import fold_text
from monitor.analysis.heads import Named, names_within
from monitor.analysis.layout import Table
from monitor.analysis.word_lists import all_words

_NUMBER = re.compile(r"\W*?(?:第)?(\d{1,3})(?:st|nd|rd|th|º|ª|°|er|e|位|名|\.|\))?\W*")
_MEDALS = {"🥇": 1, "🥈": 2, "🥉": 3}
_MIN_ROWS = 2


def table_ranks(
    text: str, tables: Sequence[Table], names: Sequence[Named]
) -> Iterator[tuple[int, dict[str, int]]]:
    """For each ranked table, where it begins and the ordinals of the brands that head its rows."""
    starts = [name.start for name in names]
    for table in tables:
        column = _rank_column(text, table)
        if column is None:
            continue
        ranks: dict[str, int] = {}
        for row in table.rows:
            number = _number(text, row[column]) if column < len(row) else None
            if number is None:
                continue
            for cell in [*row[column + 1 :], *row[:column]]:
                if found := names_within(names, starts, *cell):
                    ranks.setdefault(found[0].brand, number)
                    break
        yield table.header[0][0], ranks


def _rank_column(text: str, table: Table) -> int | None:
    for column, cell in enumerate(table.header):
        if fold_text(text[cell[0] : cell[1]]).strip(" *_:") not in _headers():
            continue
        numbers = [_number(text, row[column]) for row in table.rows if column < len(row)]
        if len(numbers) >= _MIN_ROWS and None not in numbers:
            return column
    return None


def _headers() -> frozenset[str]:
    return all_words("rank_headers.txt") | {""}


def _number(text: str, cell: Span) -> int | None:
    shown = text[cell[0] : min(cell[1], cell[0] + 40)].strip()
    for medal, number in _MEDALS.items():
        if medal in shown:
            return number
    found = _NUMBER.fullmatch(shown)
    return int(found[1]) if found is not None else None
