"""What a report on model parameters is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor.errors import BadInput
from monitor.metrics.definitions import MetricName
from monitor.reports.query import DateRange, PromptScope, VisibilityQuery

COMPARED_METRICS = (MetricName.MENTION_RATE, MetricName.SHARE_OF_VOICE_PRESENCE)
"""Shares of counts, of which odds can be taken."""


class Factor(StrEnum):
    """By what models are compared."""

    PARAMETERS_TOTAL = "parameters_total"
    PARAMETERS_ACTIVE = "parameters_active"
    ARCHITECTURE = "architecture"
    OPEN_WEIGHTS = "open_weights"


COUNTS = frozenset({Factor.PARAMETERS_TOTAL, Factor.PARAMETERS_ACTIVE})
"""Factors that are numbers; the others are two groups."""


@dataclass(frozen=True, slots=True)
class ParametersQuery:
    """A question to the report.

    Attributes:
        date_range: None for the last 30 days, today included, or for the whole of `run_id`.
        brand_ids, target_ids: None for all that are tracked, and all that were asked.
        include_estimates: whether models of which only estimates are known take part, too.
    """

    metrics: tuple[MetricName, ...] = (MetricName.MENTION_RATE,)
    date_range: DateRange | None = None
    run_id: int | None = None
    brand_ids: tuple[int, ...] | None = None
    target_ids: tuple[int, ...] | None = None
    prompts: PromptScope = PromptScope.UNBRANDED
    include_estimates: bool = False

    def explicit(self, today: date) -> ParametersQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the metrics make no report.
        """
        unique = set(self.metrics)
        if len(unique) != len(self.metrics) or not unique or not unique <= set(COMPARED_METRICS):
            known = ", ".join(metric.value for metric in COMPARED_METRICS)
            raise BadInput(f"metrics: expected at least one of {known}, each once")
        same = VisibilityQuery(date_range=self.date_range, run_id=self.run_id)
        return replace(self, date_range=same.explicit(today).date_range)
