"""Writes SerpApi's blocks of an AI Overview or of AI Mode as Markdown, with spans of citations.

Shape: https://serpapi.com/ai-overview and https://serpapi.com/google-ai-mode-api, November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.providers.reading import list_at, objects_at, text_at

MAX_DEPTH = 8
"""Of lists in lists and blocks in blocks; what lies deeper is left out."""

Reference = int
"""The index of a source in the list of references."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The blocks as a reader sees them.

    Attributes:
        text: Markdown.
        cited: each index of a source with the span of the block or list item that cites it.
    """

    text: str
    cited: tuple[tuple[Reference, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or lines, of the text.

    Attributes:
        lead: what stands before the words: "- " and its indentation.
        gap: the white space that separates it from the piece before.
    """

    gap: str
    lead: str
    words: str
    indexes: tuple[Reference, ...]


def render_blocks(blocks: Sequence[JsonObject]) -> Rendered:
    """The blocks as Markdown: paragraphs, headings, lists, tables, and what can be unfolded."""
    parts: list[str] = []
    cited: list[tuple[Reference, int, int]] = []
    length = 0
    for piece in _pieces(blocks, depth=0):
        before = (piece.gap if parts else "") + piece.lead
        start = length + len(before)
        length = start + len(piece.words)
        parts += (before, piece.words)
        cited += [(index, start, length) for index in piece.indexes]
    return Rendered("".join(parts), tuple(cited))


def _pieces(blocks: Sequence[JsonObject], *, depth: int) -> Iterator[_Piece]:
    if depth > MAX_DEPTH:
        return
    for block in blocks:
        yield from _block(block)
        yield from _items(objects_at(block, "list"), depth=0)
        yield from _pieces(objects_at(block, "text_blocks"), depth=depth + 1)


def _block(block: JsonObject) -> Iterator[_Piece]:
    words = _words(block)
    if text_at(block, "type") in {"heading", "expandable"} and words:
        words = f"### {words}"
    table = _table(list_at(block, "table"))
    for part in (words, table, _code(block)):
        if part:
            yield _Piece("\n\n", "", part, _indexes(block))


def _items(items: Sequence[JsonObject], *, depth: int) -> Iterator[_Piece]:
    if depth > MAX_DEPTH:
        return
    for at, item in enumerate(items):
        words = _words(item)
        if words:
            gap = "\n" if at or depth else "\n\n"
            yield _Piece(gap, "  " * depth + "- ", words, _indexes(item))
        yield from _items(objects_at(item, "list"), depth=depth + 1)
        yield from _pieces(objects_at(item, "text_blocks"), depth=depth + 1)


def _words(source: JsonObject) -> str:
    """The snippet, after its title unless it begins with it."""
    title, snippet = text_at(source, "title") or "", text_at(source, "snippet") or ""
    bare = title.strip().rstrip(":")
    if not bare or snippet.lower().startswith(bare.lower()):
        return snippet.strip()
    return f"**{title.strip()}** {snippet}".strip() if snippet else title.strip()


def _code(block: JsonObject) -> str:
    code = text_at(block, "code")
    return f"```{text_at(block, 'language') or ''}\n{code}\n```" if code else ""


def _table(rows: Sequence[JsonValue]) -> str:
    """Rows of cells as a Markdown table, whose first row is the header."""
    cells = [[_cell(cell) for cell in row] for row in rows if isinstance(row, list) and row]
    if not cells:
        return ""
    rule = ["---"] * len(cells[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in (cells[0], rule, *cells[1:]))


def _cell(cell: JsonValue) -> str:
    return cell.replace("|", "\\|").replace("\n", " ") if isinstance(cell, str) else ""


def _indexes(source: JsonObject) -> tuple[Reference, ...]:
    found = [
        index
        for index in list_at(source, "reference_indexes")
        if isinstance(index, int) and not isinstance(index, bool)
    ]
    return tuple(dict.fromkeys(found))
