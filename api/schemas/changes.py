"""The report on changes: what it can be asked, and its rows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from api.schemas.base import BodyId, Shape
from api.schemas.drift import DriftEventDocument
from api.schemas.filters import AskedFilter, filter_of
from api.schemas.model_cards import ModelCardSummary
from api.schemas.visibility import (
    AskedDateRange,
    Measured,
    PagedRequest,
    Pool,
    ReportedBrand,
    ReportedDateRange,
    ReportedGroup,
    days_of,
)
from monitor.metrics.definitions import MetricName
from monitor.reports.changes_query import ChangesQuery
from monitor.reports.changes_rows import ChangeVerdict
from monitor.reports.dimension import Dimension, Pooled
from monitor.reports.query import PromptScope


class ChangesRequest(PagedRequest):
    """What to compare; an empty object asks for the last 30 complete days and the 30 before."""

    earlier: AskedDateRange | None = None
    """The earlier days; null for as many days right before the later ones."""
    later: AskedDateRange | None = None
    """The later days; null for the last 30 that are over in UTC."""
    earlier_run: BodyId | None = None
    """The earlier run, in place of days; with later_run."""
    later_run: BodyId | None = None
    """The later run."""
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)] = (
        Dimension.BRAND,
        Dimension.TARGET,
    )
    """By what rows are split, neither "domain" nor "date"; without "brand", name one brand."""
    where: AskedFilter | None = None
    """Which answers count; null for all."""
    pool: Pool = ()
    """What rows put together although it differs, instead of being split by it."""
    metrics: Annotated[tuple[MetricName, ...], Field(min_length=1)] = (MetricName.MENTION_RATE,)
    """What is compared; each has rows of its own."""
    across_breaks: StrictBool = False
    """Whether to compare although something changed behind a target; otherwise it is refused."""

    def query(self) -> ChangesQuery:
        """The same for the report, ids sorted and each once."""
        return ChangesQuery(
            dimensions=self.dimensions,
            metrics=self.metrics,
            earlier=days_of(self.earlier),
            later=days_of(self.later),
            earlier_run=self.earlier_run,
            later_run=self.later_run,
            brand_ids=self.brands(),
            target_ids=self.targets(),
            prompts=self.prompts,
            where=filter_of(self.where),
            pool=self.pool,
            across_breaks=self.across_breaks,
        )


class ReportedChangesQuery(Shape):
    """The query with nothing left to be guessed."""

    dimensions: list[Dimension]
    """By what rows are split."""
    metrics: list[MetricName]
    """What is compared."""
    earlier: ReportedDateRange | None
    """The earlier days; null where runs are compared."""
    later: ReportedDateRange | None
    """The later days; null where runs are compared."""
    earlier_run: int | None
    """The earlier run; null where days are compared."""
    later_run: int | None
    """The later run; null where days are compared."""
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
    across_breaks: bool
    """Whether it was asked to compare although something changed behind a target."""


class ChangedSide(Shape):
    """One of the two periods in a row."""

    measured: Measured
    """The metric over all prompts of this period."""
    prompts_left_out: int
    """Its prompts that the other period does not have in the same wording."""
    served_models: list[str]
    """The models that really answered, as they name themselves."""
    model_card: ModelCardSummary | None
    """What is known of the model that answered; null where nothing is, or where several did."""


class PairedChange(Shape):
    """Later minus earlier, over the prompts that both periods have."""

    mean: float
    """Between -1 and 1."""
    prompts: int
    """How many prompts are paired."""
    ci_low: float | None
    """The lower end of the 95 % interval; null where the difference is the same in every prompt."""
    ci_high: float | None
    """The upper end of the 95 % interval."""
    method: str | None
    """How the interval was made, in words; null without one."""
    p: float
    """Two-sided, by permutation: the periods of each prompt are swapped or not."""


class ChangesReportRow(ReportedGroup):
    """How a metric of a brand changed in the answers of a group."""

    brand: ReportedBrand
    """The brand."""
    metric: MetricName
    """What is compared."""
    earlier: ChangedSide
    """The earlier period."""
    later: ChangedSide
    """The later period."""
    difference: PairedChange | None
    """The difference; null where no prompt is in both periods, or one of them has no value."""
    q: float | None
    """The p-value adjusted by Benjamini and Hochberg over all tested rows; null if not tested."""
    detectable: float | None
    """The change that a test of this row alone would have found with 80 % power; null where that is
    not known."""
    verdict: ChangeVerdict
    """What may be said; "no_change_shown" does not mean that nothing changed."""
    verdict_words: str
    """The same in words, with what would have been found."""


class ChangesReportPage(Shape):
    """A page of the report on changes, rows by what they are split by, then brand and metric."""

    query: ReportedChangesQuery
    """The query with nothing left to be guessed."""
    split_by: list[Dimension]
    """By what rows are split beyond what was asked for, so that nothing is pooled silently."""
    tested: int
    """How many rows of the whole report are tested; q is adjusted over all of them."""
    rows: list[ChangesReportRow]
    """The rows of this page."""
    breaks: list[DriftEventDocument]
    """The changes behind targets that are compared across, newest first."""
    notes: list[str]
    """What a reader must know beside the numbers."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
