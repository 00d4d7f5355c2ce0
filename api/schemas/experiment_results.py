"""What came of an experiment: its arms, what was tested, and the verdicts."""

from __future__ import annotations

from pydantic import JsonValue

from api.schemas.base import Shape
from api.schemas.drift import DriftEventDocument
from api.schemas.experiments import ExperimentHead
from api.schemas.model_cards import ModelCardSummary
from api.schemas.parameters import SlopeInOdds, TrendInOdds
from api.schemas.visibility import Measured, ReportedBrand
from monitor.metrics.by_parameters import Gate


class EndedQuestions(Shape):
    """How far it is."""

    ended: int
    """Questions that have ended."""
    total: int
    """All."""


class ArmRate(Shape):
    """How often a brand was named in an arm."""

    brand: ReportedBrand
    """The brand."""
    mention_rate: Measured
    """With its interval."""


class ArmAgreement(Shape):
    """How much repeats agree: the Jaccard index of the brands that two answers name."""

    value: float | None
    """1 where every repeat names the same; null without a prompt that has it."""
    prompts: int
    """Prompts that have it."""
    silent_prompts: int
    """Prompts that name no brand, which are left out."""
    ci_low: float | None
    """The lower end of the 95 % interval; null without one."""
    ci_high: float | None
    """The upper end of the 95 % interval; null without one."""
    method: str | None
    """How it was made, in words; null without one."""


class ArmResult(Shape):
    """What one arm gave."""

    label: str
    """What it is."""
    level: float | None
    """Where it stands on what is varied; null where that has no order."""
    target: str
    """The key of its target."""
    settings: dict[str, JsonValue]
    """The settings that it asked for."""
    model_card: ModelCardSummary | None
    """Of its model; null where nothing is known of it."""
    answers: int
    """Answers that count and are analyzed."""
    rates: list[ArmRate]
    """Of each brand."""
    agreement: ArmAgreement
    """How much repeats agree."""


class MeanDifference(Shape):
    """A mean difference over prompts."""

    mean: float
    """In shares."""
    prompts: int
    """Prompts that both sides answered."""
    p: float
    """Two-sided, by flipping signs over prompts."""
    ci_low: float | None
    """The lower end of the 95 % interval; null where all prompts differ alike."""
    ci_high: float | None
    """The upper end of the 95 % interval; null where all prompts differ alike."""
    method: str | None
    """How it was made, in words; null without one."""
    detectable: float | None
    """What would have been found with 80 % power; null without a spread."""


class SweptBrand(Shape):
    """How a brand's mention rate moves over a sweep."""

    brand: ReportedBrand
    """The brand."""
    trend: TrendInOdds | None
    """The trend; null where no prompt tells anything."""
    q: float | None
    """The p-value adjusted for all brands; null where too few prompts tell something."""
    verdict: str
    """What may be said, in words."""


class PairedPrompts(Shape):
    """McNemar's test on prompts that name the brand in most of their answers."""

    first_only: int
    """Prompts that name it only in the first arm."""
    second_only: int
    """Prompts that name it only in this arm."""
    p: float
    """Two-sided, exact."""
    odds_ratio: float | None
    """Of the two; null where it is no finite number."""
    ci_low: float | None
    """The lower end of the 95 % interval; null without one."""
    ci_high: float | None
    """The upper end of the 95 % interval; null without one, or where it is no finite number."""


class ComparedBrand(Shape):
    """How a brand's mention rate in an arm differs from that in the first one."""

    brand: ReportedBrand
    """The brand."""
    arm: str
    """The label of the arm."""
    difference: MeanDifference | None
    """Of the rates; null without a prompt that both arms answered."""
    mcnemar: PairedPrompts
    """The test beside it."""
    q: float | None
    """The p-value adjusted for all brands and arms; null where too few prompts tell something."""
    verdict: str
    """What may be said, in words."""


class LadderAssociation(Shape):
    """What the sizes on a ladder have to do with a brand's mention rate."""

    gate: Gate
    """What so many models allow."""
    models: int
    """Models in the test."""
    primary: SlopeInOdds | None
    """Least squares on the models' logits; null where the gate does not let it."""
    rho: float | None
    """Spearman's correlation; null where the gate does not let it."""
    p: float | None
    """That of the slope, or of the ranks where there is no slope; null without a test."""
    q: float | None
    """The same, adjusted for all brands; null without a test."""
    detectable_odds_ratio: float | None
    """What would have been found with 80 % power; null if too large or without a slope."""
    verdict: str
    """What may be said, in words."""


class LadderBrand(Shape):
    """What the sizes on a ladder say of a brand."""

    brand: ReportedBrand
    """The brand."""
    by_total: LadderAssociation
    """By all parameters."""
    by_active: LadderAssociation
    """By the parameters used for each token."""


class AgreementChange(Shape):
    """How the agreement of repeats moves."""

    change: MeanDifference | None
    """The change; null where it cannot be compared, or nothing is tested yet."""
    per: str | None
    """For what: a setting higher by 1, or the last arm and not the first."""
    verdict: str
    """What may be said, in words."""


class ExperimentDocument(ExperimentHead):
    """An experiment and what came of it; before it is final nothing is tested."""

    questions: EndedQuestions
    """How far it is."""
    is_final: bool
    """Whether all questions have ended and all answers are analyzed."""
    arms: list[ArmResult]
    """What each arm gave, in the order of the design."""
    trends: list[SweptBrand]
    """Of a sweep."""
    pairs: list[ComparedBrand]
    """Of all other kinds."""
    ladder: list[LadderBrand]
    """Of a ladder."""
    breaks: list[DriftEventDocument]
    """What changed behind the targets while they were asked, newest first."""
    agreement: AgreementChange
    """How the agreement of repeats moves."""
