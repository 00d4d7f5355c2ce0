"""Reads the ordinals of brands from tables with a column of ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.analysis.code_spans import Span
from monitor.analysis.folding import fold_text
from monitor.analysis.heads import Named, names_within
from monitor.analysis.layout import Table
from monitor.analysis.order_words import adjective_number
from monitor.analysis.procedures import is_procedure
from monitor.analysis.word_lists import all_words

_NUMBER = re.compile(
    r"\W*?(?:第|no\.?|nr\.?|n[º°]|top|rank|platz)?\s*\#?"
    r"(?:(?P<digits>\d{1,3})|第(?P<han>[一二三四五六七八九十]))"
    r"(?:st|nd|rd|th|º|ª|°|er|re|e|位|名|위|\.|\))?(?:\s(?:place|lugar|platz|puesto))?\W*",
    re.IGNORECASE,
)
_HAN = "一二三四五六七八九十"
_MEDALS = {"🥇": 1, "🥈": 2, "🥉": 3}
_MIN_ROWS = 2


def table_ranks(
    text: str, tables: Sequence[Table], names: Sequence[Named]
) -> Iterator[tuple[int, dict[str, int]]]:
    """For each ranked table, where it begins and the ordinals of the brands that head its rows."""
    starts = [name.start for name in names]
    for table in tables:
        column = _rank_column(text, table)
        if column is None or _is_procedure(text, table, column):
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


def _is_procedure(text: str, table: Table, column: int) -> bool:
    cells = [row[column + 1] for row in table.rows if column + 1 < len(row)]
    return is_procedure([text[start:end] for start, end in cells])


def _rank_column(text: str, table: Table) -> int | None:
    for column, cell in enumerate(table.header):
        if not _is_header(text[cell[0] : cell[1]]):
            continue
        numbers = [_number(text, row[column]) for row in table.rows if column < len(row)]
        if len(numbers) >= _MIN_ROWS and None not in numbers:
            return column
    return None


def _is_header(shown: str) -> bool:
    header = fold_text(shown).strip(" *_:")
    words = header.split()
    ranks = all_words("rank_headers.txt")
    return header in ranks or all(word in ranks for word in words)


def _number(text: str, cell: Span) -> int | None:
    shown = text[cell[0] : min(cell[1], cell[0] + 40)].strip()
    for medal, number in _MEDALS.items():
        if medal in shown:
            return number
    found = _NUMBER.fullmatch(shown)
    if found is None:
        return adjective_number(shown.strip("*_ "))
    return int(found["digits"]) if found["digits"] else _HAN.index(found["han"]) + 1
