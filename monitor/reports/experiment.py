"""What an experiment found: each arm's rates and agreement, and what may be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log10

from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.question import Target
from monitor.domain.states import OPEN_RUN_STATES, RunState
from monitor.experiments.design import ExperimentKind
from monitor.experiments.kept import KeptArm, KeptDesign, kept_design
from monitor.metrics.by_parameters import Association, ModelPoint, associate
from monitor.metrics.cell import MetricCell, PromptCell
from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.metrics.pairs import McNemar, PairedDifference, mcnemar, paired_difference
from monitor.metrics.repeat_agreement import (
    RepeatAgreement,
    mean_prompt_slope,
    prompt_agreement,
    repeat_agreement,
)
from monitor.metrics.setting_trend import SettingCell, SettingTrend, trend_over_setting
from monitor.metrics.visibility import mention_rate
from monitor.reports.breaks import breaks_within
from monitor.reports.setting_rows import FEWEST_PROMPTS
from monitor.storage.configured import SavedBrand, current_brands, targets_by_id
from monitor.storage.drift import DriftEvent
from monitor.storage.engine import Database
from monitor.storage.experiments import (
    NamedBrands,
    SavedExperiment,
    brands_named_in_run,
    count_unread,
    experiment_named,
)
from monitor.storage.model_cards import list_cards
from monitor.storage.runs import RunCounts, count_questions, run_named
from monitor.storage.visibility import Scope


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What one arm gave.

    Attributes:
        rates: by brand.
        card: of the model; None where nothing is known of it.
    """

    arm: KeptArm
    target: Target
    card: CardSummary | None
    answers: int
    rates: Mapping[int, MetricCell]
    agreement: RepeatAgreement


@dataclass(frozen=True, slots=True)
class TrendResult:
    """How a brand's mention rate moves over a sweep; `q` is None where nothing was tested."""

    brand: SavedBrand
    trend: SettingTrend | None
    q: float | None


@dataclass(frozen=True, slots=True)
class PairResult:
    """How a brand's mention rate in an arm differs from that in the first arm, prompt by prompt.

    Attributes:
        difference: of the rates; None without a prompt that both arms answered.
        prompts: McNemar's test on prompts that name the brand in most of their answers.
        q: the sign-flip p-value adjusted for all brands and arms.
    """

    brand: SavedBrand
    arm: str
    difference: PairedDifference | None
    prompts: McNemar
    q: float | None


@dataclass(frozen=True, slots=True)
class LadderResult:
    """What the sizes on a ladder say of a brand, with p-values adjusted for all brands."""

    brand: SavedBrand
    by_total: Association
    by_active: Association
    q_total: float | None
    q_active: float | None


@dataclass(frozen=True, slots=True)
class AgreementTrend:
    """How the agreement of repeats moves: for a setting higher by 1, or from first to last arm."""

    change: PairedDifference
    per: str


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """An experiment as it stands; before its run has ended and is analyzed nothing is tested.

    Attributes:
        unread: answers that no analyzer has read yet.
        breaks: what changed behind its targets between its answers, newest first.
        trends: of a sweep; pairs: of all others; ladder: of a ladder.
        agreement: None where it cannot be compared, or nothing is tested yet.
    """

    experiment: SavedExperiment
    design: KeptDesign
    state: RunState
    counts: RunCounts
    arms: tuple[ArmResult, ...]
    brands: tuple[SavedBrand, ...]
    trends: tuple[TrendResult, ...]
    pairs: tuple[PairResult, ...]
    ladder: tuple[LadderResult, ...]
    agreement: AgreementTrend | None
    unread: int
    breaks: tuple[DriftEvent, ...]

    @property
    def is_final(self) -> bool:
        """Whether all that there will be is there, and is tested."""
        return self.state not in OPEN_RUN_STATES and not self.unread


def experiment_result(database: Database, workspace_id: int, key: str) -> ExperimentResult:
    """What the experiment of that key found.

    Raises:
        NotFound: there is none.
    """
    with database.read() as session:
        experiment = experiment_named(session, workspace_id, key)
        run = run_named(session, workspace_id, experiment.run_id)
        counts = count_questions(session, workspace_id, experiment.run_id)
        named = brands_named_in_run(session, workspace_id, experiment.run_id)
        unread = count_unread(session, workspace_id, experiment.run_id)
        brands = current_brands(session, workspace_id)
        targets = targets_by_id(session, workspace_id)
        cards = {saved.id: summarize(saved.card) for saved in list_cards(session, workspace_id)}
        design = kept_design(experiment.design)
        own = Scope(run_id=experiment.run_id)
        asked = sorted({arm.target_id for arm in design.arms})
        breaks = breaks_within(session, workspace_id, own, asked)
    ids = [saved.id for saved in brands]
    arms = tuple(
        ArmResult(
            arm=arm,
            target=targets[arm.target_id].target,
            card=cards.get(targets[arm.target_id].model_card_id or 0),
            answers=sum(len(sets) for sets in named.get(arm.target_id, {}).values()),
            rates={b: mention_rate(_cells(named, arm, b)) for b in ids},
            agreement=repeat_agreement(named.get(arm.target_id, {})),
        )
        for arm in design.arms
    )
    result = ExperimentResult(
        experiment, design, run.state, counts, arms, brands, (), (), (), None, unread, breaks
    )
    return _tested(result, named) if result.is_final else result


def _cells(named: NamedBrands, arm: KeptArm, brand_id: int) -> tuple[PromptCell, ...]:
    return tuple(
        PromptCell(prompt, sum(brand_id in names for names in sets), len(sets))
        for prompt, sets in sorted(named.get(arm.target_id, {}).items())
    )


def _tested(result: ExperimentResult, named: NamedBrands) -> ExperimentResult:
    arms = result.design.arms
    if result.experiment.kind == ExperimentKind.SWEEP:
        return replace(
            result,
            trends=_trends(result.brands, arms, named),
            agreement=_agreement_slope(result.design, named),
        )
    if result.experiment.kind == ExperimentKind.LADDER:
        result = replace(result, ladder=tuple(_ladder(result, named)))
    return replace(
        result, pairs=_pairs(result.brands, arms, named), agreement=_agreement_change(arms, named)
    )


def _trends(
    brands: Sequence[SavedBrand], arms: Sequence[KeptArm], named: NamedBrands
) -> tuple[TrendResult, ...]:
    trends = [
        trend_over_setting(
            [
                SettingCell(cell.prompt_id, arm.level, cell.k, cell.n)
                for arm in arms
                if arm.level is not None
                for cell in _cells(named, arm, saved.id)
            ]
        )
        for saved in brands
    ]
    enough = [t is not None and t.prompts >= FEWEST_PROMPTS for t in trends]
    p_values = [t.p if t is not None and ok else None for t, ok in zip(trends, enough, strict=True)]
    q_values = _adjusted(p_values)
    return tuple(
        TrendResult(saved, trend, q)
        for saved, trend, q in zip(brands, trends, q_values, strict=True)
    )


def _adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """The p-values adjusted for each other; None stays None."""
    tested = [index for index, p in enumerate(p_values) if p is not None]
    adjusted = benjamini_hochberg([p for p in p_values if p is not None])
    found: list[float | None] = [None] * len(p_values)
    for index, q in zip(tested, adjusted, strict=True):
        found[index] = q
    return found


def _pairs(
    brands: Sequence[SavedBrand], arms: Sequence[KeptArm], named: NamedBrands
) -> tuple[PairResult, ...]:
    pairs = [_pair(saved, arms[0], arm, named) for saved in brands for arm in arms[1:]]
    enough = [
        None
        if pair.difference is None or pair.difference.prompts < FEWEST_PROMPTS
        else pair.difference.p
        for pair in pairs
    ]
    return tuple(replace(pair, q=q) for pair, q in zip(pairs, _adjusted(enough), strict=True))


def _pair(saved: SavedBrand, first: KeptArm, second: KeptArm, named: NamedBrands) -> PairResult:
    before = {cell.prompt_id: cell for cell in _cells(named, first, saved.id)}
    after = {cell.prompt_id: cell for cell in _cells(named, second, saved.id)}
    both = sorted(before.keys() & after.keys())
    changes = [after[p].k / after[p].n - before[p].k / before[p].n for p in both]
    mostly = [(_is_mostly(before[p]), _is_mostly(after[p])) for p in both]
    return PairResult(
        brand=saved,
        arm=second.label,
        difference=paired_difference(changes),
        prompts=mcnemar(mostly.count((True, False)), mostly.count((False, True))),
        q=None,
    )


def _is_mostly(cell: PromptCell) -> bool:
    return 2 * cell.k > cell.n


def _agreements(arm: KeptArm, named: NamedBrands) -> dict[int, float]:
    found = {p: prompt_agreement(sets) for p, sets in named.get(arm.target_id, {}).items()}
    return {prompt: value for prompt, value in found.items() if value is not None}


def _agreement_slope(design: KeptDesign, named: NamedBrands) -> AgreementTrend | None:
    by_prompt: dict[int, dict[float, float]] = {}
    for arm in design.arms:
        for prompt, value in _agreements(arm, named).items():
            if arm.level is not None:
                by_prompt.setdefault(prompt, {})[arm.level] = value
    change = mean_prompt_slope(by_prompt)
    return None if change is None else AgreementTrend(change, f"{design.varied} higher by 1")


def _agreement_change(arms: Sequence[KeptArm], named: NamedBrands) -> AgreementTrend | None:
    before, after = _agreements(arms[0], named), _agreements(arms[-1], named)
    both = sorted(before.keys() & after.keys())
    change = paired_difference([after[p] - before[p] for p in both])
    return (
        None if change is None else AgreementTrend(change, f"{arms[-1].label}, not {arms[0].label}")
    )


def _ladder(result: ExperimentResult, named: NamedBrands) -> Iterator[LadderResult]:
    totals, actives = (
        [associate(_points(result, saved.id, named, active=active)) for saved in result.brands]
        for active in (False, True)
    )
    q_totals, q_actives = (_adjusted([each.p for each in found]) for found in (totals, actives))
    for found in zip(result.brands, totals, actives, q_totals, q_actives, strict=True):
        yield LadderResult(*found)


def _points(
    result: ExperimentResult, brand_id: int, named: NamedBrands, *, active: bool
) -> list[ModelPoint]:
    points = []
    for one in result.arms:
        rate = one.rates[brand_id].value
        figure = None if one.card is None else one.card.active if active else one.card.total
        if one.card is None or figure is None or not figure.value or rate is None:
            continue
        size, cells = log10(figure.value), _cells(named, one.arm, brand_id)
        points.append(ModelPoint(one.card.key, one.card.family, size, size, rate, cells))
    return points
