"""What the `precision` of a monitor means, and what no value of it can tell alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.configuration.configuration import PrecisionChoice
from monitor.configuration.document import Document
from monitor.configuration.problem import Problem, shown, suggestion
from monitor.configuration.schema import MonitorEntry, PrecisionEntry
from monitor.domain.findings import Brand, BrandKind
from monitor.metrics.precision import Precision, fewest_repeats


def precision_of(entry: PrecisionEntry, brands: Iterable[Brand]) -> PrecisionChoice:
    """What a monitor wants to know; its entry has no problems."""
    brand = entry.brand or _only_own(brands)
    assert brand is not None
    return PrecisionChoice(brand, Precision(entry.half_width, entry.max_repeats))


def _only_own(brands: Iterable[Brand]) -> str | None:
    own = [brand.key for brand in brands if brand.kind is BrandKind.OWN]
    return own[0] if len(own) == 1 else None


def precision_problems(
    document: Document, monitors: Mapping[int, MonitorEntry], brands: Iterable[Brand]
) -> list[Problem]:
    """What no value of a precision can tell alone, by the index of its monitor."""
    brands = tuple(brands)
    return [
        document.problem(("monitors", at, "precision", *where), message)
        for at, monitor in monitors.items()
        if monitor.precision is not None
        for where, message in _contradictions(monitor.precision, monitor.repeats, brands)
    ]


def _contradictions(
    entry: PrecisionEntry, repeats: int, brands: Iterable[Brand]
) -> Iterator[tuple[tuple[str, ...], str]]:
    keys = [brand.key for brand in brands]
    if entry.brand is None and _only_own(brands) is None:
        yield (), "expected `brand`, the key of one brand, since not exactly one is `kind: own`"
    if entry.brand is not None and entry.brand not in keys:
        hint = suggestion(entry.brand, keys)
        yield ("brand",), f"unknown brand `{shown(entry.brand)}`{hint}"
    if entry.max_repeats <= repeats:
        expected = f"expected more than the {repeats} repeats that are asked first"
        yield ("max_repeats",), f"{expected}, found the number {entry.max_repeats}"
    elif (fewest := fewest_repeats(entry.half_width)) > entry.max_repeats:
        expected = f"expected at least {fewest}, found the number {entry.max_repeats}"
        why = f"fewer answers never tell a rate to {entry.half_width:g}, even where all agree"
        yield ("max_repeats",), f"{expected}: {why}"
