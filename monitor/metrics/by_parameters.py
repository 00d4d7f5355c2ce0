"""Whether visibility goes with a number of the models: what may be tested, and what the tests say.

One model is one point; more prompts do not make up for few models. Nothing here speaks of causes.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import numpy as np
from numpy.typing import NDArray

from monitor.metrics.cell import Interval, PromptCell
from monitor.metrics.clustered_logit import LogitCell, clustered_logit
from monitor.metrics.power import detectable_effect, t_test_power
from monitor.metrics.rubin import DRAWS, draw_between, pool_draws
from monitor.metrics.slopes import Slope, fit_slope, fit_slopes, model_logits, spread_within
from monitor.metrics.spearman import DEFAULT_SEED, permutation_p, rho_interval, spearman_rho

RANKS_FROM, ESTIMATE_FROM, FULL_FROM = 5, 8, 20
"""Models. With four the smallest two-sided p of a rank correlation is 2/24."""

FULL_FAMILIES = 3
FEWEST_IN_GROUP = 3
"""Of two groups the smaller must have so many models."""

FEWEST_DF_WITHIN = 5
"""Fewer degrees of freedom within families say too little: then one line goes through all."""

USUAL_EFFECT = 0.5
"""The log odds per tenfold, an odds ratio of 1.65, for which power is told."""

OVER_FAMILIES = "one line over all families"


class Gate(StrEnum):
    """What so many models allow."""

    NO_TEST = "no_test"
    RANKS_ONLY = "ranks_only"
    LOW_POWER = "low_power"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class ModelPoint:
    """One model with how often something held in its answers.

    Attributes:
        family: models of one family share data and makers; None where not known.
        low, high: the ends of x; the same for a number that is known exactly.
        rate: the share that is compared.
        cells: what it is made of, by prompt; all models must have the same prompts.
    """

    model: str
    family: str | None
    low: float
    high: float
    rate: float
    cells: tuple[PromptCell, ...]

    @property
    def is_exact(self) -> bool:
        """Whether x is known as one number."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class RankTest:
    """Spearman's correlation over models, with a p-value by permutation.

    Attributes:
        interval: 95 %, of models like these; None where there is none.
        draws: of the uncertain numbers, over which correlation and p are medians; 1 without any.
    """

    rho: float
    p: float
    interval: Interval | None
    draws: int


@dataclass(frozen=True, slots=True)
class Association:
    """What the models say of a number of theirs.

    Attributes:
        models, families: how many points, and of how many known families.
        exact: how many of the models have an exact number.
        primary: two-step least squares, in log odds for an x higher by 1; None below the gate.
        within_families: whether only models of one family are compared with each other.
        ranks: None below the gate.
        secondary: the logistic regression over answers; only with the full gate.
        detectable: the log odds that the primary test would find with 80 % power.
        power: with which it would find log odds of .5.
        reason: why a test is missing; None where none is.
    """

    gate: Gate
    models: int
    families: int
    exact: int
    primary: Slope | None = None
    within_families: bool = False
    ranks: RankTest | None = None
    secondary: Slope | None = None
    detectable: float | None = None
    power: float | None = None
    reason: str | None = None

    @property
    def p(self) -> float | None:
        """That of the slope; of the ranks where there is no slope; None without a test."""
        if self.primary is not None:
            return self.primary.p
        return None if self.ranks is None else self.ranks.p


def gate_of(models: int, families: int) -> Gate:
    """What so many models of so many families allow.

    >>> [str(gate_of(models, 3)) for models in (4, 5, 7, 8, 19, 20)]
    ['no_test', 'ranks_only', 'ranks_only', 'low_power', 'low_power', 'full']
    """
    if models < RANKS_FROM:
        return Gate.NO_TEST
    if models < ESTIMATE_FROM:
        return Gate.RANKS_ONLY
    full = models >= FULL_FROM and families >= FULL_FAMILIES
    return Gate.FULL if full else Gate.LOW_POWER


def associate(
    points: Sequence[ModelPoint], *, seed: int = DEFAULT_SEED, two_groups: bool = False
) -> Association:
    """What may be said of these models, as far as their number allows.

    Uncertain numbers are drawn 200 times evenly between their ends; estimates are pooled by Rubin's
    rules, correlations and their p-values by the median.

    Args:
        points: one for each model.
        seed: of draws, permuted orders and resamples.
        two_groups: x is 0 or 1; then both groups need three models.
    """
    families = _families(points)
    counts = _Counts(
        models=len(points),
        families=len({point.family for point in points if point.family is not None}),
        exact=sum(point.is_exact for point in points),
    )
    gate = gate_of(counts.models, counts.families)
    reason = _reason_against(points, gate, two_groups=two_groups)
    if reason is not None:
        return _untested(Gate.NO_TEST, counts, reason)
    logits = _logits(points)
    sizes = _draws_of(points, seed)
    ranks = _rank_test(sizes, logits, seed)
    if gate is Gate.RANKS_ONLY:
        told = f"{counts.models} models: their order only, no slope below {ESTIMATE_FROM}"
        return Association(gate, *counts.as_tuple(), ranks=ranks, reason=told)
    grouping = _grouping(sizes, families)
    slope = _slope(sizes, logits, grouping)
    if slope is None:
        return Association(gate, *counts.as_tuple(), ranks=ranks, reason="the models do not differ")
    secondary = _secondary(points, grouping) if gate is Gate.FULL else None
    return Association(
        gate,
        *counts.as_tuple(),
        primary=slope,
        within_families=OVER_FAMILIES not in grouping,
        ranks=ranks,
        secondary=secondary,
        detectable=detectable_effect(slope.standard_error, slope.df),
        power=t_test_power(USUAL_EFFECT, slope.standard_error, slope.df),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    models: int
    families: int
    exact: int

    def as_tuple(self) -> tuple[int, int, int]:
        return self.models, self.families, self.exact


def _untested(gate: Gate, counts: _Counts, reason: str) -> Association:
    return Association(gate, *counts.as_tuple(), reason=reason)


def _families(points: Sequence[ModelPoint]) -> list[str]:
    # A model of unknown family is a family of its own: nothing is known that it shares.
    return [point.family or f"\0{point.model}" for point in points]


def _reason_against(points: Sequence[ModelPoint], gate: Gate, *, two_groups: bool) -> str | None:
    if gate is Gate.NO_TEST:
        return f"fewer than {RANKS_FROM} models ({len(points)})"
    if len({(point.low, point.high) for point in points}) < 2:
        return "all models have the same"
    if two_groups:
        high = sum(point.low > 0 for point in points)
        if min(high, len(points) - high) < FEWEST_IN_GROUP:
            return f"fewer than {FEWEST_IN_GROUP} models in one of the two groups"
    held = sum(cell.k for point in points for cell in point.cells)
    if held in (0, sum(cell.n for point in points for cell in point.cells)):
        return "never named" if held == 0 else "always named"
    if len({round(point.rate, 9) for point in points}) < 2:
        return "all models have the same rate"
    return None


def _logits(points: Sequence[ModelPoint]) -> NDArray[np.float64]:
    counted = np.array([sum(cell.n for cell in point.cells) for point in points], dtype=np.float64)
    rates = np.array([point.rate for point in points])
    return model_logits(rates * counted, counted)


def _draws_of(points: Sequence[ModelPoint], seed: int) -> NDArray[np.float64]:
    low, high = [point.low for point in points], [point.high for point in points]
    if all(point.is_exact for point in points):
        return np.array([low])
    return draw_between(low, high, seed=seed)


def _rank_test(
    sizes: NDArray[np.float64], logits: NDArray[np.float64], seed: int
) -> RankTest | None:
    # Both are the same whichever side is permuted; this way all draws share the permuted logits.
    rhos = spearman_rho(logits, sizes).tolist()
    p_values = permutation_p(logits, sizes, seed=seed).tolist()
    if any(math.isnan(rho) for rho in rhos):
        return None
    middle = sizes.mean(axis=0)
    return RankTest(
        rho=median(rhos),
        p=median(p_values),
        interval=rho_interval(middle, logits, seed=seed) if len(rhos) == 1 else None,
        draws=len(rhos),
    )


def _grouping(sizes: NDArray[np.float64], families: Sequence[str]) -> Sequence[Hashable]:
    """The families where they can be told apart from size, else one for all."""
    df = len(families) - len(set(families)) - 1
    spread = min(spread_within(x, families) for x in sizes)
    if df >= FEWEST_DF_WITHIN and spread > 0.1 * spread_within(sizes[0], ["all"] * len(families)):
        return families
    return [OVER_FAMILIES] * len(families)


def _slope(
    sizes: NDArray[np.float64], logits: NDArray[np.float64], grouping: Sequence[Hashable]
) -> Slope | None:
    try:
        first = fit_slope(sizes[0], logits, grouping)
        if len(sizes) == 1:
            return first
        fitted = fit_slopes(sizes, logits, grouping)
    except ValueError:
        return None
    method = f"{first.interval.method}; {DRAWS} draws of uncertain numbers pooled by Rubin's rules"
    variances = (fitted.standard_errors**2).tolist()
    return pool_draws(fitted.estimates.tolist(), variances, df=fitted.df, method=method)


def _secondary(points: Sequence[ModelPoint], grouping: Sequence[Hashable]) -> Slope | None:
    if not all(point.is_exact for point in points):
        return None
    return clustered_logit(
        [
            LogitCell(point.model, family, cell.prompt_id, point.low, cell.k, cell.n)
            for point, family in zip(points, grouping, strict=True)
            for cell in point.cells
        ]
    )
