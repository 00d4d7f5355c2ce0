"""Loads the held-out answers in two halves, so that what is published was never looked at.

Answers with odd numbers may be read, and weights fitted to them. Of those with even numbers only
scores over all of them are computed; nobody reads their texts or mistakes.
"""

from __future__ import annotations

from monitor.evaluation.records import Record, read_records
from tests.evaluation.build_labelled import HELD_OUT


def held_out() -> tuple[Record, ...]:
    """All held-out answers, by language and number."""
    return tuple(
        record for path in sorted(HELD_OUT.glob("*.jsonl")) for record in read_records(path)
    )


def development_half() -> tuple[Record, ...]:
    """The answers that may be read and fitted to."""
    return tuple(record for record in held_out() if _number(record) % 2 == 1)


def unseen_half() -> tuple[Record, ...]:
    """The answers of which only scores over all may be known."""
    return tuple(record for record in held_out() if _number(record) % 2 == 0)


def _number(record: Record) -> int:
    return int(record.id.rsplit("-", 1)[1])
