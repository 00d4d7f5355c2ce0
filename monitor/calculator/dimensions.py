"""The fields of an architecture: what they mean, what they take, and reading them from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.errors import BadInput

Value = int | bool | str | None
"""What a field holds; None for one that follows from others."""

Model = TypeVar("Model")

LONGEST_SHOWN = 40
LONGEST_NUMBER = 40

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_TRUTHS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


@dataclass(frozen=True, slots=True)
class About:
    """What stands beside a field's type.

    Attributes:
        least, most: bounds of a whole number.
        one_of: the words that a text takes; with `several`, comma-separated.
    """

    text: str
    least: int = 1
    most: int = 10**9
    one_of: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an architecture.

    Attributes:
        holds: int, bool or str.
        required: whether it must be given.
        default: what holds when it is not given; None for a value that follows from others.
        words: the enum behind a text that is one of a few words.
    """

    name: str
    holds: type[int | bool | str]
    about: About
    required: bool
    default: Value
    words: type[StrEnum] | None = None

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        if self.holds is bool:
            return "true or false"
        if self.about.one_of:
            listed = ", ".join(self.about.one_of)
            return f"some of {listed}" if self.about.several else f"one of {listed}"
        return f"a whole number from {self.about.least} to {self.about.most:,}"

    def missing(self) -> BadDimension:
        """What to say where it must be given and is not."""
        return BadDimension(f"it is missing; expected {self.takes}", field=self.name)


class BadDimension(BadInput):
    """A field of an architecture cannot be used.

    Attributes:
        field: its name; None where it is about several.
    """

    def __init__(self, message: str, *, field: str | None) -> None:
        super().__init__(message if field is None else f"{field}: {message}")
        self.field = field


def fields_of(kind: type[Any]) -> tuple[Field, ...]:
    """The fields of an architecture's dataclass, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_field(each.name, hints[each.name], each.default) for each in fields(kind))


def _field(name: str, hint: Any, default: Any) -> Field:
    held, about = get_args(hint)
    if get_origin(held) in {Union, UnionType}:
        held = next(each for each in get_args(held) if each is not type(None))
    required = default is MISSING
    default = None if required else default
    if issubclass(held, StrEnum):
        about = About(about.text, one_of=tuple(each.value for each in held))
        return Field(name, str, about, required, default, words=held)
    return Field(name, held, about, required, default)


def require_sizes(model: Any) -> None:
    """Check every field of a model against what it takes.

    Raises:
        BadDimension: one does not fit; the message says what was expected.
    """
    for field in fields_of(type(model)):
        value = getattr(model, field.name)
        if value is None and not field.required and field.default is None:
            continue
        _require(field, value)


def _require(field: Field, value: object) -> None:
    about = field.about
    if field.holds is str:
        named = value.split(",") if about.several and isinstance(value, str) else [value]
        fits = all(each in about.one_of for each in named) and len(set(named)) == len(named)
    elif field.holds is bool:
        fits = isinstance(value, bool)
    else:
        fits = type(value) is int and about.least <= value <= about.most
    if not fits:
        raise BadDimension(f"expected {field.takes}, found {_shown(value)}", field=field.name)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."


def read_model(kind: type[Model], values: Mapping[str, object]) -> Model:
    """An architecture from values as JSON has them; null counts as not given.

    Raises:
        BadDimension: a field is missing, unknown or out of its bounds.
    """
    known = {field.name: field for field in fields_of(kind)}
    for name in values:
        if name not in known:
            listed = ", ".join(known)
            raise BadDimension(f"no field {_shown(name)}; there are {listed}", field=None)
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    for name, field in known.items():
        if field.required and name not in given:
            raise field.missing()
        if name in given:
            _require(field, given[name])
            given[name] = field.words(given[name]) if field.words else given[name]
    return kind(**given)


def parse_value(field: Field, text: str) -> Value:
    """A value as a person writes it: 1_000, 1,000, yes; an empty text means not given.

    Raises:
        BadDimension: it is none that the field takes.
    """
    word = text.strip()
    if not word:
        return None
    value = _read(field, word)
    if value is None:
        raise BadDimension(f"expected {field.takes}, found {_shown(text)}", field=field.name)
    _require(field, value)
    return value


def _read(field: Field, word: str) -> Value:
    if field.holds is str:
        return ",".join(each.strip() for each in word.split(","))
    if field.holds is bool:
        return _TRUTHS.get(word.lower())
    digits = word.replace(",", "").replace("_", "")
    fits = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER
    return int(digits) if fits else None
