"""Two ways of asking compared prompt by prompt: McNemar's test and the sign-flip test."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from monitor.metrics.cell import Interval
from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.student_t import t_quantile

EXACT_FLIPS_UP_TO = 20
DRAWN_FLIPS = 9_999
DEFAULT_SEED = 20260101

T_OVER_PROMPTS = "t interval over prompts"
CLOPPER_PEARSON = "Clopper-Pearson on the pairs that differ"

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class McNemar:
    """The pairs in which exactly one of the two holds.

    Attributes:
        first_only, second_only: how many pairs.
        p: exact and two-sided; 1 without such a pair.
        odds_ratio: second_only / first_only; infinite without the latter, None without both.
        interval: 95 % of the odds ratio; None without such a pair.
    """

    first_only: int
    second_only: int
    p: float
    odds_ratio: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """The mean over prompts of second minus first.

    Attributes:
        p: two-sided, by flipping signs.
        standard_error, interval: by t over prompts; None with fewer than two prompts, or where all
            differences are the same.
    """

    mean: float
    prompts: int
    p: float
    standard_error: float | None
    interval: Interval | None


def mcnemar(first_only: int, second_only: int) -> McNemar:
    """McNemar's exact test (1947) and the odds ratio with its exact interval.

    >>> found = mcnemar(6, 16)
    >>> round(found.p, 6), round(found.odds_ratio, 3)
    (0.052479, 2.667)

    Raises:
        ValueError: a count is negative.
    """
    if first_only < 0 or second_only < 0:
        raise ValueError("expected counts of 0 or more")
    differing = first_only + second_only
    if not differing:
        return McNemar(0, 0, 1.0, None, None)
    fewer = min(first_only, second_only)
    p = min(1.0, 2 * _at_most(fewer, differing, 0.5))
    ratio = second_only / first_only if first_only else math.inf
    low, high = _clopper_pearson(second_only, differing)
    interval = Interval(_odds(low), _odds(high), CLOPPER_PEARSON)
    return McNemar(first_only, second_only, p, ratio, interval)


def paired_difference(
    differences: Sequence[float], *, seed: int = DEFAULT_SEED
) -> PairedDifference | None:
    """The mean difference over prompts with its interval, and the p-value of none.

    The p-value is the share of all ways of flipping the differences' signs whose mean is at least
    as far from 0 (Fisher 1935): all of them for up to 20 differences that are not 0, else 9,999
    drawn ones and the given one. None without a prompt.

    >>> found = paired_difference([0, 0, .2, 0, .2, 0, .4, .2, .2, 0, 0, .4])
    >>> round(found.mean, 6), round(found.p, 5)
    (0.133333, 0.03125)
    """
    if not differences:
        return None
    mean, count = fmean(differences), len(differences)
    p = _sign_flip_p(differences, seed)
    deviation = stdev(differences) if count > 1 else 0.0
    if deviation < _ROUNDING:
        return PairedDifference(mean, count, p, None, None)
    error = deviation / math.sqrt(count)
    half = t_quantile((1 + CONFIDENCE) / 2, count - 1) * error
    interval = Interval(mean - half, mean + half, T_OVER_PROMPTS)
    return PairedDifference(mean, count, p, error, interval)


def _sign_flip_p(differences: Sequence[float], seed: int) -> float:
    moved = np.array([each for each in differences if each], dtype=np.float64)
    least = abs(float(np.sum(moved))) - _ROUNDING * max(len(moved), 1)
    if len(moved) <= EXACT_FLIPS_UP_TO:
        sums = np.zeros(1)
        for each in moved:
            sums = np.concatenate([sums + each, sums - each])
        return float(np.mean(np.abs(sums) >= least))
    signs = np.random.default_rng(seed).integers(0, 2, (DRAWN_FLIPS, len(moved))) * 2 - 1
    as_far = int(np.sum(np.abs(signs @ moved) >= least))
    return (as_far + 1) / (DRAWN_FLIPS + 1)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _clopper_pearson(k: int, n: int) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if k == 0 else _share_where(lambda q: 1 - _at_most(k - 1, n, q) < tail)
    high = 1.0 if k == n else _share_where(lambda q: _at_most(k, n, q) > tail)
    return low, high


def _share_where(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(k: int, n: int, share: float) -> float:
    """The binomial probability of at most k of n, for a share between 0 and 1."""
    yes, no, whole = math.log(share), math.log1p(-share), math.lgamma(n + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * yes + (n - i) * no)
        for i in range(k + 1)
    )
