"""What the analyzer says of a record, in the shape of the labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.findings import MentionKind, Sentiment
from monitor.evaluation.records import CitationLabel


@dataclass(frozen=True, slots=True)
class PredictedMention:
    """A span that the analyzer takes for the brand."""

    start: int
    end: int
    surface: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class PredictedBrand:
    """What the analyzer says of one brand; rank and sentiment are None where there is none."""

    mentioned: bool
    mentions: tuple[PredictedMention, ...]
    rank: int | None
    sentiment: Sentiment | None
    recommended: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the analyzer says of one record: every brand of its catalogue, and what it cites."""

    id: str
    brands: Mapping[str, PredictedBrand]
    citations: tuple[CitationLabel, ...]
