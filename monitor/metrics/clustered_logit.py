"""Logistic regression over answers, with an effect for each prompt and family, models as clusters.

A secondary model: with few clusters its interval is too narrow (10 % false findings at 6 models and
8 % at 12, where 5 % are wanted).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.metrics.slopes import Slope, slope_of

Floats = NDArray[np.float64]

CLUSTERED = (
    "logistic regression with an effect for each prompt and family, errors clustered by model (CR1)"
)

_STEPS = 60
_CLOSE = 1e-9
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class LogitCell:
    """How often something held in the answers of one model to one prompt.

    Attributes:
        x: what the model is compared by.
    """

    model: Hashable
    family: Hashable
    prompt: Hashable
    x: float
    k: int
    n: int


def clustered_logit(cells: Sequence[LogitCell]) -> Slope | None:
    """The log odds ratio for an x higher by 1, with an interval by t(models - families - 1).

    Prompts whose answers all agree tell nothing of x and are left out. Errors are clustered by
    model with the small-sample factor G/(G-1) * (N-1)/(N-K) of Stata, N being the cells.

    None where there is no finite estimate, or too few models.

    >>> held = [(1, 0), (2, 1), (1, 2), (4, 1)]  # of five answers of four models to two prompts
    >>> slope = clustered_logit([
    ...     LogitCell(model, "one family", prompt, x=model, k=k, n=5)
    ...     for model, counts in enumerate(held)
    ...     for prompt, k in enumerate(counts)
    ... ])
    >>> round(slope.estimate, 3), round(slope.standard_error, 3), slope.df
    (0.646, 0.18, 2)
    """
    used = _informative(cells)
    models = dict.fromkeys(cell.model for cell in used)
    families = dict.fromkeys(cell.family for cell in used)
    df = len(models) - len(families) - 1
    if df < 1:
        return None
    design = _design(used)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    k = np.array([cell.k for cell in used], dtype=np.float64)
    n = np.array([cell.n for cell in used], dtype=np.float64)
    number = {model: index for index, model in enumerate(models)}
    clusters = np.array([number[cell.model] for cell in used])
    fitted = fit_clustered(design, k, n, clusters)
    if fitted is None:
        return None
    coefficients, covariance = fitted
    error = math.sqrt(float(covariance[0, 0]))
    return slope_of(float(coefficients[0]), error, df, method=CLUSTERED) if error else None


def fit_clustered(
    design: Floats, k: Floats, n: Floats, clusters: NDArray[np.intp]
) -> tuple[Floats, Floats] | None:
    """Coefficients by maximum likelihood and their CR1 covariance; None where they run away.

    Args:
        design: a row for each cell.
        k: answers of each cell for which it held.
        n: answers of each cell.
        clusters: the number of each cell's cluster, from 0.
    """
    coefficients = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-design @ coefficients))
        information = design.T @ (design * (n * share * (1 - share))[:, np.newaxis])
        try:
            step = np.linalg.solve(information, design.T @ (k - n * share))
        except np.linalg.LinAlgError:
            return None
        coefficients = coefficients + np.clip(step, -5, 5)
        if np.any(np.abs(coefficients) > _STEEPEST):
            return None
        if np.max(np.abs(step)) < _CLOSE:
            return coefficients, _covariance(design, k - n * share, information, clusters)
    return None


def _covariance(
    design: Floats, residuals: Floats, information: Floats, clusters: NDArray[np.intp]
) -> Floats:
    scores = np.zeros((int(clusters.max()) + 1, design.shape[1]))
    np.add.at(scores, clusters, design * residuals[:, np.newaxis])
    bread = np.linalg.inv(information)
    groups, (cells, width) = len(scores), design.shape
    factor = groups / (groups - 1) * (cells - 1) / (cells - width)
    covariance: Floats = factor * bread @ (scores.T @ scores) @ bread
    return covariance


def _informative(cells: Sequence[LogitCell]) -> list[LogitCell]:
    answered = [cell for cell in cells if cell.n]
    held: dict[Hashable, int] = {}
    counted: dict[Hashable, int] = {}
    for cell in answered:
        held[cell.prompt] = held.get(cell.prompt, 0) + cell.k
        counted[cell.prompt] = counted.get(cell.prompt, 0) + cell.n
    return [cell for cell in answered if 0 < held[cell.prompt] < counted[cell.prompt]]


def _design(cells: Sequence[LogitCell]) -> Floats:
    """x, then a column for each prompt, then one for each family but the first."""
    center = sum(cell.x for cell in cells) / len(cells)
    prompts = {prompt: i for i, prompt in enumerate(dict.fromkeys(c.prompt for c in cells))}
    families = {family: i for i, family in enumerate(dict.fromkeys(c.family for c in cells))}
    design = np.zeros((len(cells), len(prompts) + len(families)))
    for row, cell in enumerate(cells):
        design[row, 0] = cell.x - center
        design[row, 1 + prompts[cell.prompt]] = 1
        if families[cell.family]:
            design[row, len(prompts) + families[cell.family]] = 1
    return design
