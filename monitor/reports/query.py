"""What a visibility report is asked for, and the same made explicit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.errors import BadInput
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import OF_PROMPTS, Dimension, Pooled
from monitor.reports.filters import Filter, check_size, fields_of
from monitor.reports.grouping import Wanted

DEFAULT_DAYS = 30


class PromptScope(StrEnum):
    """Which prompts count; a prompt that names a tracked brand says little about visibility."""

    UNBRANDED = "unbranded"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Whole days, both included, in a time zone of the IANA database."""

    start: date
    end: date
    time_zone: str = "UTC"

    def span(self) -> tuple[datetime, datetime]:
        """The same as a half-open span of time.

        Raises:
            BadInput: the range ends before it starts or at the end of the calendar, or the time
                zone is unknown.

        >>> [at.isoformat() for at in DateRange(date(2026, 3, 29), date(2026, 3, 29),
        ...     "Europe/Berlin").span()]
        ['2026-03-28T23:00:00+00:00', '2026-03-29T22:00:00+00:00']
        """
        if self.end < self.start:
            raise BadInput(f"date_range: expected end on or after start, found {self.end}")
        try:
            zone = ZoneInfo(self.time_zone)
        except (LookupError, ValueError, OSError) as error:
            raise BadInput(
                "date_range.time_zone: expected a name like Europe/Berlin, "
                f"found {self.time_zone!r}"
            ) from error
        try:
            first = datetime.combine(self.start, time(), zone).astimezone(UTC)
            last = datetime.combine(self.end + timedelta(days=1), time(), zone).astimezone(UTC)
        except OverflowError as error:
            raise BadInput("date_range: expected days of the years 2 to 9998") from error
        return first, last


@dataclass(frozen=True, slots=True)
class VisibilityQuery:
    """A question to the report.

    Attributes:
        date_range: None for the last 30 days, today included, or for the whole of `run_id`.
        brand_ids, target_ids: None for all that are tracked, and all that were asked.
        where: which answers count; None for all.
        pool: what may be put together although it differs.
    """

    dimensions: tuple[Dimension, ...] = (Dimension.BRAND, Dimension.TARGET)
    metrics: tuple[MetricName, ...] = (
        MetricName.MENTION_RATE,
        MetricName.SHARE_OF_VOICE_PRESENCE,
    )
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

    def explicit(self, today: date) -> VisibilityQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the dimensions make no report.
        """
        check_wanted(self.wanted(), without=Dimension.DOMAIN)
        if Dimension.BRAND not in self.dimensions and len(self.brand_ids or ()) != 1:
            raise BadInput(
                "dimensions: without brand, name exactly one brand in brand_ids; "
                "a rate over several brands at once means nothing"
            )
        if not self.metrics or len(set(self.metrics)) != len(self.metrics):
            raise BadInput("metrics: expected at least one, each once")
        asked = replace(self, date_range=explicit_range(self.date_range, self.run_id, today))
        check_days(self.wanted(), asked.date_range)
        return asked


def explicit_range(asked: DateRange | None, run_id: int | None, today: date) -> DateRange | None:
    """The days of a report: the last 30 where neither days nor a run are asked for."""
    if asked is not None or run_id is not None:
        return asked
    return DateRange(today - timedelta(days=DEFAULT_DAYS - 1), today)


def check_wanted(wanted: Wanted, *, without: Dimension) -> None:
    """Refuse what makes no rows.

    Raises:
        BadInput: dimensions are missing, twice, or not of this report; the filter is too large.
    """
    unique = set(wanted.dimensions)
    if len(unique) != len(wanted.dimensions) or not unique or without in unique:
        known = ", ".join(each.value for each in Dimension if each is not without)
        raise BadInput(f"dimensions: expected one or more of {known}, each once")
    if len(set(wanted.pool)) != len(wanted.pool):
        raise BadInput("pool: expected each once")
    contradicted = sorted(unique & {Dimension(each.value) for each in wanted.pool})
    if contradicted:
        raise BadInput(f"pool: rows cannot be split by {contradicted[0].value} and pool it")
    check_size(wanted.where)


def check_days(wanted: Wanted, days: DateRange | None) -> None:
    """Refuse days of another time zone than those by which answers are counted.

    Raises:
        BadInput: rows or the filter ask for days, and the time zone is not UTC.
    """
    if by_day(wanted) and days is not None and days.time_zone != "UTC":
        raise BadInput("date_range.time_zone: expected UTC, since days of rows are UTC days")


def by_day(wanted: Wanted) -> bool:
    """Whether days must be told apart."""
    return Dimension.DATE in set(fields_used(wanted))


def by_prompt(wanted: Wanted) -> bool:
    """Whether prompts must be told apart by their fields."""
    return not OF_PROMPTS.isdisjoint(fields_used(wanted))


def fields_used(wanted: Wanted) -> Iterator[Dimension]:
    """The fields by which rows are split and answers are filtered."""
    yield from wanted.dimensions
    yield from fields_of(wanted.where)
