"""Pages of a list, and their cursors, which are opaque and bound to the query they continue."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field, StrictInt, TypeAdapter

from api.schemas.base import MAX_ID
from monitor.domain.json_value import JsonValue, canonical_json, sha256_of
from monitor.errors import BadInput

_CURSOR = TypeAdapter(tuple[list[Annotated[StrictInt, Field(ge=0, le=MAX_ID)]], str])

Item = TypeVar("Item")


def first_page(items: Sequence[Item], limit: int) -> tuple[Sequence[Item], Item | None]:
    """The first items, and the last of them where more follow.

    >>> first_page([1, 2, 3], 2), first_page([1, 2], 2)
    (([1, 2], 2), ([1, 2], None))
    """
    page = items[:limit]
    return page, page[-1] if len(items) > limit else None


def write_cursor(position: Sequence[int], query: JsonValue) -> str:
    """A cursor for what comes after a position in the reply to a query."""
    text = canonical_json([list(position), _fingerprint(query)])
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, query: JsonValue, *, length: int) -> tuple[int, ...]:
    """The position in a cursor, which has so many numbers.

    Raises:
        BadInput: it is no cursor, or one of another query.
    """
    try:
        position, fingerprint = _CURSOR.validate_json(urlsafe_b64decode(cursor + "=="))
    except ValueError as error:
        raise BadInput("cursor: expected the next_cursor of a reply, found another text") from error
    if len(position) != length or fingerprint != _fingerprint(query):
        raise BadInput(
            "cursor: it belongs to another query, or to a period that has moved on since; "
            "send the query that it came from, or begin again without a cursor"
        )
    return tuple(position)


def _fingerprint(query: JsonValue) -> str:
    return sha256_of(query)[:16]
