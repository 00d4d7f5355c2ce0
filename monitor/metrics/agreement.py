"""How far two raters agree beyond chance: Cohen's kappa with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.metrics.cell import Interval
from monitor.metrics.intervals import Z_95

FLEISS_COHEN_EVERITT = "normal, with the large-sample variance of Fleiss, Cohen and Everitt (1969)"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two raters agree.

    Attributes:
        kappa: 1 for full agreement, 0 for what chance gives; None where there is nothing to
            agree on: no item, or both raters gave all items the same one label.
        n: items that both raters labelled.
        observed: the share on which they agree; None without an item.
        expected: the share on which raters with these totals agree by chance.
        interval: 95 %; None where kappa is None, and where the variance is 0, as at full
            agreement, which says nothing of other items.
    """

    kappa: float | None
    n: int
    observed: float | None
    expected: float | None
    interval: Interval | None


def cohens_kappa(pairs: Mapping[tuple[str, str], int]) -> Agreement:
    """The agreement of two raters (Cohen 1960).

    Items are taken for independent of each other; two brands of one answer may not quite be.

    Args:
        pairs: how many items have this label by the first and that by the second rater.

    Raises:
        ValueError: a count is negative.

    The worked example of Fleiss, Cohen and Everitt (1969), 200 items and three labels:

    >>> counts = {("a", "a"): 106, ("a", "b"): 10, ("a", "c"): 4, ("b", "a"): 22, ("b", "b"): 28,
    ...           ("b", "c"): 10, ("c", "a"): 2, ("c", "b"): 12, ("c", "c"): 6}
    >>> found = cohens_kappa(counts)
    >>> round(found.kappa, 4), round(found.interval.low, 4), round(found.interval.high, 4)
    (0.4286, 0.3233, 0.5338)
    """
    if any(count < 0 for count in pairs.values()):
        raise ValueError("expected counts of 0 or more")
    n = sum(pairs.values())
    if not n:
        return Agreement(None, 0, None, None, None)
    shares = {pair: count / n for pair, count in pairs.items() if count}
    labels = {label for pair in shares for label in pair}
    first = {label: _total(shares, label, rater=0) for label in labels}
    second = {label: _total(shares, label, rater=1) for label in labels}
    observed = math.fsum(shares.get((label, label), 0.0) for label in labels)
    expected = math.fsum(first[label] * second[label] for label in labels)
    if len(labels) == 1:
        return Agreement(None, n, observed, expected, None)
    kappa = (observed - expected) / (1 - expected)
    deviation = math.sqrt(max(_variance(shares, first, second, kappa, expected), 0.0) / n)
    return Agreement(kappa, n, observed, expected, _interval(kappa, deviation))


def _total(shares: Mapping[tuple[str, str], float], label: str, *, rater: int) -> float:
    return math.fsum(share for pair, share in shares.items() if pair[rater] == label)


def _variance(
    shares: Mapping[tuple[str, str], float],
    first: Mapping[str, float],
    second: Mapping[str, float],
    kappa: float,
    expected: float,
) -> float:
    """The variance of kappa times the number of items."""
    same = math.fsum(
        share * (1 - (first[a] + second[a]) * (1 - kappa)) ** 2
        for (a, b), share in shares.items()
        if a == b
    )
    other = (1 - kappa) ** 2 * math.fsum(
        share * (second[a] + first[b]) ** 2 for (a, b), share in shares.items() if a != b
    )
    return (same + other - (kappa - expected * (1 - kappa)) ** 2) / (1 - expected) ** 2


_NO_DEVIATION = 1e-7  # what rounding leaves of a variance of 0


def _interval(kappa: float, deviation: float) -> Interval | None:
    if deviation < _NO_DEVIATION:
        return None
    low, high = kappa - Z_95 * deviation, kappa + Z_95 * deviation
    return Interval(max(low, -1.0), min(high, 1.0), FLEISS_COHEN_EVERITT)
