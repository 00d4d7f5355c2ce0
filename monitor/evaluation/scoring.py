"""Scores of predictions against labels: counts that add up, and the rates that they give.

Every rate is None where there is nothing to count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeVar

from monitor.domain.findings import Sentiment
from monitor.evaluation.predictions import PredictedBrand, PredictedMention, Prediction
from monitor.evaluation.records import BrandLabel, Gold, NegativeKind, Record, Span

RELAXED = 0.5
"""Intersection over union that a match has to exceed."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, false alarms and misses.

    >>> Counts(3, 1, 2).precision, Counts(3, 1, 2).recall, round(Counts(3, 1, 2).f1, 4)
    (0.75, 0.6, 0.6667)
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float | None:
        """The share of what was predicted that is right."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """The share of what is labelled that was predicted."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int = 0
    total: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.total + other.total)

    @property
    def rate(self) -> float | None:
        """From 0 to 1."""
        return _ratio(self.hits, self.total)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled record with what the analyzer says of it."""

    record: Record
    gold: Gold
    prediction: Prediction


@dataclass
class Scores:
    """All counts over a set of records.

    Attributes:
        spans_relaxed, spans_strict: mention spans that overlap by more than half, or are the same.
        brands: whether a brand is mentioned, over (record, brand).
        negatives: hard negatives that a predicted mention of the brand overlaps; lower is better.
        ranks: brands with a labelled rank that got exactly this rank.
        false_ranks: mentioned brands without a labelled rank that got one; lower is better.
        sentiments: pairs of labelled and predicted sentiment, over mentioned brands.
        recommended: over mentioned brands.
        urls, domains: over (record, cited URL) and (record, its registrable domain).
        owned: cited URLs of both sides that say the same of `owned`.
    """

    records: int = 0
    spans_relaxed: Counts = field(default_factory=Counts)
    spans_strict: Counts = field(default_factory=Counts)
    brands: Counts = field(default_factory=Counts)
    negatives: Share = field(default_factory=Share)
    negatives_by_kind: dict[NegativeKind, Share] = field(default_factory=dict)
    ranks: Share = field(default_factory=Share)
    false_ranks: Share = field(default_factory=Share)
    sentiments: Counter[tuple[Sentiment, Sentiment | None]] = field(default_factory=Counter)
    recommended: Counts = field(default_factory=Counts)
    urls: Counts = field(default_factory=Counts)
    domains: Counts = field(default_factory=Counts)
    owned: Share = field(default_factory=Share)

    @property
    def sentiment_accuracy(self) -> float | None:
        """The share of mentioned brands whose sentiment is the labelled one."""
        right = sum(n for (gold, found), n in self.sentiments.items() if gold is found)
        return _ratio(right, self.sentiments.total())

    @property
    def sentiment_macro_f1(self) -> float | None:
        """The mean F1 of the sentiments that are labelled at all."""
        scores = [self._sentiment_f1(one) for one in Sentiment]
        labelled = {gold for gold, _ in self.sentiments}
        return _ratio(sum(f1 for one, f1 in scores if one in labelled), len(labelled))

    def _sentiment_f1(self, one: Sentiment) -> tuple[Sentiment, float]:
        pairs = self.sentiments.items()
        counts = Counts(
            right=self.sentiments[one, one],
            wrong=sum(n for (gold, found), n in pairs if found is one and gold is not one),
            missed=sum(n for (gold, found), n in pairs if gold is one and found is not one),
        )
        return one, counts.f1 or 0.0


def score(judged: Iterable[Judged]) -> Scores:
    """The scores of the records together."""
    scores = Scores()
    for one in judged:
        scores.records += 1
        for brand, label in one.gold.brands.items():
            _count_brand(scores, label, one.prediction.brands[brand])
        _count_negatives(scores, one)
        _count_citations(scores, one)
    return scores


def by_language(judged: Sequence[Judged]) -> dict[str, Scores]:
    """Scores for each language, in alphabetical order."""
    return _grouped(judged, lambda one: [one.record.language])


def by_style(judged: Sequence[Judged]) -> dict[str, Scores]:
    """Scores for each kind of answer; a record counts under each of its styles."""
    return _grouped(judged, lambda one: one.record.style)


def matched_spans(
    gold: Sequence[Span], found: Sequence[PredictedMention], *, strict: bool
) -> list[tuple[Span, PredictedMention]]:
    """Pairs of spans that match, one to one, the best overlaps first."""
    overlaps = sorted(
        (
            (_overlap(one, other), one, other)
            for one in gold
            for other in found
            if (_overlap(one, other) == 1 if strict else _overlap(one, other) > RELAXED)
        ),
        key=lambda overlap: overlap[0],
        reverse=True,
    )
    pairs: list[tuple[Span, PredictedMention]] = []
    for _, one, other in overlaps:
        if all(one is not taken and other is not also for taken, also in pairs):
            pairs.append((one, other))
    return pairs


def touches(start: int, end: int, mentions: Iterable[PredictedMention]) -> bool:
    """Whether any of the mentions overlaps the span."""
    return any(mention.start < end and start < mention.end for mention in mentions)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _grouped(
    judged: Sequence[Judged], keys_of: Callable[[Judged], Iterable[str]]
) -> dict[str, Scores]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        for key in keys_of(one):
            groups.setdefault(key, []).append(one)
    return {key: score(groups[key]) for key in sorted(groups)}


def _count_brand(scores: Scores, label: BrandLabel, found: PredictedBrand) -> None:
    scores.spans_relaxed += _span_counts(label, found, strict=False)
    scores.spans_strict += _span_counts(label, found, strict=True)
    scores.brands += _truth_counts(gold=label.mentioned, found=found.mentioned)
    if not label.mentioned or label.sentiment is None:
        return
    scores.sentiments[label.sentiment, found.sentiment] += 1
    scores.recommended += _truth_counts(gold=label.recommended, found=found.recommended)
    if label.rank is None:
        scores.false_ranks += Share(found.rank is not None, 1)
    else:
        scores.ranks += Share(found.rank == label.rank, 1)


def _count_negatives(scores: Scores, one: Judged) -> None:
    for negative in one.record.hard_negatives:
        mentions = one.prediction.brands[negative.brand].mentions
        share = Share(touches(negative.start, negative.end, mentions), 1)
        scores.negatives += share
        known = scores.negatives_by_kind.get(negative.kind, Share())
        scores.negatives_by_kind[negative.kind] = known + share


def _count_citations(scores: Scores, one: Judged) -> None:
    gold = {citation.url: citation for citation in one.gold.citations}
    found = {citation.url: citation for citation in one.prediction.citations}
    scores.urls += set_counts(gold.keys(), found.keys())
    scores.domains += set_counts(
        {citation.domain for citation in gold.values()},
        {citation.domain for citation in found.values()},
    )
    for url in gold.keys() & found.keys():
        scores.owned += Share(gold[url].owned == found[url].owned, 1)


def set_counts(gold: AbstractSet[Key], found: AbstractSet[Key]) -> Counts:
    """The counts of a predicted set against a labelled one."""
    return Counts(len(gold & found), len(found - gold), len(gold - found))


def _truth_counts(*, gold: bool, found: bool) -> Counts:
    return Counts(gold and found, found and not gold, gold and not found)


def _span_counts(label: BrandLabel, found: PredictedBrand, *, strict: bool) -> Counts:
    right = len(matched_spans(label.mentions, found.mentions, strict=strict))
    return Counts(right, len(found.mentions) - right, len(label.mentions) - right)


def _overlap(gold: Span, found: PredictedMention) -> float:
    """Intersection over union, from 0 to 1."""
    common = min(gold.end, found.end) - max(gold.start, found.start)
    union = max(gold.end, found.end) - min(gold.start, found.start)
    return max(common, 0) / union if union else 0.0
