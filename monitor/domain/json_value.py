"""Types for JSON whose shape is a provider's own, and its one canonical spelling."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

JsonScalar = str | int | float | bool | None
JsonValue = JsonScalar | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
JsonObject = Mapping[str, JsonValue]


def canonical_json(value: JsonValue) -> str:
    """The same text for equal values: sorted keys, no white space, no escapes beyond the needed.

    >>> canonical_json({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(value: JsonValue) -> str:
    """The SHA-256 of the canonical JSON of a value, as 64 hexadecimal digits."""
    return sha256_text(canonical_json(value))


def sha256_text(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits; lone surrogates are let through."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
