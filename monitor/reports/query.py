"""What a visibility report is asked for, and the same made explicit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.errors import BadInput
from monitor.metrics.definitions import MetricName

DEFAULT_DAYS = 30


class Dimension(StrEnum):
    """By what the rows are split."""

    BRAND = "brand"
    TARGET = "target"


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

    def explicit(self, today: date) -> VisibilityQuery:
        """The query with nothing left to be guessed.

        Raises:
            BadInput: the dimensions make no report.
        """
        if len(set(self.dimensions)) != len(self.dimensions) or not self.dimensions:
            raise BadInput("dimensions: expected brand, target or both, each once")
        if Dimension.BRAND not in self.dimensions and len(self.brand_ids or ()) != 1:
            raise BadInput(
                "dimensions: without brand, name exactly one brand in brand_ids; "
                "a rate over several brands at once means nothing"
            )
        if not self.metrics or len(set(self.metrics)) != len(self.metrics):
            raise BadInput("metrics: expected at least one, each once")
        if self.date_range is not None or self.run_id is not None:
            return self
        last_days = DateRange(today - timedelta(days=DEFAULT_DAYS - 1), today)
        return VisibilityQuery(
            dimensions=self.dimensions,
            metrics=self.metrics,
            date_range=last_days,
            brand_ids=self.brand_ids,
            target_ids=self.target_ids,
            prompts=self.prompts,
        )
