"""Rubin's rules: one estimate from many, each made with another draw of what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, variance

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.metrics.slopes import Slope, slope_of

DRAWS = 200


def draw_between(
    low: ArrayLike, high: ArrayLike, *, seed: int, draws: int = DRAWS
) -> NDArray[np.float64]:
    """Numbers drawn evenly between the two ends; where these are equal, always that number.

    Returns:
        Shape (draws, len(low)).
    """
    lowest, highest = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    share = np.random.default_rng(seed).random((draws, len(lowest)))
    drawn: NDArray[np.float64] = lowest + share * (highest - lowest)
    return drawn


def pool_draws(
    estimates: Sequence[float], variances: Sequence[float], *, df: float, method: str
) -> Slope:
    """One slope from those of M draws (Rubin 1987).

    The variance is the mean of theirs plus (1 + 1/M) times the variance of the estimates; degrees
    of freedom as for small samples (Barnard and Rubin 1999), at least 1.

    Args:
        estimates: at least two.
        variances: the squared standard errors, in the same order.
        df: the degrees of freedom of each estimate.
        method: in words.

    >>> pooled = pool_draws([1.0, 2.0, 3.0], [0.5, 0.5, 0.5], df=10, method="")
    >>> pooled.estimate, round(pooled.standard_error**2, 4), round(pooled.df, 3)
    (2.0, 1.8333, 1.433)
    """
    count = len(estimates)
    within, between = fmean(variances), variance(estimates)
    total = within + (1 + 1 / count) * between
    missing = (1 + 1 / count) * between / total
    observed_df = (df + 1) / (df + 3) * df * (1 - missing)
    squared = missing**2  # 0 as well where the estimates differ by less than can be squared
    if squared > 0:
        drawn_df = (count - 1) / squared
        observed_df = drawn_df * observed_df / (drawn_df + observed_df)
    return slope_of(fmean(estimates), math.sqrt(total), max(observed_df, 1.0), method=method)
