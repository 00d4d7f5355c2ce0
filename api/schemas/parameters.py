"""The parameters report: what it can be asked, and what it tells of models and brands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, StrictBool

from api.schemas.base import Shape
from api.schemas.drift import DriftEventDocument
from api.schemas.filters import AskedFilter, filter_of
from api.schemas.model_cards import ModelCardSummary
from api.schemas.visibility import (
    Measured,
    PeriodRequest,
    ReportedBrand,
    ReportedDateRange,
)
from monitor.domain.question import Channel
from monitor.metrics.by_parameters import Gate
from monitor.metrics.definitions import MetricName
from monitor.reports.asked_alike import Why
from monitor.reports.parameters_query import Factor, ParametersQuery
from monitor.reports.query import PromptScope


class ParametersRequest(PeriodRequest):
    """What to report; an empty object asks for all brands and targets in the last 30 days."""

    metrics: Annotated[tuple[MetricName, ...], Field(min_length=1)] = (MetricName.MENTION_RATE,)
    """What is compared."""
    include_estimates: StrictBool = False
    """Whether models of which only estimates are known take part in the tests, by 200 draws."""
    where: AskedFilter | None = None
    """Which answers count; null for all."""

    def query(self) -> ParametersQuery:
        """The same for the report, ids sorted and each once."""
        return ParametersQuery(
            metrics=self.metrics,
            date_range=self.days(),
            run_id=self.run_id,
            brand_ids=self.brands(),
            target_ids=self.targets(),
            prompts=self.prompts,
            include_estimates=self.include_estimates,
            where=filter_of(self.where),
        )


class ReportedParametersQuery(Shape):
    """The query with nothing left to be guessed."""

    metrics: list[MetricName]
    """What is compared."""
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
    include_estimates: bool
    """Whether models of which only estimates are known take part in the tests."""
    where: AskedFilter | None
    """Which answers count; null for all."""


class ExcludedModel(Shape):
    """A model that does not take part."""

    model: str
    """Its name, or the key of the target where no model is known."""
    why: Why
    """The kind of the reason."""
    reason: str
    """The reason in words."""
    answers: int
    """How many counted answers of it are left out."""


class ComparedModel(Shape):
    """A model that takes part."""

    key: str
    """The key of its card; points name it."""
    targets: list[str]
    """The keys of the targets that it served."""
    answers: int
    """How many counted answers it gave."""
    model_card: ModelCardSummary
    """What is known of it."""


class ParametersSetup(Shape):
    """A way of asking; only models that were asked in the same way are compared."""

    number: int
    """From 0; rows name it."""
    channel: Channel
    """By which way answers are got."""
    web_search: bool
    """Whether the models may search the web."""
    country: str | None
    """ISO 3166-1 alpha-2, where one was sent."""
    settings: dict[str, JsonValue]
    """The sampling settings, without those that a model is known not to take."""
    options: dict[str, JsonValue]
    """What is asked for that only one provider knows."""
    system_prompt_sha256: str | None
    """The fingerprint of the system prompt; null without one."""
    n_prompts: int
    """Prompts that all the models answered; only these are compared."""
    models: list[ComparedModel]
    """The models."""
    exclusions: list[ExcludedModel]
    """Models that were asked in this way and take part in nothing."""


class SlopeInOdds(Shape):
    """An odds ratio with its interval."""

    odds_ratio: float | None
    """For ten times the parameters, or for one group against the other; null if too large."""
    ci_low: float | None
    """The lower end of the 95 % interval."""
    ci_high: float | None
    """The upper end of the 95 % interval; null if too large."""
    log_odds: float
    """The logarithm of the odds ratio."""
    standard_error: float
    """Of the logarithm."""
    df: float
    """Degrees of freedom."""
    p: float
    """Two-sided."""
    method: str
    """How it was made, in words."""


class RankCorrelation(Shape):
    """Spearman's correlation over models."""

    rho: float
    """From -1 to 1."""
    p: float
    """Two-sided, by permutation."""
    ci_low: float | None
    """The lower end of the 95 % interval; null where there is none."""
    ci_high: float | None
    """The upper end of the 95 % interval; null where there is none."""
    method: str | None
    """How the interval was made, in words; null without one."""
    draws: int
    """Of uncertain numbers, over which these are medians; 1 without any."""


class PowerOfTest(Shape):
    """What the test could have found, given these models."""

    detectable_odds_ratio: float | None
    """What would have been found with 80 % power; null if too large."""
    at_odds_ratio: float
    """For which the power is told."""
    power: float
    """From 0 to 1."""


class ComparedPoint(Shape):
    """One model in the scatter of a row."""

    model: str
    """The key of its card."""
    low: float | None
    """The lower end on the axis: log10 of the count, or 0 and 1 for the groups; null if unknown."""
    high: float | None
    """The upper end; the same where it is known exactly; null if unknown."""
    tested: bool
    """Whether it takes part in the tests; draw it hollow otherwise."""
    measured: Measured
    """Its metric."""


class ParametersReportRow(Shape):
    """What one brand's metric has to do with one factor among models that were asked alike."""

    setup: int
    """The number of the setup."""
    brand: ReportedBrand
    """The brand."""
    metric: MetricName
    """What is compared."""
    factor: Factor
    """By what the models are compared."""
    gate: Gate
    """What so many models allow."""
    models: int
    """Models in the test."""
    families: int
    """Known families among them."""
    exact_models: int
    """Models whose number is known exactly."""
    per: Literal["tenfold", "group"]
    """What the odds ratio is for."""
    within_families: bool
    """Whether models are compared within families only; otherwise it is descriptive."""
    primary: SlopeInOdds | None
    """Least squares on the models' logits; null below 8 models."""
    ranks: RankCorrelation | None
    """The correlation of ranks; null below 5 models."""
    secondary: SlopeInOdds | None
    """The logistic regression over answers; null below 20 models of 3 families."""
    p: float | None
    """That of the slope, or of the ranks where there is no slope; null without a test."""
    q: float | None
    """The same, adjusted for all tests of this metric and factor in the report."""
    power: PowerOfTest | None
    """What could have been found; null without a slope."""
    verdict: str
    """What may be said, in words."""
    points: list[ComparedPoint]
    """The scatter, models with estimates only included."""


class TrendInOdds(Shape):
    """How a rate moves with a setting."""

    odds_ratio: float | None
    """For a setting higher by 1; null where no finite one fits."""
    ci_low: float | None
    """The lower end of the 95 % interval; null without one."""
    ci_high: float | None
    """The upper end of the 95 % interval; null without one."""
    method: str | None
    """How it was made, in words; null without one."""
    p: float
    """Two-sided, by flipping signs over prompts."""
    mantel_p: float
    """By Mantel's extension test, which takes repeats for independent; these prompts only."""
    prompts: int
    """Prompts that tell something."""
    detectable_odds_ratio: float | None
    """For a setting higher by 1, what would have been found with 80 % power; null if unknown."""


class SettingTrendRow(Shape):
    """How a brand's mention rate moves with a setting of one model, all else alike."""

    model: str
    """The key of its card."""
    setting: str
    """Such as "temperature"."""
    values: list[float]
    """Those that were asked with, lowest first."""
    brand: ReportedBrand
    """The brand."""
    trend: TrendInOdds | None
    """The trend; null where no prompt tells anything."""
    q: float | None
    """The p-value adjusted for all rows; null where too few prompts tell something."""
    verdict: str
    """What may be said, in words."""


class FactorExcluded(Shape):
    """The models of a setup that do not take part for one factor."""

    setup: int
    """The number of the setup."""
    factor: Factor
    """The factor."""
    exclusions: list[ExcludedModel]
    """The models."""


class ParametersReportPage(Shape):
    """A page of the parameters report, rows by setup, metric, brand and factor."""

    query: ReportedParametersQuery
    """The query with nothing left to be guessed."""
    setups: list[ParametersSetup]
    """The ways of asking, those with most models first."""
    rows: list[ParametersReportRow]
    """The rows of this page."""
    settings: list[SettingTrendRow]
    """Trends over a setting within one model."""
    exclusions: list[ExcludedModel]
    """Targets that take part nowhere."""
    factor_exclusions: list[FactorExcluded]
    """Models of which a factor is not known well enough."""
    breaks: list[DriftEventDocument]
    """What changed behind the targets between these answers, newest first: where a chart breaks."""
    notes: list[str]
    """What a reader must know beside the numbers."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
