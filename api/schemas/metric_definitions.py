"""What each metric and each tier means, in words."""

from __future__ import annotations

from api.schemas.base import Shape
from monitor.metrics.cell import Tier
from monitor.metrics.definitions import MetricName


class DefinedMetric(Shape):
    """One metric in words."""

    name: MetricName
    """Its name in queries and replies."""
    title: str
    """Its name for a reader."""
    numerator: str
    """What is counted above the line (k)."""
    denominator: str
    """What is counted below the line (n)."""
    weighting: str
    """How prompts are weighed against each other."""
    interval: str
    """How its confidence interval is made, and when there is none."""


class DefinedTier(Shape):
    """How much a number can carry."""

    tier: Tier
    """Its name in replies."""
    meaning: str
    """What it means for a reader."""


class MetricDefinitions(Shape):
    """All metrics and tiers."""

    metrics: list[DefinedMetric]
    """The metrics that a report can be asked for."""
    tiers: list[DefinedTier]
    """The tiers, from weak to strong."""
