"""Spearman's rank correlation, a p-value by permutation and an interval by resampling models."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.metrics.bootstrap import RESAMPLES, expanded_percentiles
from monitor.metrics.cell import Interval
from monitor.metrics.intervals import CONFIDENCE

Floats = NDArray[np.float64]

EXACT_UP_TO = 8
"""Models of which all orders are tried: 40,320 for 8."""

DRAWN_ORDERS = 9_999
"""Orders that are drawn for more models."""

DEFAULT_SEED = 20260101

BOOTSTRAP = "expanded percentile bootstrap over models"

_ROUNDING = 1e-10
_AT_ONCE = 200


def average_ranks(values: ArrayLike) -> Floats:
    """The ranks from 1 along the last axis; equal values share the mean of their ranks.

    >>> average_ranks([10, 30, 20, 20]).tolist()
    [1.0, 4.0, 2.5, 2.5]
    """
    given = np.asarray(values, dtype=np.float64)
    ranks = np.empty_like(given)
    for row in np.ndindex(given.shape[:-1]):
        _, place, counts = np.unique(given[row], return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        ranks[row] = (last - (counts - 1) / 2)[place]
    return ranks


def spearman_rho(x: ArrayLike, y: ArrayLike) -> Floats:
    """The rank correlation of x with each row of y (Spearman 1904).

    Returns:
        One number for each row of y, as an array; not a number where all of x or of y are equal.

    >>> round(float(spearman_rho([1, 2, 3, 4], [1, 2, 4, 3])), 3)
    0.8
    """
    first, second = _centered_ranks(x), _centered_ranks(y)
    product = np.sum(first * second, axis=-1)
    scale = np.sqrt(np.sum(first * first, axis=-1) * np.sum(second * second, axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(product / scale)


def permutation_p(x: ArrayLike, y: ArrayLike, *, seed: int = DEFAULT_SEED) -> Floats:
    """The two-sided p-value of no rank correlation of x with each row of y.

    The share of orders of x that correlate with y at least as much, in either direction: of all
    orders for up to 8 values, else of 9,999 drawn ones and the given one (Phipson and Smyth 2010).

    Args:
        x: shape (values,).
        y: shape (..., values).
        seed: of the drawn orders.

    >>> float(permutation_p([1, 2, 3, 4], [1, 2, 3, 4]).round(4))
    0.0833
    """
    first, second = _centered_ranks(x), _centered_ranks(y)
    size = first.shape[-1]
    shuffled = first[_orders(size, seed)].T
    rows = second.reshape(-1, size)
    found = np.empty(len(rows))
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        least = np.abs(some @ first) - _ROUNDING
        found[start : start + _AT_ONCE] = np.sum(
            np.abs(some @ shuffled) >= least[:, np.newaxis], axis=1
        )
    exact = size <= EXACT_UP_TO
    p = found / math.factorial(size) if exact else (found + 1) / (DRAWN_ORDERS + 1)
    return np.asarray(p.reshape(second.shape[:-1]))


def rho_interval(x: ArrayLike, y: ArrayLike, *, seed: int = DEFAULT_SEED) -> Interval | None:
    """The 95 % interval of the rank correlation for models like these, by resampling models.

    None where hardly any resample has models that differ in both.
    """
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    size = len(xs)
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), RESAMPLES)
    weights = drawn.astype(np.float64)
    first, second = _resampled_ranks(xs, weights), _resampled_ranks(ys, weights)
    product = np.sum(weights * first * second, axis=1)
    squares = np.sum(weights * first**2, axis=1) * np.sum(weights * second**2, axis=1)
    differ = squares > _ROUNDING
    if np.sum(differ) < RESAMPLES / 2:
        return None
    values = product[differ] / np.sqrt(squares[differ])
    low, high = expanded_percentiles(values.tolist(), prompts=size, confidence=CONFIDENCE)
    return Interval(low, high, f"{BOOTSTRAP}, {RESAMPLES} resamples, seed {seed}")


def _resampled_ranks(values: Floats, weights: Floats) -> Floats:
    """The centered ranks of the values where each stands in the resample so many times."""
    levels, place = np.unique(values, return_inverse=True)
    at_level = weights @ (place[:, np.newaxis] == np.arange(len(levels))).astype(np.float64)
    middle = np.cumsum(at_level, axis=1) - (at_level - 1) / 2
    ranks: Floats = middle[:, place] - (len(values) + 1) / 2
    return ranks


def _centered_ranks(values: ArrayLike) -> Floats:
    ranks = average_ranks(values)
    centered: Floats = ranks - (ranks.shape[-1] + 1) / 2
    return centered


@lru_cache(maxsize=8)
def _orders(size: int, seed: int) -> NDArray[np.intp]:
    if size <= EXACT_UP_TO:
        return np.array(list(permutations(range(size))), dtype=np.intp)
    first = np.broadcast_to(np.arange(size), (DRAWN_ORDERS, size))
    return np.random.default_rng(seed).permuted(first, axis=1)
