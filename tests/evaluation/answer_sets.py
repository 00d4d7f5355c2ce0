"""Loads the answers of a set, whole or in halves, so that what is published was never looked at.

Of the held-out answers and the namesakes, those with odd numbers may be read, and weights fitted to
them. Of those with even numbers only scores over all of them are computed; nobody reads their texts
or mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitor.evaluation.records import Record, read_records
from tests.evaluation.build_labelled import SENSES, UNREAD_SENSES


def answers_of(folder: Path) -> tuple[Record, ...]:
    """All answers of a set, by language and number."""
    return tuple(record for path in sorted(folder.glob("*.jsonl")) for record in read_records(path))


def development_half(folder: Path) -> tuple[Record, ...]:
    """The answers that may be read and fitted to."""
    return tuple(record for record in answers_of(folder) if _number(record) % 2 == 1)


def unseen_half(folder: Path) -> tuple[Record, ...]:
    """The answers of which only scores over all may be known."""
    return tuple(record for record in answers_of(folder) if _number(record) % 2 == 0)


def without_brands_of_senses(records: Iterable[Record]) -> tuple[Record, ...]:
    """Those that share no name of a brand with the senses, to which the rules were mended."""
    met = {
        name
        for folder in (SENSES, UNREAD_SENSES)
        for record in answers_of(folder)
        for name in brand_names(record)
    }
    return tuple(record for record in records if not brand_names(record) & met)


def brand_names(record: Record) -> set[str]:
    """The names, aliases and domains of the brands that an answer is searched for, casefolded."""
    return {
        name.casefold()
        for entry in record.catalogue
        for name in (entry.brand, *entry.aliases, *entry.domains)
    }


def _number(record: Record) -> int:
    return int(record.id.rsplit("-", 1)[1])
