"""Filters over answers: conditions on fields, put together with and, or and not.

A condition holds or does not: with an unknown value every comparison fails, so that a filter and
its negation together always give all answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, assert_never

from monitor.catalog.size_class import SizeClass
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel
from monitor.errors import BadInput
from monitor.reports.dimension import OF_ROWS, Dimension

MAX_DEPTH = 20
MAX_CONDITIONS = 100

FieldValue: TypeAlias = str | float | bool | date
"""Of a size class the class itself; None stands for what is not known."""

FieldValues: TypeAlias = tuple[FieldValue | None, ...]
"""What an answer has in a field: one value, or each of the tags of its prompt."""

_NUMBERS = frozenset({Dimension.TEMPERATURE, Dimension.TOP_P})
_TRUTHS = frozenset({Dimension.WEB_SEARCH, Dimension.OPEN_WEIGHTS})
_CLASSES = frozenset({Dimension.PARAMETERS_TOTAL_CLASS, Dimension.PARAMETERS_ACTIVE_CLASS})
_ORDERED = _NUMBERS | _CLASSES | {Dimension.DATE}


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field has one of these values."""

    field: Dimension
    values: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies between two values, both included; None leaves a side open."""

    field: Dimension
    low: FieldValue | None
    high: FieldValue | None


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """The field is not known."""

    field: Dimension


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these hold."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    item: Filter


Filter: TypeAlias = OneOf | Between | IsUnknown | AllOf | AnyOf | Not


def admits(wanted: Filter, values: Callable[[Dimension], FieldValues]) -> bool:
    """Whether a filter admits what has these values."""
    match wanted:
        case OneOf(field, allowed):
            return any(value is not None and value in allowed for value in values(field))
        case Between(field, low, high):
            return any(value is not None and _lies(value, low, high) for value in values(field))
        case IsUnknown(field):
            return None in values(field)
        case AllOf(items):
            return all(admits(item, values) for item in items)
        case AnyOf(items):
            return any(admits(item, values) for item in items)
        case Not(item):
            return not admits(item, values)
        case _:
            assert_never(wanted)


def one_of(field: Dimension, told: Sequence[JsonValue]) -> OneOf:
    """The condition that a field has one of the values.

    Raises:
        BadInput: the field has no such values.
    """
    if not told:
        raise BadInput(f"{field.value}: expected at least one value")
    return OneOf(_filterable(field), tuple(field_value(field, each) for each in told))


def between(field: Dimension, low: JsonValue, high: JsonValue) -> Between:
    """The condition that a field lies between two values, both included.

    Raises:
        BadInput: the field has no such values or no order, or no value lies between these.
    """
    if _filterable(field) not in _ORDERED:
        raise BadInput(
            f"{field.value}: only {', '.join(sorted(_ORDERED))} have an order; compare with = or in"
        )
    ends = [None if end is None else field_value(field, end) for end in (low, high)]
    if ends == [None, None]:
        raise BadInput(f"{field.value}: expected at least one end")
    if None not in ends and not _lies(ends[0], None, ends[1]):
        raise BadInput(f"{field.value}: nothing lies between {low} and {high}")
    return Between(field, *ends)


def is_unknown(field: Dimension) -> IsUnknown:
    """The condition that a field is not known.

    Raises:
        BadInput: it is no field of answers.
    """
    return IsUnknown(_filterable(field))


def field_value(field: Dimension, told: JsonValue) -> FieldValue:
    """A value of a field as it is compared.

    Raises:
        BadInput: the field has no such values.
    """
    kind, found = _read(field, told)
    if found is None:
        raise BadInput(f"{field.value}: expected {kind}, found {told!r}")
    return found


def _read(field: Dimension, told: JsonValue) -> tuple[str, FieldValue | None]:
    """What is expected of a value, and the value where it is that."""
    if field in _NUMBERS:
        is_number = isinstance(told, int | float) and not isinstance(told, bool)
        return "a number", float(told) if is_number else None  # type: ignore[arg-type]  # a number
    if field in _TRUTHS:
        return "true or false", told if isinstance(told, bool) else None
    text = told if isinstance(told, str) else None
    if field in _CLASSES:
        return "S, M, L or XL", next((each for each in SizeClass if each.value == text), None)
    if field is Dimension.DATE:
        return "a day like 2026-01-31", None if text is None else _day(text)
    if field is Dimension.CHANNEL:
        known = [each.value for each in Channel]
        return f"one of {', '.join(known)}", text if text in known else None
    return "a text", text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def value_order(value: FieldValue | None) -> tuple[bool, float, str]:
    """By what values of one field are sorted; what is not known comes last."""
    match value:
        case None:
            return True, 0, ""
        case SizeClass():
            return False, list(SizeClass).index(value), ""
        case date():
            return False, value.toordinal(), ""
        case str():
            return False, 0, value
        case _:
            return False, float(value), ""


def _lies(value: FieldValue | None, low: FieldValue | None, high: FieldValue | None) -> bool:
    place = value_order(value)
    return (low is None or value_order(low) <= place) and (
        high is None or place <= value_order(high)
    )


def fields_of(wanted: Filter | None) -> Iterator[Dimension]:
    """The fields that a filter asks for."""
    match wanted:
        case None:
            return
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from fields_of(item)
        case Not(item):
            yield from fields_of(item)
        case _:
            yield wanted.field


def check_size(wanted: Filter | None) -> None:
    """Refuse a filter that is larger than anybody can read.

    Raises:
        BadInput: it has too many conditions, or is nested too deeply.
    """
    if len(list(fields_of(wanted))) > MAX_CONDITIONS:
        raise BadInput(f"where: expected at most {MAX_CONDITIONS} conditions")
    if wanted is not None and _depth(wanted) > MAX_DEPTH:
        raise BadInput(f"where: expected at most {MAX_DEPTH} levels of and, or and not")


def _depth(wanted: Filter) -> int:
    match wanted:
        case AllOf(items) | AnyOf(items):
            return 1 + max((_depth(item) for item in items), default=0)
        case Not(item):
            return 1 + _depth(item)
        case _:
            return 1


def filter_json(wanted: Filter | None) -> JsonValue:
    """A filter as the API takes it."""
    match wanted:
        case None:
            return None
        case OneOf(field, values):
            listed = [_plain(value) for value in values]
            if len(listed) == 1:
                return {"field": field.value, "eq": listed[0]}
            return {"field": field.value, "in": listed}
        case Between(field, low, high):
            return {"field": field.value, "between": [_plain(low), _plain(high)]}
        case IsUnknown(field):
            return {"field": field.value, "is_unknown": True}
        case AllOf(items):
            return {"and": [filter_json(item) for item in items]}
        case AnyOf(items):
            return {"or": [filter_json(item) for item in items]}
        case Not(item):
            return {"not": filter_json(item)}
        case _:
            assert_never(wanted)


def _plain(value: FieldValue | None) -> JsonValue:
    match value:
        case SizeClass():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def _filterable(field: Dimension) -> Dimension:
    if field in OF_ROWS:
        raise BadInput(f"{field.value}: answers have none to filter by; name brands in brand_ids")
    return field
