"""What a reader must know of how answers were put together and taken apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from monitor.reports.dimension import OF_SETTINGS, Dimension, Pooled
from monitor.reports.filters import fields_of, value_order
from monitor.reports.grouping import Grouping, shown_value
from monitor.storage.visibility import Place

_SHOWN = 8

_DIFFERING = {
    Pooled.CHANNEL: "several channels",
    Pooled.WEB_SEARCH: "models with and without web search",
    Pooled.SERVED_MODEL: "several served models",
    Pooled.SAMPLING: "several sampling settings",
}


def grouping_notes(grouping: Grouping, places: Collection[Place]) -> Iterator[str]:
    """The notes on the groups of these places, before any filter."""
    wanted = grouping.wanted
    for field in grouping.split_by:
        yield (
            f"Rows are split by {field.value} too: answers of {_DIFFERING[Pooled(field.value)]} "
            f"are put together only where `pool` names {field.value}."
        )
    for pooled, values in grouping.pooled.items():
        how = (
            "as asked"
            if pooled in wanted.pool
            else "since rows are split by what models have in common"
        )
        yield f"Rows put together answers of {_DIFFERING[pooled]}, {how}: {_listed(values)}."
    targets = max(
        (len({p.target_id for p in group.places}) for group in grouping.groups), default=0
    )
    if targets > 1:
        yield f"A rate pools up to {targets} targets."
    used = {*wanted.dimensions, *fields_of(wanted.where)}
    if used & OF_SETTINGS:
        yield (
            "Settings are those that targets send. Where none is sent the default of the provider "
            "holds, which stands in the model card where it is known."
        )
    if Dimension.TAG in wanted.dimensions:
        yield "A prompt with several tags counts under each of them, so rows do not add up."
    if places and not grouping.groups:
        yield from _nothing_fits(grouping, places)


def _nothing_fits(grouping: Grouping, places: Collection[Place]) -> Iterator[str]:
    yield "No answer fits the filter."
    for field in dict.fromkeys(fields_of(grouping.wanted.where)):
        found = {value for place in places for value in grouping.facts.values(place, field)}
        shown = [shown_value(field, value) for value in sorted(found, key=value_order)]
        yield f"The answers here have {field.value}: {_listed(shown)}."


def _listed(values: Collection[str]) -> str:
    shown = list(values)[:_SHOWN]
    left_out = len(values) - len(shown)
    return "; ".join(shown) + (f" and {left_out} more" if left_out else "")
