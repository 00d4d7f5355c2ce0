"""Labelled answers and predictions as JSON lines.

A record without `gold` can be analyzed and not scored. Keys that are not named here are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from monitor.domain.findings import Brand, BrandKind, Sentiment
from monitor.errors import BadInput


class NegativeKind(StrEnum):
    """Why an occurrence of a brand's letters is no mention."""

    COMMON_WORD = "common_word"
    OTHER_ENTITY = "other_entity"
    INSIDE_WORD = "inside_word"
    URL_SLUG = "url_slug"
    CODE = "code"
    CITATION_TITLE = "citation_title"
    EMAIL_OR_HANDLE = "email_or_handle"


@dataclass(frozen=True, slots=True)
class Span:
    """answer[start:end] == surface, in code points."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class HardNegative:
    """Letters of a brand that do not mention it."""

    brand: str
    kind: NegativeKind
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list that the provider gave beside the answer; index is what [n] means."""

    index: int
    url: str
    title: str | None


@dataclass(frozen=True, slots=True)
class BrandContext:
    """Words that a user wrote down as hints; incomplete and sometimes misleading."""

    require_any: tuple[str, ...]
    forbid_any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CataloguedBrand:
    """A brand as the record's user tracks it."""

    brand: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    category: str
    ambiguous: bool
    case_sensitive: bool
    context: BrandContext
    own: bool


@dataclass(frozen=True, slots=True)
class BrandLabel:
    """What an annotator says of one brand; rank and sentiment are None where there is none."""

    mentioned: bool
    mentions: tuple[Span, ...]
    rank: int | None
    sentiment: Sentiment | None
    recommended: bool


@dataclass(frozen=True, slots=True)
class CitationLabel:
    """A distinct cited source: its comparison key, its owner among the catalogued brands."""

    url: str
    domain: str | None
    owned: bool
    brand: str | None


@dataclass(frozen=True, slots=True)
class Gold:
    """The annotator's answer for one record."""

    brands: Mapping[str, BrandLabel]
    citations: tuple[CitationLabel, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One answer with its catalogue; gold is None where nobody labelled it."""

    id: str
    language: str
    prompt: str
    answer: str
    catalogue: tuple[CataloguedBrand, ...]
    style: tuple[str, ...] = ()
    source_list: tuple[Source, ...] = ()
    gold: Gold | None = None
    hard_negatives: tuple[HardNegative, ...] = ()


_RECORD = TypeAdapter(Record)
_JSONABLE: TypeAdapter[object] = TypeAdapter(object)


def tracked_brand(entry: CataloguedBrand) -> Brand:
    """The catalogue entry as the analyzer takes it; the name serves as the key."""
    return Brand(
        key=entry.brand,
        name=entry.brand,
        kind=BrandKind.OWN if entry.own else BrandKind.COMPETITOR,
        aliases=entry.aliases,
        domains=entry.domains,
        exclusions=entry.context.forbid_any,
        ambiguous=entry.ambiguous,
        case_sensitive=entry.case_sensitive,
        context_words=entry.context.require_any,
    )


def read_records(path: Path) -> tuple[Record, ...]:
    """The records of a JSON lines file, in its order; blank lines are skipped.

    Raises:
        BadInput: the file cannot be read, or a line is no record; the message names line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: expected a file of JSON lines in UTF-8, found: {error}") from error
    # Not splitlines: an answer may hold U+2028 unescaped.
    lines = enumerate(text.split("\n"), start=1)
    return tuple(_record(line, f"{path}:{number}") for number, line in lines if line.strip())


def _record(line: str, place: str) -> Record:
    try:
        record = _RECORD.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the line"
        raise BadInput(f"{place}: {key}: {first['msg']}") from error
    _check_consistency(record, place)
    return record


def _check_consistency(record: Record, place: str) -> None:
    for key, span in _spans(record):
        found = record.answer[span.start : span.end]
        if found != span.surface:
            raise BadInput(f"{place}: {key}: expected {span.surface!r} there, found {found!r}")
    numbers = sorted(source.index for source in record.source_list)
    if numbers != list(range(1, len(numbers) + 1)):
        raise BadInput(f"{place}: source_list: expected the indexes 1, 2, ...; found {numbers}")
    names = [entry.brand for entry in record.catalogue]
    if len(set(names)) != len(names):
        raise BadInput(f"{place}: catalogue: expected each brand once, found {sorted(names)}")
    strange = sorted({negative.brand for negative in record.hard_negatives} - set(names))
    if strange:
        raise BadInput(f"{place}: hard_negatives: {strange} are not in catalogue")
    if record.gold is not None and record.gold.brands.keys() != set(names):
        unlike = sorted(record.gold.brands.keys() ^ set(names))
        raise BadInput(f"{place}: gold.brands: expected the brands of catalogue; differs: {unlike}")


def _spans(record: Record) -> Iterator[tuple[str, Span | HardNegative]]:
    for number, negative in enumerate(record.hard_negatives):
        yield f"hard_negatives.{number}", negative
    for brand, label in record.gold.brands.items() if record.gold else ():
        for number, span in enumerate(label.mentions):
            yield f"gold.brands.{brand}.mentions.{number}", span


def write_lines(path: Path, items: Iterable[object]) -> None:
    """One dataclass a line, as JSON with the characters as they are."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line_of(item) + "\n" for item in items)


def line_of(item: object) -> str:
    """A dataclass as one line of JSON."""
    return json.dumps(_JSONABLE.dump_python(item, mode="json"), ensure_ascii=False)
