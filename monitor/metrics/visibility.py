"""How visible brands are in answers: how often one is named, and its share beside the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.metrics.bootstrap import RESAMPLES, expanded_percentiles, resampled_shares
from monitor.metrics.cell import MetricCell, PromptCell, answered_cells, tier_of
from monitor.metrics.intervals import CONFIDENCE, clustered_wilson, prompt_weighted_rate

DEFAULT_SEED = 20260101

NO_ANSWERS = "no interval: no answers"
NO_BRAND_NAMED = "no interval: no tracked brand is named"
ONE_PROMPT = "no interval: a share needs at least two prompts"
NO_SPREAD = "no interval: every resample of the prompts gives the same share"

# Shares that differ by less than this differ by rounding alone.
_ROUNDING = 1e-12


def mention_rate(cells: Sequence[PromptCell]) -> MetricCell:
    """The share of answers that name the brand, each prompt weighing the same.

    V = (1/P) sum over prompts of k/n. In the cells k counts answers that name the brand, n all
    counted answers; k and n of the result are their plain sums. The interval is `clustered_wilson`.

    Raises:
        ValueError: a prompt has two cells.

    >>> cell = mention_rate([PromptCell(1, k=3, n=3), PromptCell(2, k=0, n=3)])
    >>> cell.value, cell.k, cell.n, cell.n_prompts, str(cell.tier)
    (0.5, 3, 6, 2, 'too_few')
    """
    answered = answered_cells(cells)
    if not answered:
        return MetricCell(None, 0, 0, 0, None, None, NO_ANSWERS, tier_of(0))
    interval = clustered_wilson(answered)
    n = sum(cell.n for cell in answered)
    return MetricCell(
        value=prompt_weighted_rate(answered),
        k=sum(cell.k for cell in answered),
        n=n,
        n_prompts=len(answered),
        ci_low=interval.low,
        ci_high=interval.high,
        method=interval.method,
        tier=tier_of(n),
    )


def share_of_voice_presence(
    by_brand: Mapping[str, Sequence[PromptCell]], *, seed: int = DEFAULT_SEED
) -> dict[str, MetricCell]:
    """Each brand's mention rate over the sum of all brands' mention rates, in the order given.

    The shares add up to 1. k counts the answers that name the brand, n is the sum over all brands
    of the answers that name them, so an answer that names three brands counts three times in n; the
    tier therefore also asks for enough answers. Where no brand is named the value is None. The
    interval is a bootstrap over prompts; there is none with fewer than two prompts, nor where no
    resample changes the share (a brand that is never named, or the only one that is).

    Raises:
        ValueError: the brands do not have the same prompts with the same numbers of answers, or a
            prompt has two cells for one brand.

    >>> shares = share_of_voice_presence({
    ...     "acme": [PromptCell(1, k=3, n=3), PromptCell(2, k=0, n=3)],
    ...     "other": [PromptCell(1, k=3, n=3), PromptCell(2, k=3, n=3)],
    ... })
    >>> [(key, round(cell.value, 3), cell.k, cell.n) for key, cell in shares.items()]
    [('acme', 0.333, 3, 9), ('other', 0.667, 6, 9)]
    """
    answered = {brand: answered_cells(cells) for brand, cells in by_brand.items()}
    _check_same_answers(answered)
    rates = {brand: [cell.k / cell.n for cell in cells] for brand, cells in answered.items()}
    named = {brand: sum(cell.k for cell in cells) for brand, cells in answered.items()}
    namings = sum(named.values())
    bounds = _share_bounds(rates, seed=seed)
    return {
        brand: MetricCell(
            value=_share(rates, brand) if namings else None,
            k=named[brand],
            n=namings,
            n_prompts=len(cells),
            ci_low=bounds[brand].low,
            ci_high=bounds[brand].high,
            method=bounds[brand].method,
            tier=tier_of(min(namings, sum(cell.n for cell in cells))),
        )
        for brand, cells in answered.items()
    }


@dataclass(frozen=True, slots=True)
class _Bounds:
    """An interval, or only the reason why there is none."""

    method: str
    low: float | None = None
    high: float | None = None


def _check_same_answers(answered: Mapping[str, Sequence[PromptCell]]) -> None:
    asked = {brand: [(c.prompt_id, c.n) for c in cells] for brand, cells in answered.items()}
    first, *others = asked or [""]
    for other in others:
        if asked[other] != asked[first]:
            raise ValueError(
                "a share needs every brand looked for in the same answers: expected the same "
                f"prompts and numbers of answers for {first!r} and {other!r}"
            )


def _share(rates: Mapping[str, Sequence[float]], brand: str) -> float:
    # fsum rounds once, so that the order of the brands cannot change a digit.
    return math.fsum(rates[brand]) / math.fsum(math.fsum(row) for row in rates.values())


def _share_bounds(rates: Mapping[str, Sequence[float]], *, seed: int) -> dict[str, _Bounds]:
    prompts = max((len(row) for row in rates.values()), default=0)
    if reason := _why_no_interval(rates, prompts):
        return dict.fromkeys(rates, _Bounds(method=reason))
    resampled = resampled_shares(list(rates.values()), seed=seed)
    method = f"expanded percentile bootstrap over prompts, {RESAMPLES} resamples, seed {seed}"
    bounds = {}
    for brand, shares in zip(rates, resampled, strict=True):
        if max(shares) - min(shares) < _ROUNDING:
            bounds[brand] = _Bounds(method=NO_SPREAD)
            continue
        low, high = expanded_percentiles(shares, prompts=prompts, confidence=CONFIDENCE)
        bounds[brand] = _Bounds(method=method, low=low, high=high)
    return bounds


def _why_no_interval(rates: Mapping[str, Sequence[float]], prompts: int) -> str | None:
    if not prompts:
        return NO_ANSWERS
    if not any(map(any, rates.values())):
        return NO_BRAND_NAMED
    return ONE_PROMPT if prompts == 1 else None
