"""Reads the options of a target: each has one type, and a wrong one is told with its place."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Target
from monitor.errors import BadInput


def int_option(target: Target, name: str, *, low: int, default: int) -> int:
    """The whole number under an option, not below `low`; the default where it is not given.

    Raises:
        BadInput: it is something else.
    """
    value = target.options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise _wrong(target, name, f"a whole number from {low}")
    return value


def share_option(target: Target, name: str, *, default: float) -> float:
    """The number from 0 to 1 under an option; the default where it is not given.

    Raises:
        BadInput: it is something else.
    """
    value = target.options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(target, name, "a number from 0 to 1")
    return float(value)


def flag_option(target: Target, name: str) -> bool:
    """The truth under an option; False where it is not given.

    Raises:
        BadInput: it is neither true nor false.
    """
    value = target.options.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _wrong(target, name, "true or false")


def text_option(target: Target, name: str) -> str | None:
    """The text under an option; None where it is not given.

    Raises:
        BadInput: it is no text, or an empty one.
    """
    value = target.options.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _wrong(target, name, "a text")
    return value.strip()


def texts_option(target: Target, name: str) -> list[str] | None:
    """The list of texts under an option; None where it is not given.

    Raises:
        BadInput: it is no list, an empty one, or holds something else than texts.
    """
    value = target.options.get(name)
    if value is None:
        return None
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    if not texts or not isinstance(value, list) or len(texts) != len(value):
        raise _wrong(target, name, "a list of texts")
    return texts


def object_option(target: Target, name: str) -> JsonObject | None:
    """The object under an option; None where it is not given.

    Raises:
        BadInput: it is no object.
    """
    value: JsonValue = target.options.get(name)
    if value is None or isinstance(value, Mapping):
        return value
    raise _wrong(target, name, "a mapping")


def _wrong(target: Target, name: str, expected: str) -> BadInput:
    return BadInput(
        f"Target {target.key!r}: option {name!r}: expected {expected},"
        f" found {target.options.get(name)!r}."
    )
