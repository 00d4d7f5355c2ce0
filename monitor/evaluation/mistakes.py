"""Where predictions differ from labels, by class, for whoever improves the analyzer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.evaluation.predictions import PredictedBrand
from monitor.evaluation.records import BrandLabel
from monitor.evaluation.scoring import Judged, matched_spans, touches

CONTEXT = 40
"""Characters shown on each side of a span."""


class MistakeKind(StrEnum):
    """What went wrong."""

    MISSED_MENTION = "missed_mention"
    FALSE_MENTION = "false_mention"
    HARD_NEGATIVE = "hard_negative"
    RANK = "rank"
    SENTIMENT = "sentiment"
    RECOMMENDED = "recommended"
    MISSED_CITATION = "missed_citation"
    FALSE_CITATION = "false_citation"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One difference.

    Attributes:
        subject: the brand, or the URL of a citation.
        expected, found: the label and the prediction as text; "" where that side has nothing.
        excerpt: the text around a span; "" without one.
    """

    record: str
    kind: MistakeKind
    subject: str
    expected: str
    found: str
    excerpt: str = ""


def mistakes(judged: Iterable[Judged]) -> Iterator[Mistake]:
    """Every difference, record by record."""
    for one in judged:
        for brand, label in one.gold.brands.items():
            yield from _span_mistakes(one, brand)
            if label.mentioned:
                yield from _label_mistakes(
                    one.record.id, brand, label, one.prediction.brands[brand]
                )
        yield from _citation_mistakes(one)


def _span_mistakes(one: Judged, brand: str) -> Iterator[Mistake]:
    label, found = one.gold.brands[brand], one.prediction.brands[brand]
    answer, name = one.record.answer, one.record.id
    pairs = matched_spans(label.mentions, found.mentions, strict=False)
    for span in label.mentions:
        if all(span is not gold for gold, _ in pairs):
            excerpt = _excerpt(answer, span.start, span.end)
            yield Mistake(name, MistakeKind.MISSED_MENTION, brand, span.surface, "", excerpt)
    for mention in found.mentions:
        if any(mention is predicted for _, predicted in pairs):
            continue
        kinds = [
            negative.kind.value
            for negative in one.record.hard_negatives
            if negative.brand == brand and touches(negative.start, negative.end, [mention])
        ]
        kind = MistakeKind.HARD_NEGATIVE if kinds else MistakeKind.FALSE_MENTION
        excerpt = _excerpt(answer, mention.start, mention.end)
        yield Mistake(name, kind, brand, ", ".join(kinds), mention.surface, excerpt)


def _label_mistakes(
    record: str, brand: str, label: BrandLabel, found: PredictedBrand
) -> Iterator[Mistake]:
    pairs = (
        (MistakeKind.RANK, label.rank, found.rank),
        (MistakeKind.SENTIMENT, label.sentiment, found.sentiment),
        (MistakeKind.RECOMMENDED, label.recommended, found.recommended),
    )
    for kind, expected, predicted in pairs:
        if expected != predicted:
            yield Mistake(record, kind, brand, _told(expected), _told(predicted))


def _citation_mistakes(one: Judged) -> Iterator[Mistake]:
    gold = {citation.url: citation for citation in one.gold.citations}
    found = {citation.url: citation for citation in one.prediction.citations}
    name = one.record.id
    for url in gold.keys() - found.keys():
        yield Mistake(name, MistakeKind.MISSED_CITATION, url, url, "")
    for url in found.keys() - gold.keys():
        yield Mistake(name, MistakeKind.FALSE_CITATION, url, "", url)
    for url in gold.keys() & found.keys():
        expected, predicted = gold[url].brand, found[url].brand
        if expected != predicted:
            yield Mistake(name, MistakeKind.OWNER, url, expected or "", predicted or "")


def _told(value: object) -> str:
    return "" if value is None else str(value).lower()


def _excerpt(answer: str, start: int, end: int) -> str:
    before, after = answer[max(0, start - CONTEXT) : start], answer[end : end + CONTEXT]
    return f"{before}>{answer[start:end]}<{after}".replace("\n", " ")
