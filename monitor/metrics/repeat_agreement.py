"""How alike the answers to one prompt are when it is asked again: the brands that they name."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, stdev

from monitor.metrics.cell import Interval
from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.pairs import PairedDifference, paired_difference
from monitor.metrics.student_t import t_quantile

T_CLIPPED = "t interval over prompts, held to 0 and 1"

_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True)
class RepeatAgreement:
    """The agreement of repeats, each prompt weighing the same.

    Attributes:
        value: 1 where every repeat names the same brands; None without a prompt that has it.
        prompts: those with at least one pair of answers of which one names a brand.
        silent: prompts with two answers or more, none of which names a brand: they are left out.
        interval: 95 %, of prompts like these; None with fewer than two prompts, or where all agree
            alike.
    """

    value: float | None
    prompts: int
    silent: int
    interval: Interval | None


def jaccard(first: Collection[Hashable], second: Collection[Hashable]) -> float | None:
    """The share of what either holds that both hold (Jaccard 1901); None where both are empty.

    >>> jaccard({"a", "b"}, {"b", "c"})
    0.3333333333333333
    """
    either = set(first) | set(second)
    return len(set(first) & set(second)) / len(either) if either else None


def prompt_agreement(repeats: Sequence[Collection[Hashable]]) -> float | None:
    """The mean Jaccard index over all pairs of answers to one prompt.

    Pairs in which neither names a brand are left out; None where no other pair is left.

    >>> prompt_agreement([{"a"}, {"a"}, {"b"}])
    0.3333333333333333
    """
    found = [jaccard(first, second) for first, second in combinations(repeats, 2)]
    indices = [each for each in found if each is not None]
    return fmean(indices) if indices else None


def repeat_agreement(
    by_prompt: Mapping[int, Sequence[Collection[Hashable]]],
) -> RepeatAgreement:
    """How much the repeats of these prompts agree.

    >>> found = repeat_agreement({1: [{"a"}, {"a"}], 2: [{"a"}, {"b"}]})
    >>> found.value, found.prompts
    (0.5, 2)
    """
    repeated = {prompt: sets for prompt, sets in by_prompt.items() if len(sets) > 1}
    found = [prompt_agreement(sets) for sets in repeated.values()]
    values = [each for each in found if each is not None]
    silent = len(found) - len(values)
    if not values:
        return RepeatAgreement(None, 0, silent, None)
    mean = fmean(values)
    deviation = stdev(values) if len(values) > 1 else 0.0
    if deviation < _NO_SPREAD:
        return RepeatAgreement(mean, len(values), silent, None)
    t = t_quantile((1 + CONFIDENCE) / 2, len(values) - 1)
    half = t * deviation / math.sqrt(len(values))
    interval = Interval(max(mean - half, 0.0), min(mean + half, 1.0), T_CLIPPED)
    return RepeatAgreement(mean, len(values), silent, interval)


def mean_prompt_slope(values: Mapping[int, Mapping[float, float]]) -> PairedDifference | None:
    """By how much a number rises when a setting rises by 1: the mean over prompts of their slopes.

    Args:
        values: by prompt, the number at each setting; prompts with one setting tell nothing.

    >>> mean_prompt_slope({1: {0.0: 1.0, 1.0: 0.5}, 2: {0.0: 1.0, 1.0: 0.7}}).mean
    -0.4
    """
    slopes = [_slope(points) for points in values.values() if len(points) > 1]
    return paired_difference(slopes)


def _slope(points: Mapping[float, float]) -> float:
    x_mean, y_mean = fmean(points), fmean(points.values())
    squares = math.fsum((x - x_mean) ** 2 for x in points)
    return math.fsum((x - x_mean) * (y - y_mean) for x, y in points.items()) / squares
