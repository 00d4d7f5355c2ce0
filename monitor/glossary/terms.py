"""The terms of the glossary and its table, one set for each language, checked on load."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from monitor.errors import NotFound
from monitor.glossary.language import Language

COLUMNS = ("parameters", "hyperparameters", "features", "inference-settings")
"""The terms that the table compares; each column is explained by the term of that slug."""

_LINK = re.compile(r"\[\[([a-z-]+)\|([^\[\]|]+)\]\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text.

    Attributes:
        term: the slug of the term that it names; None for plain text.
    """

    text: str
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary.

    Attributes:
        pieces: the text, in which other terms are marked.
        see_also: slugs of what to read next.
    """

    slug: str
    title: str
    pieces: tuple[Piece, ...]
    see_also: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row of the table.

    Attributes:
        cells: a text for each of COLUMNS, in that order.
    """

    slug: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands around the terms on a page."""

    language: str
    glossary: str
    see_also: str
    aspect: str
    table: str
    calculate: str
    about: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The glossary in one language; terms by slug, in the order of reading."""

    language: Language
    labels: Labels
    terms: Mapping[str, Term]
    aspects: tuple[Aspect, ...]

    def term(self, slug: str) -> Term:
        """The term of that slug.

        Raises:
            NotFound: there is none.
        """
        found = self.terms.get(slug)
        if found is None:
            raise NotFound(
                f"the glossary has no term {slug[:60]!r}; it has {', '.join(self.terms)}"
            )
        return found


@lru_cache(maxsize=len(Language))
def glossary(language: Language) -> Glossary:
    """The glossary in that language."""
    told = _read(f"{language.value}.toml")
    terms = {
        slug: Term(
            slug=slug,
            title=told["terms"][slug]["title"],
            pieces=tuple(pieces_of(told["terms"][slug]["text"].strip())),
            see_also=tuple(see_also),
        )
        for slug, see_also in _read("terms.toml").items()
    }
    aspects = tuple(
        Aspect(each["slug"], each["title"], tuple(each[column] for column in COLUMNS))
        for each in told["aspects"]
    )
    return Glossary(language, Labels(**told["labels"]), MappingProxyType(terms), aspects)


def pieces_of(text: str) -> Iterator[Piece]:
    """The stretches of a text with marks such as [[training|trained]].

    >>> [(piece.text, piece.term) for piece in pieces_of("It is [[training|trained]].")]
    [('It is ', None), ('trained', 'training'), ('.', None)]
    """
    end = 0
    for link in _LINK.finditer(text):
        if link.start() > end:
            yield Piece(text[end : link.start()])
        yield Piece(link[2], link[1])
        end = link.end()
    if end < len(text):
        yield Piece(text[end:])


def find_term(words: str, language: Language) -> Term:
    """The term that a slug, a title or the beginning of a title names, in any language.

    Raises:
        NotFound: there is none.
    """
    wanted = words.strip().lower().replace(" ", "-").replace("_", "-")
    shown = glossary(language)
    if wanted in shown.terms:
        return shown.terms[wanted]
    titled = {
        term.title.lower().replace(" ", "-"): slug
        for each in (shown, *(glossary(other) for other in Language))
        for slug, term in each.terms.items()
    }
    for title, slug in titled.items():
        if wanted and title.startswith(wanted):
            return shown.terms[slug]
    return shown.term(wanted)


def _read(name: str) -> dict[str, Any]:
    text = files("monitor.glossary").joinpath("data", name).read_text("utf-8")
    return tomllib.loads(text)
