"""Has the analyzer read labelled answers, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.analysis.analyze import Analyzer
from monitor.domain.answer import Citation
from monitor.domain.findings import (
    COUNTED_KINDS,
    Analysis,
    Finding,
    FoundCitation,
    OwnerKind,
    Sentiment,
)
from monitor.errors import BadInput
from monitor.evaluation.predictions import PredictedBrand, PredictedMention, Prediction
from monitor.evaluation.records import CitationLabel, Record, tracked_brand
from monitor.evaluation.scoring import Judged


def analyze_records(records: Iterable[Record]) -> Iterator[Prediction]:
    """A prediction for each record, in order; the labels are not looked at."""
    return (_predicted(record) for record in records)


def judge_records(records: Iterable[Record]) -> tuple[Judged, ...]:
    """The records with their labels and predictions, for scoring.

    Raises:
        BadInput: a record has no labels.
    """
    return tuple(_judged(record) for record in records)


def _judged(record: Record) -> Judged:
    if record.gold is None:
        raise BadInput(f"record {record.id}: gold: expected labels to score against, found none")
    return Judged(record, record.gold, _predicted(record))


def _predicted(record: Record) -> Prediction:
    """What the analyzer says of one record.

    A statement that nothing is known of a brand does not count in reports, but it does refer to the
    brand, and the annotation guideline counts every reference.
    """
    analyzer = Analyzer([tracked_brand(entry) for entry in record.catalogue])
    sources = sorted(record.source_list, key=lambda source: source.index)
    analysis = analyzer.analyze(
        record.answer,
        [Citation(source.url, source.title) for source in sources],
        language=record.language,
        prompt=record.prompt,
    )
    findings = {finding.brand: finding for finding in analysis.findings}
    return Prediction(
        id=record.id,
        brands={
            entry.brand: _brand(record.answer, analysis, findings[entry.brand])
            for entry in record.catalogue
        },
        citations=tuple(_cited(analysis.citations)),
    )


def _brand(answer: str, analysis: Analysis, finding: Finding) -> PredictedBrand:
    mentions = tuple(
        PredictedMention(m.start, m.end, answer[m.start : m.end], m.kind)
        for m in analysis.mentions
        if m.brand == finding.brand and m.kind in COUNTED_KINDS
    )
    sentiment = finding.sentiment
    if mentions and sentiment is None:
        sentiment = Sentiment.NEUTRAL
    return PredictedBrand(bool(mentions), mentions, finding.rank, sentiment, finding.recommended)


def _cited(citations: Iterable[FoundCitation]) -> Iterator[CitationLabel]:
    """Each source once, and only where the text points at it."""
    seen: set[str] = set()
    for citation in citations:
        if citation.cited_at and citation.url_key not in seen:
            seen.add(citation.url_key)
            yield CitationLabel(
                url=citation.url_key,
                domain=citation.domain,
                owned=citation.owner_kind is OwnerKind.OWN,
                brand=citation.owner,
            )
