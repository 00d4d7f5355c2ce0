"""What a report on changes is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.errors import BadInput
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import Dimension, Pooled
from monitor.reports.filters import Filter
from monitor.reports.grouping import Wanted
from monitor.reports.query import DEFAULT_DAYS, DateRange, PromptScope, by_day, check_wanted


@dataclass(frozen=True, slots=True)
class ChangesQuery:
    """A question to the report: two periods, or two runs.

    Attributes:
        later: None for the last 30 complete days, or where runs are compared.
        earlier: None for as many days right before, or where runs are compared.
        earlier_run, later_run: both or none.
        brand_ids, target_ids: None for all that are tracked, and all that were asked.
        where: which answers count; None for all.
        pool: what may be put together although it differs.
        across_breaks: whether to compare although something changed behind a target.
    """

    dimensions: tuple[Dimension, ...] = (Dimension.BRAND, Dimension.TARGET)
    metrics: tuple[MetricName, ...] = (MetricName.MENTION_RATE,)
    earlier: DateRange | None = None
    later: DateRange | None = None
    earlier_run: int | None = None
    later_run: int | None = None
    brand_ids: tuple[int, ...] | None = None
    target_ids: tuple[int, ...] | None = None
    prompts: PromptScope = PromptScope.UNBRANDED
    where: Filter | None = None
    pool: tuple[Pooled, ...] = ()
    across_breaks: bool = False

    def wanted(self) -> Wanted:
        """What is asked of the rows; across breaks a target is one whoever served it."""
        pool = self.pool
        if self.across_breaks and Pooled.SERVED_MODEL not in pool:
            pool = (*pool, Pooled.SERVED_MODEL)
        return Wanted(self.dimensions, self.where, pool)

    def explicit(self, today: date) -> ChangesQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the dimensions, metrics or periods make no comparison.
        """
        if self.across_breaks and Dimension.SERVED_MODEL in self.dimensions:
            raise BadInput(
                "across_breaks: rows that are split by served_model are never compared with "
                "another served model; leave one of the two out"
            )
        check_wanted(self.wanted(), without=Dimension.DOMAIN)
        if by_day(self.wanted()):
            raise BadInput("date: rows and filters of changes know no days; give two periods")
        if Dimension.BRAND not in self.dimensions and len(self.brand_ids or ()) != 1:
            raise BadInput("dimensions: without brand, name exactly one brand in brand_ids")
        if not self.metrics or len(set(self.metrics)) != len(self.metrics):
            raise BadInput("metrics: expected at least one, each once")
        if self.earlier_run is None and self.later_run is None:
            return self._with_periods(today)
        self._check_runs()
        return self

    def _check_runs(self) -> None:
        if self.earlier is not None or self.later is not None:
            raise BadInput("expected two periods or two runs, found some of both")
        if self.earlier_run is None or self.later_run is None:
            raise BadInput("earlier_run and later_run: expected both, found one")
        if self.earlier_run == self.later_run:
            raise BadInput("earlier_run and later_run: expected two runs, found the same")

    def _with_periods(self, today: date) -> ChangesQuery:
        if self.later is None and self.earlier is not None:
            raise BadInput("later: expected with earlier; either alone says too little")
        later = self.later or last_complete_days(today)
        begins, _ = later.span()
        earlier = self.earlier or days_before(later)
        _, ends = earlier.span()
        if ends > begins:
            raise BadInput(
                f"earlier: expected to end before later begins on {later.start}, "
                f"found {earlier.start} to {earlier.end}"
            )
        return replace(self, earlier=earlier, later=later)


def last_complete_days(today: date) -> DateRange:
    """The last 30 days that are over in UTC.

    >>> days = last_complete_days(date(2026, 11, 24))
    >>> days.start.isoformat(), days.end.isoformat()
    ('2026-10-25', '2026-11-23')
    """
    return DateRange(today - timedelta(days=DEFAULT_DAYS), today - timedelta(days=1))


def days_before(later: DateRange) -> DateRange:
    """As many days right before these.

    Raises:
        BadInput: there are none in the calendar.

    >>> days = days_before(DateRange(date(2026, 11, 8), date(2026, 11, 14)))
    >>> days.start.isoformat(), days.end.isoformat()
    ('2026-11-01', '2026-11-07')
    """
    try:
        end = later.start - timedelta(days=1)
        return DateRange(end - (later.end - later.start), end, later.time_zone)
    except OverflowError as error:
        raise BadInput("later: there are not as many days before it; give earlier") from error
