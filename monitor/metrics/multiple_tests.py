"""Many tests at once: p-values adjusted so that few of what is found are false."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The adjusted p-values, in the order given (Benjamini and Hochberg 1995).

    Where one takes all with at most q for found, about a share q of them is expected to be false.

    >>> [round(q, 4) for q in benjamini_hochberg([0.01, 0.04, 0.03, 0.005])]
    [0.02, 0.04, 0.04, 0.02]
    """
    adjusted = [1.0] * len(p_values)
    least = 1.0
    falling = sorted(range(len(p_values)), key=lambda index: p_values[index], reverse=True)
    for place, index in enumerate(falling):
        least = min(least, p_values[index] * (len(p_values) / (len(p_values) - place)))
        adjusted[index] = least
    return adjusted
