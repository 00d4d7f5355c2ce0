"""The visibility report: what it can be asked, and its rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StrictInt

from api.schemas.base import BodyId, Cursor, IsoDate, Shape
from api.schemas.drift import DriftEventDocument
from api.schemas.filters import AskedFilter, filter_of
from api.schemas.model_cards import ModelCardSummary
from monitor.domain.answer import Outcome
from monitor.domain.findings import BrandKind
from monitor.domain.question import Channel
from monitor.metrics.cell import Tier
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import Dimension, Pooled
from monitor.reports.query import DateRange, PromptScope, VisibilityQuery

DEFAULT_ROWS = 1000
MAX_ROWS = 10_000
MAX_IDS = 1000

Ids = Annotated[list[BodyId], Field(min_length=1, max_length=MAX_IDS)]
Pool = tuple[Pooled, ...]


class AskedDateRange(Shape):
    """Whole days, both included."""

    start: IsoDate
    """The first day."""
    end: IsoDate
    """The last day."""
    time_zone: Annotated[str, Field(min_length=1, max_length=100, examples=["Europe/Berlin"])]
    """In which zone of the IANA database a day begins and ends."""


class PagedRequest(Shape):
    """What is asked of every report: of whom, and how much at once."""

    brand_ids: Ids | None = None
    """Only rows of these brands; null for all that are tracked. Shares are always among all."""
    target_ids: Ids | None = None
    """Only answers of these targets; null for all."""
    prompts: PromptScope = PromptScope.UNBRANDED
    """Whether prompts that name a tracked brand count too."""
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_ROWS)] = DEFAULT_ROWS
    """The most rows of a page; of a report on citations, the most sites."""
    cursor: Cursor | None = None
    """The next_cursor of the page before, with the same query."""

    def brands(self) -> tuple[int, ...] | None:
        """The ids of brands, sorted and each once."""
        return _each_once(self.brand_ids)

    def targets(self) -> tuple[int, ...] | None:
        """The ids of targets, sorted and each once."""
        return _each_once(self.target_ids)


class PeriodRequest(PagedRequest):
    """What is asked of every report on one period."""

    run_id: BodyId | None = None
    """Only answers of this run."""
    date_range: AskedDateRange | None = None
    """Only answers asked in these days; null for the last 30 days, or for the whole of a run."""

    def days(self) -> DateRange | None:
        """The days for the report."""
        return days_of(self.date_range)


def days_of(asked: AskedDateRange | None) -> DateRange | None:
    """The days for a report."""
    return None if asked is None else DateRange(asked.start, asked.end, asked.time_zone)


class VisibilityRequest(PeriodRequest):
    """What to report; an empty object asks for all brands and targets in the last 30 days."""

    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)] = (
        Dimension.BRAND,
        Dimension.TARGET,
    )
    """By what rows are split, all but "domain"; without "brand", name exactly one brand."""
    where: AskedFilter | None = None
    """Which answers count; null for all."""
    pool: Pool = ()
    """What rows put together although it differs, instead of being split by it."""
    metrics: Annotated[tuple[MetricName, ...], Field(min_length=1)] = (
        MetricName.MENTION_RATE,
        MetricName.SHARE_OF_VOICE_PRESENCE,
    )
    """What is measured in each row."""

    def query(self) -> VisibilityQuery:
        """The same for the report, ids sorted and each once."""
        return VisibilityQuery(
            dimensions=self.dimensions,
            metrics=self.metrics,
            date_range=self.days(),
            run_id=self.run_id,
            brand_ids=self.brands(),
            target_ids=self.targets(),
            prompts=self.prompts,
            where=filter_of(self.where),
            pool=self.pool,
        )


def _each_once(ids: list[int] | None) -> tuple[int, ...] | None:
    return None if ids is None else tuple(sorted(set(ids)))


class ReportedDateRange(Shape):
    """Whole days, both included."""

    start: date
    """The first day."""
    end: date
    """The last day."""
    time_zone: str
    """In which zone of the IANA database a day begins and ends."""


class ReportedQuery(Shape):
    """The query with nothing left to be guessed."""

    dimensions: list[Dimension]
    """By what rows are split."""
    metrics: list[MetricName]
    """What is measured in each row."""
    date_range: ReportedDateRange | None
    """The days; null for the whole of a run."""
    run_id: int | None
    """The run; null for all."""
    brand_ids: list[int] | None
    """The brands that have rows; null for all that are tracked."""
    target_ids: list[int] | None
    """The targets; null for all."""
    prompts: PromptScope
    """Which prompts count."""
    where: AskedFilter | None
    """Which answers count; null for all."""
    pool: list[Pooled]
    """What rows put together although it differs."""


class Column(Shape):
    """One column of the report."""

    name: str
    """A dimension or a metric."""
    kind: Literal["dimension", "metric"]
    """Which of the two."""


class Measured(Shape):
    """One measured number with all that is needed to judge it."""

    value: float | None
    """Between 0 and 1; null where nothing was counted."""
    k: int
    """What was counted above the line, as a plain sum over answers."""
    n: int
    """What was counted below the line, as a plain sum over answers."""
    n_prompts: int
    """Prompts with at least one counted answer."""
    ci_low: float | None
    """The lower end of the 95 % interval; null where there is none, and method says why."""
    ci_high: float | None
    """The upper end of the 95 % interval; null where there is none, and method says why."""
    method: str
    """How the interval was made, in words."""
    tier: Tier
    """How much the number can carry."""


class ReportedBrand(Shape):
    """A tracked brand."""

    id: int
    """The number of the brand."""
    key: str
    """The user's own short name."""
    name: str
    """As it is shown."""
    kind: BrandKind
    """Whose brand it is."""


class ReportedTarget(Shape):
    """One configured way of asking one model."""

    id: int
    """The number of the target."""
    key: str
    """The user's own short name."""
    provider: str
    """Such as "llamacpp"."""
    model: str
    """The model id as it is requested."""
    channel: Channel
    """By which way answers are got."""
    settings: dict[str, JsonValue]
    """The sampling settings that are asked for."""
    options: dict[str, JsonValue]
    """What is asked for that only this provider knows."""
    web_search: bool
    """Whether the model may search the web."""
    country: str | None
    """ISO 3166-1 alpha-2, where the provider takes a location."""
    archived_at: datetime | None
    """When it left the configuration; null for a current one."""


class ReportedGroup(Shape):
    """Which answers a row is about, and what is known of the model and the settings."""

    group: dict[Dimension, str | float | bool | None]
    """What the answers have in the fields by which rows are split; null is a group of its own: what
    is not known, and of a setting what is not sent."""
    target: ReportedTarget | None
    """The target; null where the report is not split by it."""
    settings_sent: dict[str, JsonValue] | None
    """The [settings](/pages/glossary/inference-settings) that are sent: what the target asks for
    without what the catalog knows its model not to take; null where they are not known, or differ
    within the row."""
    model_card: ModelCardSummary | None
    """What is known of the model that answered; null where nothing is, or where several did."""


class VisibilityReportRow(ReportedGroup):
    """A brand in the answers of a group."""

    brand: ReportedBrand
    """The brand that is measured."""
    metrics: dict[MetricName, Measured]
    """What was measured, by metric."""
    served_models: list[str]
    """The models that really answered, as they name themselves."""
    outcomes: dict[Outcome, int]
    """How all questions of the row ended, those that count in no metric included; one that failed
    stands beside each model that served its target."""


class VisibilityReportPage(Shape):
    """A page of the visibility report, rows by what they are split by and then by brand."""

    query: ReportedQuery
    """The query with nothing left to be guessed."""
    columns: list[Column]
    """The dimensions and metrics in the order asked for, with those of split_by between."""
    split_by: list[Dimension]
    """By what rows are split beyond what was asked for, so that nothing is pooled silently."""
    rows: list[VisibilityReportRow]
    """The rows of this page."""
    breaks: list[DriftEventDocument]
    """What changed behind the targets between these answers, newest first: where a chart breaks."""
    notes: list[str]
    """What a reader must know beside the numbers."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
