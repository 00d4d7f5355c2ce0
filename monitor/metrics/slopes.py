"""Straight lines through models: ordinary least squares with an effect for each family.

Many lines are fitted at once along the leading axes, for draws and simulations.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.metrics.cell import Interval
from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.student_t import t_cdf, t_quantile

Floats = NDArray[np.float64]

OLS = "ordinary least squares on the models' logits"
OLS_FAMILIES = "ordinary least squares on the models' logits with an effect for each family"

_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True)
class Slopes:
    """Lines fitted at once.

    Attributes:
        estimates, standard_errors: one for each line.
        df: degrees of freedom of all of them: models - families - 1.
    """

    estimates: Floats
    standard_errors: Floats
    df: int


@dataclass(frozen=True, slots=True)
class Slope:
    """One line.

    Attributes:
        estimate: by how much y rises when x rises by 1.
        p: two-sided, of no slope.
        interval: 95 %, by the t distribution of `df` degrees of freedom.
    """

    estimate: float
    standard_error: float
    df: float
    p: float
    interval: Interval


def model_logits(held: ArrayLike, counted: ArrayLike) -> Floats:
    """log((k + .5) / (n - k + .5)), finite where k is 0 or n, too (Haldane 1956, Anscombe 1956).

    >>> model_logits([0, 5], [10, 10]).round(3).tolist()
    [-3.045, 0.0]
    """
    k, n = np.asarray(held, dtype=np.float64), np.asarray(counted, dtype=np.float64)
    logits: Floats = np.log((k + 0.5) / (n - k + 0.5))
    return logits


def fit_slopes(x: ArrayLike, y: ArrayLike, families: Sequence[Hashable]) -> Slopes:
    """The slopes of y on x within families, which all share one slope.

    A family's effect takes away all that its models have in common, so a family with one model says
    nothing (Frisch and Waugh 1933: both sides are centered within families).

    Args:
        x: shape (..., models).
        y: the same, or one that broadcasts with it.
        families: the family of each model; give all the same one for a plain line.

    Raises:
        ValueError: fewer than families + 2 models, or no family has models that differ in x.
    """
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    center, count = _centering(families)
    df = len(families) - count - 1
    if df < 1:
        raise ValueError(f"expected at least {count + 2} models, got {len(families)}")
    across, up = xs @ center, ys @ center
    squares = np.sum(across * across, axis=-1)
    if np.any(squares < _NO_SPREAD):
        raise ValueError("expected models of one family that differ in x")
    estimates = np.sum(across * up, axis=-1) / squares
    left = up - estimates[..., np.newaxis] * across
    errors = np.sqrt(np.sum(left * left, axis=-1) / df / squares)
    return Slopes(np.asarray(estimates), np.asarray(errors), df)


def fit_slope(x: ArrayLike, y: ArrayLike, families: Sequence[Hashable]) -> Slope:
    """The slope of y on x within families, with its t interval and p-value.

    Raises:
        ValueError: as `fit_slopes`; or y lies on the line exactly, so that nothing can be tested.

    >>> slope = fit_slope([0, 1, 2, 3], [0.0, 1.5, 1.5, 3.0], ["one"] * 4)
    >>> round(slope.estimate, 3), round(slope.standard_error, 4), slope.df
    (0.9, 0.2121, 2)
    """
    fitted = fit_slopes(x, y, families)
    estimate, error = float(fitted.estimates), float(fitted.standard_errors)
    if error < _NO_SPREAD:
        raise ValueError("expected values that do not lie on a line exactly")
    many = len(set(families)) > 1
    return slope_of(estimate, error, fitted.df, method=OLS_FAMILIES if many else OLS)


def slope_of(estimate: float, standard_error: float, df: float, *, method: str) -> Slope:
    """A slope with the interval and p-value that its t distribution gives."""
    half = t_quantile((1 + CONFIDENCE) / 2, df) * standard_error
    p = 2 * t_cdf(-abs(estimate / standard_error), df)
    return Slope(
        estimate, standard_error, df, p, Interval(estimate - half, estimate + half, method)
    )


def spread_within(x: ArrayLike, families: Sequence[Hashable]) -> float:
    """The root of the sum of squares of x within families: how much the design tells of a slope."""
    center, _ = _centering(families)
    across = np.asarray(x, dtype=np.float64) @ center
    return math.sqrt(float(np.sum(across * across)))


def _centering(families: Sequence[Hashable]) -> tuple[Floats, int]:
    """The matrix that takes the family's mean away, and the number of families."""
    numbers = {family: number for number, family in enumerate(dict.fromkeys(families))}
    member = np.zeros((len(families), len(numbers)))
    member[np.arange(len(families)), [numbers[family] for family in families]] = 1
    mean = (member / member.sum(axis=0)) @ member.T
    return np.eye(len(families)) - mean, len(numbers)
