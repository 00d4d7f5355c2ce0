"""Whether a rate goes up or down with a setting of one model, each prompt compared with itself.

The odds ratio is that of a logistic regression with an effect for each prompt, conditional on each
prompt's total (Breslow and Day 1980, chapter 7). Prompts are the clusters: repeats may be alike, as
at temperature 0, and prompts may move differently. So the p-value is by flipping the signs of the
prompts' scores, which is the score test of that regression without its assumptions, and the
interval is of the sandwich kind (Liang and Zeger 1986).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from monitor.metrics.cell import Interval
from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.pairs import paired_difference
from monitor.metrics.power import detectable_effect
from monitor.metrics.student_t import t_quantile

CLUSTERED_CONDITIONAL = (
    "conditional logistic regression with an effect for each prompt, errors clustered by prompt, t"
)

_STEPS = 50
_CLOSE = 1e-10
_STEEPEST = 20.0
"""A logit per spread of the setting beyond which there is no finite estimate."""


@dataclass(frozen=True, slots=True)
class SettingCell:
    """How often something held in the answers to one prompt at one value of the setting."""

    prompt_id: int
    setting: float
    k: int
    n: int


@dataclass(frozen=True, slots=True)
class SettingTrend:
    """How a rate moves with a setting.

    Attributes:
        slope: the log odds ratio for a setting higher by 1; None where no finite one fits.
        interval: of the slope; 95 %; None without one.
        p: two-sided, by flipping signs over prompts.
        mantel_p: that of Mantel's extension test (1963, J. Am. Stat. Assoc. 58), which takes
            repeats for independent and speaks of these prompts alone.
        prompts: those that tell something: some answers hold and some do not, at several settings.
        detectable: the log odds ratio for a setting higher by 1 that would have been found with
            80 % power; None with fewer than two prompts.
    """

    slope: float | None
    interval: Interval | None
    p: float
    mantel_p: float
    prompts: int
    detectable: float | None


def trend_over_setting(cells: Sequence[SettingCell]) -> SettingTrend | None:
    """The trend of a rate over a setting; None where no prompt tells anything.

    >>> held = [(1, 2, 4), (0, 1, 2), (2, 2, 3)]  # of four answers at each of three temperatures
    >>> trend = trend_over_setting([
    ...     SettingCell(prompt, setting, k, 4)
    ...     for prompt, counts in enumerate(held)
    ...     for setting, k in zip((0.0, 0.5, 1.0), counts)
    ... ])
    >>> round(trend.slope, 3), round(trend.p, 3), round(trend.mantel_p, 3)
    (2.307, 0.25, 0.013)
    """
    strata = _informative(cells)
    if not strata:
        return None
    information, scores = _scores(strata, 0.0)
    z = math.fsum(scores) / math.sqrt(information)
    flipped = paired_difference(scores)
    assert flipped is not None
    fitted = _fit(strata)
    error = None if fitted is None else _clustered_error(strata, fitted)
    interval = None
    if fitted is not None and error is not None:
        half = t_quantile((1 + CONFIDENCE) / 2, len(strata) - 1) * error
        interval = Interval(fitted - half, fitted + half, CLUSTERED_CONDITIONAL)
    return SettingTrend(
        slope=fitted,
        interval=interval,
        p=flipped.p,
        mantel_p=2 * NormalDist().cdf(-abs(z)),
        prompts=len(strata),
        detectable=_detectable(strata, information, scores),
    )


def _scores(strata: Sequence[Sequence[SettingCell]], slope: float) -> tuple[float, list[float]]:
    """The information of all prompts, and by how far each prompt's sum of settings is off."""
    moments = [_moments(stratum, slope) for stratum in strata]
    scores = [_observed(own) - mean for own, (mean, _) in zip(strata, moments, strict=True)]
    return math.fsum(variance for _, variance in moments), scores


def _clustered_error(strata: Sequence[Sequence[SettingCell]], slope: float) -> float | None:
    """The root of the sandwich variance with the factor P / (P - 1); None for one prompt."""
    prompts = len(strata)
    information, scores = _scores(strata, slope)
    squares = math.fsum(score * score for score in scores)
    if prompts < 2 or information <= 0 or squares <= 0:
        return None
    return math.sqrt(prompts / (prompts - 1) * squares) / information


def _detectable(
    strata: Sequence[Sequence[SettingCell]], information: float, scores: Sequence[float]
) -> float | None:
    """From how much the prompts' scores differ from each other, as if there were no trend."""
    if len(strata) < 2:
        return None
    mean = math.fsum(scores) / len(scores)
    squares = math.fsum((score - mean) ** 2 for score in scores)
    # Scores that happen to agree do not make the design more telling than chance allows.
    spread = max(squares * len(strata) / (len(strata) - 1), information)
    return detectable_effect(math.sqrt(spread) / information, len(strata) - 1)


def _informative(cells: Sequence[SettingCell]) -> list[list[SettingCell]]:
    by_prompt: dict[int, list[SettingCell]] = defaultdict(list)
    for cell in cells:
        if cell.n:
            by_prompt[cell.prompt_id].append(cell)
    return [
        stratum
        for stratum in by_prompt.values()
        if 0 < sum(c.k for c in stratum) < sum(c.n for c in stratum)
        and len({c.setting for c in stratum}) > 1
    ]


def _observed(stratum: Sequence[SettingCell]) -> float:
    return math.fsum(cell.setting * cell.k for cell in stratum)


def _fit(strata: Sequence[Sequence[SettingCell]]) -> float | None:
    """The slope at which the expected sum of settings is the observed one."""
    settings = [cell.setting for stratum in strata for cell in stratum]
    steepest = _STEEPEST / (max(settings) - min(settings))
    slope = 0.0
    for _ in range(_STEPS):
        information, scores = _scores(strata, slope)
        if information <= 0:
            return None
        step = math.fsum(scores) / information
        if abs(step) < _CLOSE * steepest:
            return slope
        slope += max(-steepest / 4, min(steepest / 4, step))
        if abs(slope) > steepest:
            return None
    return None


def _moments(stratum: Sequence[SettingCell], slope: float) -> tuple[float, float]:
    """Mean and variance of the sum of settings over held answers, given how many answers held.

    The weights of all ways to spread the held answers over the settings are multiplied out as
    polynomials in the number of held answers; two more carry the first and second moment.
    """
    held = sum(cell.k for cell in stratum)
    center = math.fsum(cell.setting for cell in stratum) / len(stratum)
    weight, first, second = np.ones(1), np.zeros(1), np.zeros(1)
    for cell in stratum:
        score = cell.setting - center
        counts = np.arange(cell.n + 1)
        own = _binomials(cell.n) * np.exp(slope * score * (counts - cell.n / 2))
        own_first, own_second = own * counts * score, own * (counts * score) ** 2
        second = (
            np.convolve(second, own)
            + 2 * np.convolve(first, own_first)
            + np.convolve(weight, own_second)
        )
        first = np.convolve(first, own) + np.convolve(weight, own_first)
        weight = np.convolve(weight, own)
        scale = float(np.max(weight))
        weight, first, second = weight / scale, first / scale, second / scale
    mean = float(first[held] / weight[held])
    return mean + center * held, float(second[held] / weight[held]) - mean**2


def _binomials(n: int) -> NDArray[np.float64]:
    """The binomial coefficients of n, scaled so that the largest is 1."""
    logs = np.array([-math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in range(n + 1)])
    return np.asarray(np.exp(logs - np.max(logs)))
