"""Column types that mean the same on PostgreSQL and on SQLite."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from monitor.domain.money import NANO_USD

RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column of type INTEGER."""

_UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def storable_text(text: str) -> str:
    """The text with NUL and lone surrogates replaced one for one, so that offsets stay true.

    PostgreSQL's text holds neither; the raw body keeps the bytes as they came.
    """
    return text.translate(_UNSTORABLE)


def storable_json(value: Any) -> Any:
    """The value as JSON that PostgreSQL takes: clean texts, and None for NaN and infinities."""
    match value:
        case str():
            return storable_text(value)
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {storable_text(str(k)): storable_json(v) for k, v in value.items()}
        case list() | tuple():
            return [storable_json(item) for item in value]
        case _:
            return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC, to the microsecond; refuses times without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; SQLite keeps no zone, so it is left out there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with a zone, found {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON; Python's None is SQL's NULL, never the JSON null."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB on PostgreSQL, so that equal values compare equal."""
        kind = JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Replace what PostgreSQL would refuse."""
        del dialect
        return storable_json(value)


class StorableText(TypeDecorator[str]):
    """Text of any length, with NUL and lone surrogates replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what PostgreSQL would refuse."""
        del dialect
        return None if value is None else storable_text(value)


class UsDollars(TypeDecorator[Decimal]):
    """An exact amount, kept as a whole number of nano-dollars (SQLite has no decimals)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Round to the nano-dollar."""
        del dialect
        return None if value is None else int((value / NANO_USD).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give back dollars."""
        del dialect
        return None if value is None else value * NANO_USD
