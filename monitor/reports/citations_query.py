"""What a citations report is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor.errors import BadInput
from monitor.reports.query import DateRange, PromptScope, VisibilityQuery


class CitationDimension(StrEnum):
    """By what the rows are split."""

    DOMAIN = "domain"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class CitationsQuery:
    """A question to the report.

    Attributes:
        date_range: None for the last 30 days, today included, or for the whole of `run_id`.
        brand_ids, target_ids: None for all that are tracked, and all that were asked.
    """

    dimensions: tuple[CitationDimension, ...] = (CitationDimension.DOMAIN,)
    date_range: DateRange | None = None
    run_id: int | None = None
    brand_ids: tuple[int, ...] | None = None
    target_ids: tuple[int, ...] | None = None
    prompts: PromptScope = PromptScope.UNBRANDED

    def explicit(self, today: date) -> CitationsQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the dimensions make no report.
        """
        unique = set(self.dimensions)
        if len(unique) != len(self.dimensions) or CitationDimension.DOMAIN not in unique:
            raise BadInput("dimensions: expected domain, with or without target, each once")
        same = VisibilityQuery(date_range=self.date_range, run_id=self.run_id)
        return replace(self, date_range=same.explicit(today).date_range)
