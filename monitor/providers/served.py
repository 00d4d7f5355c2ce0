"""Reads who really answered from a reply of OpenAI's shapes."""

from __future__ import annotations

import re

from monitor.domain.answer import Served
from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.providers.reading import text_at

_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_DATED = re.compile(
    rf"[-@](?:20\d\d-{_MONTH}-{_DAY}|20\d\d{_MONTH}{_DAY}|2\d{_MONTH}|{_MONTH}{_DAY})(?::\w+)?\Z"
)
"""A date at the end: 2025-08-07, 20260217, 2603 (year and month) or 0709 (month and day)."""


def read_served(body: JsonObject, reply: WireReply) -> Served:
    """Model, snapshot, fingerprint, request id and provider, as far as the body tells them."""
    model = text_at(body, "model")
    return Served(
        model=model,
        snapshot=dated_snapshot(model),
        fingerprint=text_at(body, "system_fingerprint"),
        request_id=text_at(body, "id") or reply.headers.get("x-request-id"),
        provider=text_at(body, "provider"),
    )


def dated_snapshot(model: str | None) -> str | None:
    """The model id if it ends in a date, so that it names one snapshot; None for an alias.

    >>> dated_snapshot("gpt-5-2025-08-07"), dated_snapshot("mistral-small-latest")
    ('gpt-5-2025-08-07', None)
    """
    return model if model is not None and _DATED.search(model) else None
