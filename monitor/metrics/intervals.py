"""95 % intervals for a rate, plain and clustered by prompt, and how alike repeats of a prompt are.

Answers to one prompt resemble each other, so a plain interval over all answers is too narrow: where
their correlation is .5, it covers about 75 % instead of 95 %. Here the prompt is the cluster, and
the interval speaks of prompts like these, not of these prompts alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean

from monitor.metrics.cell import Interval, PromptCell, answered_cells
from monitor.metrics.student_t import t_quantile

CONFIDENCE = 0.95
_UPPER = (1 + CONFIDENCE) / 2
Z_95 = NormalDist().inv_cdf(_UPPER)

WILSON = "Wilson"
WILSON_ONE_PROMPT = "Wilson over the repeats of this prompt only"
WILSON_CLUSTERED = "Wilson on the effective sample size clustered by prompt, with a t quantile"


def wilson_interval(k: int, n: int, *, z: float = Z_95) -> Interval:
    """The score interval for k of n independent answers (Wilson 1927).

    Raises:
        ValueError: unless 0 <= k <= n and n >= 1.

    >>> interval = wilson_interval(7, 20)
    >>> round(interval.low, 6), round(interval.high, 6)
    (0.181192, 0.567146)
    """
    if not (0 <= k <= n and n >= 1):
        raise ValueError(f"expected 0 <= k <= n with n >= 1, got {k}/{n}")
    return _wilson(k / n, n, z=z, method=WILSON)


def clustered_wilson(cells: Sequence[PromptCell]) -> Interval:
    """The interval for the prompt-weighted rate, each prompt being a cluster of alike answers.

    Wilson's interval on the effective sample size, with the t quantile of P - 1 degrees of freedom
    in place of z. With one prompt: the plain interval over its repeats, and the method says so.

    Raises:
        ValueError: no prompt has an answer, or one prompt has two cells.

    >>> counts = (5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0)
    >>> panel = [PromptCell(prompt_id=i, k=k, n=5) for i, k in enumerate(counts)]
    >>> interval = clustered_wilson(panel)
    >>> round(interval.low, 6), round(interval.high, 6)
    (0.252959, 0.747041)
    """
    answered = _some_answered(cells)
    rate = prompt_weighted_rate(answered)
    if len(answered) == 1:
        return _wilson(rate, answered[0].n, z=Z_95, method=WILSON_ONE_PROMPT)
    t = t_quantile(_UPPER, len(answered) - 1)
    return _wilson(rate, effective_sample_size(answered), z=t, method=WILSON_CLUSTERED)


def prompt_weighted_rate(cells: Sequence[PromptCell]) -> float:
    """The mean over prompts of k / n: each prompt weighs the same, whatever its repeats.

    Raises:
        ValueError: no prompt has an answer, or one prompt has two cells.

    >>> prompt_weighted_rate([PromptCell(1, k=1, n=1), PromptCell(2, k=0, n=9)])
    0.5
    """
    return fmean(cell.k / cell.n for cell in _some_answered(cells))


def effective_sample_size(cells: Sequence[PromptCell]) -> float:
    """The number of independent answers that would tell the rate as well as these answers do.

    V(1 - V) / SE^2, where SE = sd of the prompts' rates / sqrt(P). This is never below P - 1; it is
    held to at most P times the harmonic mean of the repeats: all answers, where these are equal.
    Where every prompt has the rate 0, or every prompt 1, the spread tells nothing and P is taken.

    Raises:
        ValueError: fewer than two prompts have an answer, or one prompt has two cells.

    >>> counts = (5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0)
    >>> panel = [PromptCell(prompt_id=i, k=k, n=5) for i, k in enumerate(counts)]
    >>> round(effective_sample_size(panel), 9)
    15.0
    """
    answered = _some_answered(cells)
    prompts = len(answered)
    if prompts < 2:
        raise ValueError("expected answers to at least two prompts, got answers to one")
    rates = [cell.k / cell.n for cell in answered]
    rate = fmean(rates)
    if rate in (0, 1):
        return float(prompts)
    independent = prompts * _harmonic_mean_repeats(answered)
    squares = math.fsum((each - rate) ** 2 for each in rates)
    if squares == 0:
        return independent
    squared_error = squares / (prompts - 1) / prompts
    return min(rate * (1 - rate) / squared_error, independent)


def intraclass_correlation(cells: Sequence[PromptCell]) -> float | None:
    """How alike answers to one prompt are: 1 fully, 0 as chance would have it, below 0 even less.

    The analysis-of-variance estimate; unequal repeats enter by their adjusted mean (Donner 1986,
    International Statistical Review 54). None where it cannot be estimated: fewer than two prompts,
    no prompt with two answers, or all answers the same.

    Raises:
        ValueError: one prompt has two cells.

    >>> counts = (5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0)
    >>> panel = [PromptCell(prompt_id=i, k=k, n=5) for i, k in enumerate(counts)]
    >>> round(intraclass_correlation(panel), 9)
    0.6875
    """
    answered = answered_cells(cells)
    prompts, answers = len(answered), sum(cell.n for cell in answered)
    held = sum(cell.k for cell in answered)
    if prompts < 2 or answers == prompts or held in (0, answers):
        return None
    pooled = held / answers
    between = math.fsum(cell.n * (cell.k / cell.n - pooled) ** 2 for cell in answered)
    within = math.fsum(cell.k * (cell.n - cell.k) / cell.n for cell in answered)
    mean_square_between = between / (prompts - 1)
    mean_square_within = within / (answers - prompts)
    repeats = (answers - sum(cell.n**2 for cell in answered) / answers) / (prompts - 1)
    spread = mean_square_between + (repeats - 1) * mean_square_within
    return (mean_square_between - mean_square_within) / spread


def design_effect(cells: Sequence[PromptCell]) -> float | None:
    """By how much the likeness of repeats multiplies the variance of the prompt-weighted rate.

    N / P * (ICC + (1 - ICC) / H) with N answers and the harmonic mean H of the repeats; with equal
    repeats R this is 1 + (R - 1) ICC. Never below 0. None where the correlation is None.

    Raises:
        ValueError: one prompt has two cells.

    >>> counts = (5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0)
    >>> panel = [PromptCell(prompt_id=i, k=k, n=5) for i, k in enumerate(counts)]
    >>> round(design_effect(panel), 9)
    3.75
    """
    correlation = intraclass_correlation(cells)
    if correlation is None:
        return None
    answered = answered_cells(cells)
    mean_repeats = sum(cell.n for cell in answered) / len(answered)
    unlike = (1 - correlation) / _harmonic_mean_repeats(answered)
    # The adjusted mean of the repeats is not below H, so only rounding could go below 0.
    return max(mean_repeats * (correlation + unlike), 0.0)


def _wilson(rate: float, n: float, *, z: float, method: str) -> Interval:
    shrink = 1 + z * z / n
    center = (rate + z * z / (2 * n)) / shrink
    half = z / shrink * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    # Rounding must not push the rate out of its interval, nor a bound out of [0, 1].
    low, high = max(min(center - half, rate), 0.0), min(max(center + half, rate), 1.0)
    return Interval(low=low, high=high, method=method)


def _some_answered(cells: Sequence[PromptCell]) -> tuple[PromptCell, ...]:
    answered = answered_cells(cells)
    if not answered:
        raise ValueError("expected at least one answer, got none")
    return answered


def _harmonic_mean_repeats(answered: Sequence[PromptCell]) -> float:
    return len(answered) / math.fsum(1 / cell.n for cell in answered)
