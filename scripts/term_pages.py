"""The pages of docs/reference/terms: the glossary about models, one page for each language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from monitor.glossary.language import Language
from monitor.glossary.terms import COLUMNS, Glossary, Piece, glossary

Page = Callable[[], str]


def term_pages() -> dict[str, Page]:
    """The pages by their place under docs/reference."""
    return {f"terms/{each.value}.md": partial(_page, each) for each in Language}


def _page(language: Language) -> str:
    shown = glossary(language)
    others = [
        f"[{glossary(other).labels.language}]({other.value}.md)"
        for other in Language
        if other is not language
    ]
    lines = [f"# {shown.labels.glossary}", "", shown.labels.about, "", ", ".join(others)]
    for term in shown.terms.values():
        text = "".join(_piece(piece) for piece in term.pieces)
        lines += ["", f'<a id="{term.slug}"></a>', "", f"## {term.title}", "", text]
    return "\n".join([*lines, "", *_table(shown)]) + "\n"


def _piece(piece: Piece) -> str:
    return f"[{piece.text}](#{piece.term})" if piece.term else piece.text


def _table(shown: Glossary) -> list[str]:
    titles = [f"[{shown.terms[column].title}](#{column})" for column in COLUMNS]
    return [
        f"## {shown.labels.table}",
        "",
        f"| {' | '.join([shown.labels.aspect, *titles])} |",
        f"|{' --- |' * (len(COLUMNS) + 1)}",
        *(f"| {' | '.join([row.title, *row.cells])} |" for row in shown.aspects),
    ]
