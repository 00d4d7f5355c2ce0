"""The one JSON shape of the glossary, for the API and for --json alike."""

from __future__ import annotations

from typing import Any

from monitor.glossary.terms import COLUMNS, Glossary, Term

PATH = "/v1/glossary"


def term_json(shown: Glossary, term: Term) -> dict[str, Any]:
    """A term with the terms that its text names and those to read next."""
    named = dict.fromkeys(piece.term for piece in term.pieces if piece.term is not None)
    return {
        "slug": term.slug,
        "language": shown.language.value,
        "title": term.title,
        "text": term.text,
        "names": [_link(shown, slug) for slug in named],
        "see_also": [_link(shown, slug) for slug in term.see_also],
    }


def glossary_json(shown: Glossary) -> dict[str, Any]:
    """All terms in the order of reading."""
    return {
        "language": shown.language.value,
        "title": shown.labels.glossary,
        "items": [term_json(shown, term) for term in shown.terms.values()],
    }


def comparison_json(shown: Glossary) -> dict[str, Any]:
    """The table: one row for each aspect, one column for each of four terms."""
    return {
        "language": shown.language.value,
        "title": shown.labels.table,
        "columns": [_link(shown, slug) for slug in COLUMNS],
        "rows": [
            {
                "aspect": row.slug,
                "title": row.title,
                **{
                    column.replace("-", "_"): cell
                    for column, cell in zip(COLUMNS, row.cells, strict=True)
                },
            }
            for row in shown.aspects
        ],
    }


def _link(shown: Glossary, slug: str) -> dict[str, str]:
    return {
        "slug": slug,
        "title": shown.terms[slug].title,
        "url": f"{PATH}/{slug}?language={shown.language.value}",
    }
