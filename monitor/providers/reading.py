"""Reads JSON that others wrote: what has an unexpected type is not known, never an exception.

Every text that leaves here can be stored: PostgreSQL takes neither NUL nor lone surrogates.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import UnreadableReply

MAX_MESSAGE_CHARACTERS = 300
LARGEST_INTEGER = 2**63 - 1
"""The largest that a BIGINT column holds; a count beyond it is no count."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HTML = re.compile(r"^\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_HTML_INVISIBLE = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_SECRET = re.compile(
    r"(?i:\bbearer\s+)[^\s\"',]{8,}|\b(?:sk|pk|rk|gsk|xai|pplx|hf|AIza)[-_\w]{12,}"
)


def clean_text(text: str) -> str:
    r"""The text with NUL and lone surrogates replaced by U+FFFD.

    >>> clean_text("a\x00b")
    'a\ufffdb'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def single_line(text: str) -> str:
    """A message for the user: on one line, keys masked, at most 300 characters."""
    line = _SECRET.sub("[key]", " ".join(clean_text(text).split()))
    if len(line) <= MAX_MESSAGE_CHARACTERS:
        return line
    return line[: MAX_MESSAGE_CHARACTERS - 1] + "…"


def body_text(body: bytes) -> tuple[str, bool]:
    """The body as text, and whether bytes that are no UTF-8 had to be replaced."""
    try:
        return body.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return body.decode("utf-8-sig", errors="replace"), True


def plain_words(text: str) -> str:
    """What a person reads in an error page: its title, or its text without tags."""
    if _HTML.match(text) is None:
        return text
    title = _HTML_TITLE.search(text)
    if title is not None and title.group(1).strip():
        return title.group(1)
    return _HTML_INVISIBLE.sub(" ", text)


# Only an escape can bring a NUL or half of a surrogate pair into a text that is read from UTF-8.
_UNSTORABLE_ESCAPE = re.compile(r"\\u(?:0000|[dD][89abAB])")


def decode_object(reply: WireReply) -> JsonObject:
    """The JSON object in a reply; all its texts can be stored, and it holds no NaN or infinity.

    The content type is not looked at: providers send JSON under other names.

    Raises:
        UnreadableReply: the body is no JSON, ends too early, or holds no object.
    """
    text, replaced = body_text(reply.body)
    note = " (bytes that are no UTF-8 were replaced)" if replaced else ""
    try:
        value = json.loads(text, parse_float=_finite, parse_constant=_not_a_number)
        if _UNSTORABLE_ESCAPE.search(text) is not None:
            value = _storable(value)
    except json.JSONDecodeError as error:
        found = _what_is_there(text, error)
        raise _unreadable(f"Expected a JSON object, found {found}{note}", reply) from error
    except RecursionError as error:
        raise _unreadable("Expected a JSON object, found one nested too deep", reply) from error
    except ValueError as error:  # a number of more digits than Python converts
        raise _unreadable(f"Expected a JSON object, found {error}{note}", reply) from error
    if not isinstance(value, Mapping):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
        raise _unreadable(f"Expected a JSON object, found {kind}{note}", reply)
    return value


def text_at(source: JsonObject, key: str) -> str | None:
    """The text under a key; None where it is absent, empty or no text."""
    value = source.get(key)
    return value if isinstance(value, str) and value else None


def int_at(source: JsonObject, key: str) -> int | None:
    """The count under a key: a whole number from 0 that a BIGINT holds; otherwise None."""
    value = source.get(key)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_INTEGER else None


def object_at(source: JsonObject, key: str) -> JsonObject:
    """The object under a key; an empty one where it is absent or no object."""
    value = source.get(key)
    return value if isinstance(value, Mapping) else {}


def list_at(source: JsonObject, key: str) -> Sequence[JsonValue]:
    """The list under a key; an empty one where it is absent or no list."""
    value = source.get(key)
    return value if isinstance(value, list) else ()


def objects_at(source: JsonObject, key: str) -> tuple[JsonObject, ...]:
    """The objects in the list under a key, in order; whatever else it holds is passed over."""
    return tuple(item for item in list_at(source, key) if isinstance(item, Mapping))


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _not_a_number(_name: str) -> None:
    return None


def _storable(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value


def _what_is_there(text: str, error: json.JSONDecodeError) -> str:
    if not text.strip():
        return "an empty body"
    if _HTML.match(text) is not None:
        return f"an HTML page: {plain_words(text)}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"JSON that ends too early, after {len(text)} characters"
    return f"something else at character {error.pos}: {error.msg}"


def _unreadable(message: str, reply: WireReply) -> UnreadableReply:
    return UnreadableReply(single_line(message), status=reply.status)
