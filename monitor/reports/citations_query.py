"""What a citations report is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from monitor.errors import BadInput
from monitor.reports.dimension import Dimension, Pooled
from monitor.reports.filters import Filter
from monitor.reports.grouping import Wanted
from monitor.reports.query import (
    DateRange,
    PromptScope,
    check_days,
    check_wanted,
    explicit_range,
)


@dataclass(frozen=True, slots=True)
class CitationsQuery:
    """A question to the report.

    Attributes:
        date_range: None for the last 30 days, today included, or for the whole of `run_id`.
        brand_ids, target_ids: None for all that are tracked, and all that were asked.
        where: which answers count; None for all.
        pool: what may be put together although it differs.
    """

    dimensions: tuple[Dimension, ...] = (Dimension.DOMAIN,)
    date_range: DateRange | None = None
    run_id: int | None = None
    brand_ids: tuple[int, ...] | None = None
    target_ids: tuple[int, ...] | None = None
    prompts: PromptScope = PromptScope.UNBRANDED
    where: Filter | None = None
    pool: tuple[Pooled, ...] = ()

    def wanted(self) -> Wanted:
        """What is asked of the rows."""
        return Wanted(self.dimensions, self.where, self.pool)

    def explicit(self, today: date) -> CitationsQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the dimensions make no report.
        """
        check_wanted(self.wanted(), without=Dimension.BRAND)
        if Dimension.DOMAIN not in self.dimensions:
            raise BadInput("dimensions: expected domain among them, since sites are what is cited")
        asked = replace(self, date_range=explicit_range(self.date_range, self.run_id, today))
        check_days(self.wanted(), asked.date_range)
        return asked
