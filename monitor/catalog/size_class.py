"""Size classes for grouping models, where counts are too uncertain to be compared themselves.

The bounds are our own, chosen by what it takes to serve a model at 16 bits for each weight: one
consumer card (24 GB) up to about 10 billion parameters, one accelerator (80 GB) up to about 40,
one server of eight up to about 300. A reader who wants other bounds has the counts.
"""

from __future__ import annotations

from enum import StrEnum

from monitor.domain.model_card import Figure

B = 10**9


class SizeClass(StrEnum):
    """How large a model is, smallest first."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


TOTAL_BOUNDS = (10 * B, 40 * B, 300 * B)
"""Where M, L and XL begin, by all parameters."""

ACTIVE_BOUNDS = (5 * B, 20 * B, 80 * B)
"""Where M, L and XL begin, by the parameters used for each token; they decide speed and price."""


def class_of_total(figure: Figure) -> SizeClass | None:
    """The class by all parameters; None where nothing is known or a range touches several.

    >>> from monitor.catalog.shipped import shipped_cards
    >>> from monitor.catalog.resolve import resolve_figure
    >>> gpt_oss = shipped_cards()["openai/gpt-oss-120b"]
    >>> class_of_total(resolve_figure(gpt_oss.claims, "parameters.total")).value
    'L'
    """
    return _only(classes_touched(figure, TOTAL_BOUNDS))


def class_of_active(figure: Figure) -> SizeClass | None:
    """The class by the parameters used for each token; None as for the total."""
    return _only(classes_touched(figure, ACTIVE_BOUNDS))


def classes_touched(figure: Figure, bounds: tuple[int, int, int]) -> tuple[SizeClass, ...]:
    """All classes that the figure's value or range touches, smallest first; empty if unknown."""
    low = figure.low if figure.value is None else figure.value
    high = figure.high if figure.value is None else figure.value
    if low is None or high is None:
        return ()
    classes = tuple(SizeClass)
    return classes[_place(low, bounds) : _place(high, bounds) + 1]


def _place(count: float, bounds: tuple[int, int, int]) -> int:
    return sum(count >= bound for bound in bounds)


def _only(classes: tuple[SizeClass, ...]) -> SizeClass | None:
    return classes[0] if len(classes) == 1 else None
