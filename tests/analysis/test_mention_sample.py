"""The labeled sample of answers, where it lies beside the repository: thresholds hold the level."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.answer import Citation
from monitor.domain.findings import Brand

SHARED = Path(os.environ.get("NAMEDROP_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLE = SHARED / "evaluation" / "mentions-sample.jsonl"

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason=f"the sample is not at {SAMPLE}")


@dataclass
class Score:
    """Counts over the sample."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    notes: list[str] = field(default_factory=list)

    def count(self, predicted: set[Any], gold: set[Any], where: str) -> None:
        self.right += len(predicted & gold)
        self.wrong += len(predicted - gold)
        self.missed += len(gold - predicted)
        if predicted != gold:
            self.notes.append(f"{where}: extra {predicted - gold}, missing {gold - predicted}")

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)


def sample() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def brand_of(entry: dict[str, Any]) -> Brand:
    return Brand(
        key=entry["brand"],
        name=entry["brand"],
        aliases=tuple(entry["aliases"]),
        domains=tuple(entry["domains"]),
        exclusions=tuple(entry["context"]["forbid_any"]),
        ambiguous=entry["ambiguous"],
        case_sensitive=entry["case_sensitive"],
        context_words=tuple(entry["context"]["require_any"]),
    )


def analyzer_of(record: dict[str, Any]) -> Analyzer:
    return Analyzer([brand_of(entry) for entry in record["catalogue"]])


def test_mentions_reach_their_level():
    score = Score()
    for record in sample():
        analysis = analyzer_of(record).analyze(record["answer"], None)
        predicted = {(m.brand, m.start, m.end) for m in analysis.mentions if m.counts}
        gold = {
            (name, mention["start"], mention["end"])
            for name, brand in record["gold"]["brands"].items()
            for mention in brand["mentions"]
        }
        score.count(predicted, gold, record["id"])
    assert score.f1 >= 0.98, score.notes


def test_hard_negatives_stay_below_their_level():
    hit = total = 0
    for record in sample():
        analysis = analyzer_of(record).analyze(record["answer"], None)
        for negative in record["hard_negatives"]:
            total += 1
            hit += any(
                m.brand == negative["brand"]
                and m.counts
                and m.start < negative["end"]
                and negative["start"] < m.end
                for m in analysis.mentions
            )
    assert hit / total <= 0.04


def test_ranks_equal_the_labels():
    score = Score()
    for record in sample():
        findings = analyzer_of(record).analyze(record["answer"], None).findings
        gold = record["gold"]["brands"]
        score.count(
            {(f.brand, f.rank) for f in findings},
            {(name, brand["rank"]) for name, brand in gold.items()},
            record["id"],
        )
    assert score.notes == []


def test_citations_equal_the_labels():
    score = Score()
    for record in sample():
        cited = [
            Citation(source["url"], source["title"])
            for source in record["source_list"]
            if f"[{source['index']}]" in record["answer"]
        ]
        found = analyzer_of(record).analyze(record["answer"], cited).citations
        score.count(
            {(c.url_key, c.domain, c.owner) for c in found},
            {(c["url"], c["domain"], c["brand"]) for c in record["gold"]["citations"]},
            record["id"],
        )
    assert score.notes == []


def test_sentiment_and_recommendation_reach_their_level():
    sentiment, recommended = Score(), Score()
    for record in sample():
        answer, prompt = record["answer"], record["prompt"]
        findings = analyzer_of(record).analyze(answer, None, prompt=prompt).findings
        gold = {
            name: brand for name, brand in record["gold"]["brands"].items() if brand["mentioned"]
        }
        named = [finding for finding in findings if finding.brand in gold]
        sentiment.count(
            {(f.brand, f.sentiment) for f in named},
            {(name, brand["sentiment"]) for name, brand in gold.items()},
            record["id"],
        )
        recommended.count(
            {f.brand for f in named if f.recommended},
            {name for name, brand in gold.items() if brand["recommended"]},
            record["id"],
        )
    assert sentiment.f1 >= 0.9, sentiment.notes
    assert recommended.f1 >= 0.9, recommended.notes
