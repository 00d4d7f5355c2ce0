"""The analyzer tells brands from words in answers where most names stand in another sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.evaluation.records import Record, read_records
from monitor.evaluation.records import line_of as as_line
from monitor.evaluation.run import judge_records
from monitor.evaluation.scoring import Scores, score
from tests.evaluation.build_labelled import HELD_OUT, SENSES, UNREAD_SENSES, built

LANGUAGES = {"ar", "ja", "pt", "zh"}
FOLDERS = [SENSES, UNREAD_SENSES]


def records_of(folder: Path) -> tuple[Record, ...]:
    return tuple(record for path in sorted(folder.glob("*.jsonl")) for record in read_records(path))


def names_of(record: Record) -> set[str]:
    return {
        name.casefold()
        for entry in record.catalogue
        for name in (entry.brand, *entry.aliases, *entry.domains)
    }


def scores_of(folder: Path) -> Scores:
    return score(judge_records(records_of(folder)))


@pytest.mark.parametrize("folder", FOLDERS, ids=["read", "unread"])
def test_the_lines_are_what_the_sources_say(folder: Path):
    sources = {
        language: [as_line(one) for one in records]
        for language, records in built(folder / "sources").items()
    }
    found = {
        path.stem: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.jsonl")
    }
    assert found.keys() == LANGUAGES
    assert found == sources, "run: python -m tests.evaluation.build_labelled"


@pytest.mark.parametrize("folder", FOLDERS, ids=["read", "unread"])
def test_every_span_gives_its_surface_and_touches_no_other_of_its_brand(folder: Path):
    for record in records_of(folder):
        assert record.gold is not None
        for negative in record.hard_negatives:
            spans = record.gold.brands[negative.brand].mentions
            assert record.answer[negative.start : negative.end] == negative.surface, record.id
            assert all(
                negative.end <= span.start or span.end <= negative.start for span in spans
            ), (record.id, negative)


def test_no_brand_is_held_out():
    held_out = set().union(*(names_of(record) for record in records_of(HELD_OUT)))
    for folder in FOLDERS:
        for record in records_of(folder):
            assert not names_of(record) & held_out, record.id


def test_most_names_stand_in_another_sense():
    for folder in FOLDERS:
        records = records_of(folder)
        golds = [record.gold for record in records if record.gold is not None]
        mentions = sum(len(label.mentions) for gold in golds for label in gold.brands.values())
        assert sum(len(record.hard_negatives) for record in records) > mentions


@pytest.mark.parametrize(
    ("folder", "span_f1", "negatives_hit"),
    [(SENSES, 0.93, 0.04), (UNREAD_SENSES, 0.90, 0.07)],
    ids=["read", "unread"],
)
def test_words_are_seldom_taken_for_brands(folder: Path, span_f1: float, negatives_hit: float):
    scores = scores_of(folder)
    assert scores.spans_relaxed.f1 is not None
    assert scores.spans_relaxed.f1 >= span_f1
    assert scores.negatives.rate is not None
    assert scores.negatives.rate <= negatives_hit
