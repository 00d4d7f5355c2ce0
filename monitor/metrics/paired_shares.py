"""A brand's share of voice in two periods, compared over the prompts that both hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.metrics.cell import Interval, PromptCell
from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.pairs import (
    DEFAULT_SEED,
    DRAWN_FLIPS,
    EXACT_FLIPS_UP_TO,
    PairedDifference,
)
from monitor.metrics.student_t import t_quantile

LINEARIZED = "t interval over prompts, the share linearized"

_ROUNDING = 1e-12

_Numbers = NDArray[np.float64]


def share_difference(
    earlier: Mapping[int, Sequence[PromptCell]],
    later: Mapping[int, Sequence[PromptCell]],
    brand: int,
    *,
    seed: int = DEFAULT_SEED,
) -> PairedDifference | None:
    """The later share of a brand minus its earlier one, over prompts answered in both periods.

    The share is that of `share_of_voice_presence`, a ratio of sums over prompts. The p-value is the
    share of all ways of swapping the periods of single prompts whose difference is at least as far
    from 0 (a permutation test; all ways for up to 20 prompts that differ, else 9,999 drawn ones).
    The interval is that of a difference of two ratios by Taylor's method (Cochran 1977, 6.3), its
    prompts being the same in both. None where no prompt is answered in both, or where a period
    names no brand in these prompts.

    Args:
        earlier: the cells of every tracked brand, each prompt at most once.
        later: the same in the other period.
        brand: of which the share is.
        seed: of the drawn ways.

    >>> def cells(*named):
    ...     return [PromptCell(prompt, k, 4) for prompt, k in enumerate(named)]
    >>> before, after = {1: cells(4, 2), 2: cells(4, 2)}, {1: cells(4, 4), 2: cells(2, 2)}
    >>> found = share_difference(before, after, 1)
    >>> round(found.mean, 4), found.prompts, found.p
    (0.1667, 2, 0.5)
    """
    before, after = _both(earlier, later, brand)
    prompts = len(before.own)
    if not prompts or not before.total.sum() or not after.total.sum():
        return None
    mean = float(after.share() - before.share())
    p = _swap_p(before, after, seed)
    apart = after.influence() - before.influence()
    deviation = float(np.std(apart, ddof=1)) if prompts > 1 else 0.0
    if deviation < _ROUNDING:
        return PairedDifference(mean, prompts, p, None, None)
    error = deviation / math.sqrt(prompts)
    half = t_quantile((1 + CONFIDENCE) / 2, prompts - 1) * error
    return PairedDifference(mean, prompts, p, error, Interval(mean - half, mean + half, LINEARIZED))


@dataclass(frozen=True, slots=True)
class _Rates:
    """Of each prompt, the rate of the brand and the sum of the rates of all brands."""

    own: _Numbers
    total: _Numbers

    def share(self) -> float:
        return float(self.own.sum() / self.total.sum())

    def influence(self) -> _Numbers:
        """By how much each prompt moves the share, on average 0."""
        moved: _Numbers = (self.own - self.share() * self.total) / self.total.mean()
        return moved


def _both(
    earlier: Mapping[int, Sequence[PromptCell]],
    later: Mapping[int, Sequence[PromptCell]],
    brand: int,
) -> tuple[_Rates, _Rates]:
    answered = [
        {cell.prompt_id for cell in cells.get(brand, ()) if cell.n} for cells in (earlier, later)
    ]
    prompts = sorted(set.intersection(*answered))
    return _rates(earlier, brand, prompts), _rates(later, brand, prompts)


def _rates(cells: Mapping[int, Sequence[PromptCell]], brand: int, prompts: Sequence[int]) -> _Rates:
    by_brand = {
        each: {cell.prompt_id: cell.k / cell.n for cell in own if cell.n}
        for each, own in cells.items()
    }
    own = np.array([by_brand.get(brand, {}).get(p, 0.0) for p in prompts], dtype=np.float64)
    total = np.array(
        [math.fsum(rates.get(p, 0.0) for rates in by_brand.values()) for p in prompts],
        dtype=np.float64,
    )
    return _Rates(own, total)


def _swap_p(before: _Rates, after: _Rates, seed: int) -> float:
    differs = (before.own != after.own) | (before.total != after.total)
    own, total = (after.own - before.own)[differs], (after.total - before.total)[differs]
    # The sums of both periods stay; a swap moves a prompt's difference to the other one.
    own_sum, total_sum = before.own.sum() + after.own.sum(), before.total.sum() + after.total.sum()
    least = abs(after.share() - before.share()) - _ROUNDING
    count = int(differs.sum())
    if count <= EXACT_FLIPS_UP_TO:
        own_apart, total_apart = _all_signed_sums(own), _all_signed_sums(total)
        return float(np.mean(_is_as_far(own_apart, total_apart, (own_sum, total_sum), least)))
    signs = np.random.default_rng(seed).integers(0, 2, (DRAWN_FLIPS, count)) * 2 - 1
    as_far = _is_as_far(signs @ own, signs @ total, (own_sum, total_sum), least)
    return float((as_far.sum() + 1) / (DRAWN_FLIPS + 1))


def _all_signed_sums(values: _Numbers) -> _Numbers:
    """The sums with the first sign kept; those with the other one are as far from 0."""
    sums: _Numbers = values[:1].copy() if len(values) else np.zeros(1)
    for each in values[1:]:
        sums = np.concatenate([sums + each, sums - each])
    return sums


def _is_as_far(
    own_apart: _Numbers, total_apart: _Numbers, sums: tuple[float, float], least: float
) -> NDArray[np.bool_]:
    own_sum, total_sum = sums
    later, earlier = total_sum + total_apart, total_sum - total_apart
    # Where all names would fall into one period, the other has no share: counted as far apart.
    has_both = (later > _ROUNDING) & (earlier > _ROUNDING)
    one = np.ones_like(later)
    shares = (own_sum + own_apart) / np.where(has_both, later, one) - (
        own_sum - own_apart
    ) / np.where(has_both, earlier, one)
    as_far: NDArray[np.bool_] = ~has_both | (np.abs(shares) >= least)
    return as_far
