"""What all shapes share: unknown keys are refused, and output has no field that may be absent."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

MAX_ID = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly; ids stay far below."""

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,30}", re.ASCII)


class Shape(BaseModel):
    """One JSON object; the text under a field is its description in OpenAPI."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _iso_date(value: object) -> date:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise ValueError('expected a date like "2026-01-31"')
    return date.fromisoformat(value)


IsoDate = Annotated[date, BeforeValidator(_iso_date)]
"""A date as RFC 3339 writes it; pydantic alone would also take numbers and times."""

BodyId = Annotated[StrictInt, Field(ge=1, le=MAX_ID)]
"""An id in a JSON body: a whole number, neither true nor "1"."""


def _digits(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("expected a whole number")
    return value


DIGITS_ONLY = BeforeValidator(_digits)
"""For whole numbers in a path or a query string; pydantic alone would also take "1_0" and "1.0"."""

ParameterId = Annotated[int, Field(ge=1, le=MAX_ID), DIGITS_ONLY]
"""An id in a path or a query string."""

Cursor = Annotated[str, Field(min_length=1, max_length=500)]
"""Where a page begins; opaque."""

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), DIGITS_ONLY]
"""The most items of a page, in a query string."""
