"""What a report on model parameters is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor.errors import BadInput
from monitor.metrics.definitions import MetricName
from monitor.reports.filters import Filter, check_size
from monitor.reports.grouping import Wanted
from monitor.reports.query import DateRange, PromptScope, check_days, explicit_range

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
        where: which answers count; None for all.
    """

    metrics: tuple[MetricName, ...] = (MetricName.MENTION_RATE,)
    date_range: DateRange | None = None
    run_id: int | None = None
    brand_ids: tuple[int, ...] | None = None
    target_ids: tuple[int, ...] | None = None
    prompts: PromptScope = PromptScope.UNBRANDED
    include_estimates: bool = False
    where: Filter | None = None

    def explicit(self, today: date) -> ParametersQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the metrics make no report, or the filter cannot be applied.
        """
        unique = set(self.metrics)
        if len(unique) != len(self.metrics) or not unique or not unique <= set(COMPARED_METRICS):
            known = ", ".join(metric.value for metric in COMPARED_METRICS)
            raise BadInput(f"metrics: expected at least one of {known}, each once")
        days = explicit_range(self.date_range, self.run_id, today)
        check_size(self.where)
        check_days(self.wanted(), days)
        return replace(self, date_range=days)

    def wanted(self) -> Wanted:
        """What is asked of the answers; rows are made by setup and factor."""
        return Wanted((), self.where, ())
