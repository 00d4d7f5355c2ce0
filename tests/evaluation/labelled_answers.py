"""Small labelled records for the tests of the evaluation."""

from __future__ import annotations

from monitor.domain.findings import MentionKind, Sentiment
from monitor.evaluation.predictions import PredictedBrand, PredictedMention, Prediction
from monitor.evaluation.records import (
    BrandContext,
    BrandLabel,
    CataloguedBrand,
    CitationLabel,
    Gold,
    HardNegative,
    NegativeKind,
    Record,
    Span,
)
from monitor.evaluation.scoring import Judged

ANSWER = "1. Acme is good. 2. Globex is bad. An acme of taste."


def entry(brand: str, *, own: bool = False) -> CataloguedBrand:
    return CataloguedBrand(
        brand, (), (f"{brand.lower()}.com",), "tools", False, True, BrandContext((), ()), own
    )


def label(
    *spans: tuple[int, int],
    rank: int | None = None,
    tone: Sentiment = Sentiment.NEUTRAL,
    recommended: bool = False,
) -> BrandLabel:
    mentions = tuple(Span(start, end, ANSWER[start:end]) for start, end in spans)
    return BrandLabel(bool(spans), mentions, rank, tone if spans else None, recommended)


def found(
    *spans: tuple[int, int],
    rank: int | None = None,
    tone: Sentiment | None = Sentiment.NEUTRAL,
    recommended: bool = False,
) -> PredictedBrand:
    mentions = tuple(
        PredictedMention(start, end, ANSWER[start:end], MentionKind.NAME) for start, end in spans
    )
    return PredictedBrand(bool(spans), mentions, rank, tone if spans else None, recommended)


def cited(url: str, domain: str, *, owned: bool = False) -> CitationLabel:
    return CitationLabel(url, domain, owned, "Acme" if owned else None)


def judged(
    gold: dict[str, BrandLabel],
    predicted: dict[str, PredictedBrand],
    *,
    cited_gold: tuple[CitationLabel, ...] = (),
    cited_found: tuple[CitationLabel, ...] = (),
    language: str = "en",
    style: tuple[str, ...] = ("prose",),
) -> Judged:
    """A record of ANSWER whose last word-play on the brand Acme is a hard negative."""
    record = Record(
        id=f"{language}-001",
        language=language,
        style=style,
        prompt="Which tools?",
        answer=ANSWER,
        catalogue=tuple(entry(brand) for brand in gold),
        gold=Gold(gold, cited_gold),
        hard_negatives=(HardNegative("Acme", NegativeKind.COMMON_WORD, 38, 42, "acme"),),
    )
    return Judged(record, Gold(gold, cited_gold), Prediction(record.id, predicted, cited_found))
