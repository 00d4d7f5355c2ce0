"""Filters of reports as JSON: conditions on fields, put together with and, or and not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Discriminator, Field, StrictBool, StrictFloat, StrictInt, Tag

from api.schemas.base import MAX_ID, Shape
from monitor.reports.dimension import Dimension
from monitor.reports.filters import (
    MAX_CONDITIONS,
    AllOf,
    AnyOf,
    Filter,
    Not,
    between,
    is_unknown,
    one_of,
)

Value: TypeAlias = (
    StrictBool
    | Annotated[StrictInt, Field(ge=-MAX_ID, le=MAX_ID)]
    | Annotated[StrictFloat, Field(allow_inf_nan=False)]
    | Annotated[str, Field(max_length=500)]
)
"""A value of a field; days are texts like "2026-01-31", size classes S, M, L and XL."""


class EqualFilter(Shape):
    """A field has this value."""

    field: Dimension
    """Which field; neither "brand" nor "domain"."""
    eq: Value
    """The value; of a tag, one of the prompt's tags."""


class InFilter(Shape):
    """A field has one of these values."""

    model_config = ConfigDict(populate_by_name=True)

    field: Dimension
    """Which field; neither "brand" nor "domain"."""
    values: Annotated[list[Value], Field(alias="in", min_length=1, max_length=1000)]
    """The values."""


class BetweenFilter(Shape):
    """A field lies between two values, both included."""

    field: Dimension
    """A number, a size class or the date."""
    between: tuple[Value | None, Value | None]
    """The lowest and the highest value; null leaves a side open."""


class UnknownFilter(Shape):
    """A field is not known; of a setting, it is not sent."""

    field: Dimension
    """Which field; neither "brand" nor "domain"."""
    is_unknown: Literal[True]
    """For the opposite, put it into "not"."""


class AndFilter(Shape):
    """All of these hold."""

    model_config = ConfigDict(populate_by_name=True)

    items: Annotated[list[AskedFilter], Field(alias="and", min_length=1, max_length=MAX_CONDITIONS)]
    """The conditions."""


class OrFilter(Shape):
    """At least one of these holds."""

    model_config = ConfigDict(populate_by_name=True)

    items: Annotated[list[AskedFilter], Field(alias="or", min_length=1, max_length=MAX_CONDITIONS)]
    """The conditions."""


class NotFilter(Shape):
    """This does not hold; a comparison with what is not known never holds."""

    model_config = ConfigDict(populate_by_name=True)

    item: Annotated[AskedFilter, Field(alias="not")]
    """The condition."""


_KINDS: Mapping[str, type[Shape]] = {
    "and": AndFilter,
    "or": OrFilter,
    "not": NotFilter,
    "eq": EqualFilter,
    "in": InFilter,
    "between": BetweenFilter,
    "is_unknown": UnknownFilter,
}


def _kind(told: object) -> str | None:
    """Which filter it is: JSON that comes in, or a filter that goes out."""
    if isinstance(told, dict):
        return next((kind for kind in _KINDS if kind in told), None)
    return next((kind for kind, shape in _KINDS.items() if type(told) is shape), None)


AskedFilter: TypeAlias = Annotated[
    Annotated[AndFilter, Tag("and")]
    | Annotated[OrFilter, Tag("or")]
    | Annotated[NotFilter, Tag("not")]
    | Annotated[EqualFilter, Tag("eq")]
    | Annotated[InFilter, Tag("in")]
    | Annotated[BetweenFilter, Tag("between")]
    | Annotated[UnknownFilter, Tag("is_unknown")],
    Discriminator(
        _kind,
        custom_error_type="filter",
        custom_error_message=f"expected an object with one of {', '.join(_KINDS)}",
    ),
]
"""A filter: {"and": [...]}, {"or": [...]}, {"not": {...}}, or a condition on a field."""

for _shape in (AndFilter, OrFilter, NotFilter):
    _shape.model_rebuild()


def filter_of(asked: AskedFilter | None) -> Filter | None:
    """The filter for the report.

    Raises:
        BadInput: a field has no such values.
    """
    return None if asked is None else _filter(asked)


def _filter(asked: AskedFilter) -> Filter:
    match asked:
        case AndFilter():
            return AllOf(tuple(_filter(item) for item in asked.items))
        case OrFilter():
            return AnyOf(tuple(_filter(item) for item in asked.items))
        case NotFilter():
            return Not(_filter(asked.item))
        case EqualFilter():
            return one_of(asked.field, [asked.eq])
        case InFilter():
            return one_of(asked.field, list(asked.values))
        case BetweenFilter():
            return between(asked.field, *asked.between)
        case UnknownFilter():
            return is_unknown(asked.field)
