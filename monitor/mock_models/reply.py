"""What the server sends back, as a value, and what a fault makes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from monitor.domain.json_value import JsonValue
from monitor.mock_models.faults import (
    RETRY_AFTER_DATE_S,
    RETRY_AFTER_MS,
    RETRY_AFTER_S,
    Hint,
    Manner,
)

HUGE_BYTES = 64 * 1024 * 1024
HTML_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply.

    Attributes:
        manner: how it goes wrong on the way; None for a reply that arrives.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    manner: Manner | None = None


def json_reply(status: int, body: JsonValue, headers: Mapping[str, str] | None = None) -> Reply:
    """A reply of JSON; a text as body is an HTML page."""
    if isinstance(body, str):
        return Reply(status, body.encode(), headers or {}, content_type="text/html")
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, encoded, headers or {})


def html_reply(status: int) -> Reply:
    """A gateway's page, or with status 200 that of a captive portal."""
    title = b"502 Bad Gateway" if status == 502 else b"Sign in to the network"
    return Reply(status, HTML_PAGE % (title, title), content_type="text/html")


def gone_wrong(reply: Reply, manner: Manner) -> Reply:
    """A good reply after a fault in its manner."""
    match manner:
        case Manner.WRONG_CONTENT_TYPE:
            return replace(reply, content_type="application/octet-stream")
        case Manner.INVALID_JSON:
            return replace(reply, body=reply.body[: len(reply.body) // 2])
        case Manner.EMPTY:
            return replace(reply, body=b"")
        case _:
            return replace(reply, manner=manner)


def hint_headers(hint: Hint | None, now: datetime) -> dict[str, str]:
    """The headers that say when to try again; none for a hint inside the body."""
    match hint:
        case Hint.SECONDS:
            return {"retry-after": str(RETRY_AFTER_S)}
        case Hint.DATE:
            until = now.astimezone(UTC) + timedelta(seconds=RETRY_AFTER_DATE_S)
            return {"retry-after": format_datetime(until, usegmt=True)}
        case Hint.MILLISECONDS:
            return {"retry-after-ms": str(RETRY_AFTER_MS)}
        case _:
            return {}
