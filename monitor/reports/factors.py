"""Where a model stands on a factor: its count on a logarithmic scale, or in which of two groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from monitor.domain.model_card import Figure, FigureStatus
from monitor.reports.asked_alike import AskedModel, Exclusion, Why
from monitor.reports.parameters_query import Factor

DENSE = "dense"
_EXPERTS = "moe"
"""Layouts with experts end in it, such as hybrid_moe."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model stands.

    Attributes:
        low, high: the ends; the same where it is known exactly; None where nothing is known.
        excluded: why it takes no part in tests; None where it does.
    """

    low: float | None
    high: float | None
    excluded: Exclusion | None


def place_of(model: AskedModel, factor: Factor, *, with_estimates: bool) -> Place:
    """Where a model stands on a factor."""
    match factor:
        case Factor.PARAMETERS_TOTAL:
            return _count(model, model.summary.total, with_estimates=with_estimates)
        case Factor.PARAMETERS_ACTIVE:
            return _count(model, model.summary.active, with_estimates=with_estimates)
        case Factor.ARCHITECTURE:
            return _group(model, _has_experts(model.summary.architecture), "its architecture")
        case Factor.OPEN_WEIGHTS:
            return _group(model, model.summary.open_weights, "whether its weights are open")


def _count(model: AskedModel, figure: Figure, *, with_estimates: bool) -> Place:
    if figure.status is FigureStatus.UNDISCLOSED:
        return _nowhere(model, Why.UNDISCLOSED, "its vendor does not publish the number")
    if not figure.low or not figure.high or figure.low <= 0:
        return _nowhere(model, Why.NOT_RECORDED, "the number is not recorded")
    if figure.value is not None:
        exact = log10(figure.value)
        return Place(exact, exact, None)
    low, high = log10(figure.low), log10(figure.high)
    if with_estimates:
        return Place(low, high, None)
    times = figure.high / figure.low
    reason = f"only estimates are known, which differ {times:.2g}-fold"
    return Place(low, high, _excluded(model, Why.ONLY_ESTIMATES, reason))


def _group(model: AskedModel, is_high: bool | None, what: str) -> Place:
    if is_high is None:
        return _nowhere(model, Why.NOT_RECORDED, f"{what} is not known for certain")
    return Place(float(is_high), float(is_high), None)


def _has_experts(layout: str | None) -> bool | None:
    if layout is None or not (layout == DENSE or layout.endswith(_EXPERTS)):
        return None
    return layout != DENSE


def _nowhere(model: AskedModel, why: Why, reason: str) -> Place:
    return Place(None, None, _excluded(model, why, reason))


def _excluded(model: AskedModel, why: Why, reason: str) -> Exclusion:
    return Exclusion(model.summary.name, why, sum(model.answered().values()), reason)
