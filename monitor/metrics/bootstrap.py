"""Intervals for shares by resampling prompts: what other prompts like these might have given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter
from random import Random
from statistics import NormalDist

from monitor.metrics.student_t import t_quantile

RESAMPLES = 2000


def resampled_shares(parts: Sequence[Sequence[float]], *, seed: int) -> list[list[float]]:
    """Each part's share of the whole in every resample of the prompts, in the order of the parts.

    `parts` holds one row for each part and in it one number for each prompt (two prompts at least),
    all rows in the same order of prompts. A resample in which the whole is 0 tells nothing of
    shares and is left out. The same prompts are drawn for all parts, so the shares of one resample
    add up to 1 and the order of the parts changes nothing.
    """
    random = Random(seed)  # noqa: S311 - resampling, not secrets
    prompts = len(parts[0])
    shares: list[list[float]] = [[] for _ in parts]
    for _ in range(RESAMPLES):
        # Only random() is promised to give the same numbers in every Python release.
        drawn = itemgetter(*[int(random.random() * prompts) for _ in range(prompts)])
        sums = [math.fsum(drawn(part)) for part in parts]
        whole = math.fsum(sums)
        if whole > 0:
            for column, part_sum in zip(shares, sums, strict=True):
                column.append(part_sum / whole)
    return shares


def expanded_percentiles(
    values: Sequence[float], *, prompts: int, confidence: float
) -> tuple[float, float]:
    """The expanded percentile interval of resampled values (Hesterberg 2015, Am. Statistician 69).

    Plain percentiles are too narrow with few clusters, as a resample varies by (P - 1) / P of what
    a new sample would; so they are taken further out, at the normal probability of
    sqrt(P / (P - 1)) times the t quantile of P - 1 degrees of freedom.

    >>> low, high = expanded_percentiles(range(1001), prompts=20, confidence=0.95)
    >>> round(low, 3), round(high, 3)
    (15.881, 984.119)
    """
    t = t_quantile((1 + confidence) / 2, prompts - 1)
    tail = NormalDist().cdf(-t * math.sqrt(prompts / (prompts - 1)))
    ordered = sorted(values)
    return _quantile(ordered, tail), _quantile(ordered, 1 - tail)


def _quantile(ordered: Sequence[float], level: float) -> float:
    position = level * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
