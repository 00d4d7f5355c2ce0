"""Tells which error a failed reply of Gemini or Vertex is.

The wait is in the body (google.rpc.RetryInfo), and so is the quota that is used up. Shape:
https://cloud.google.com/apis/design/errors, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.errors import (
    BadCredentials,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UnreadableReply,
)
from monitor.providers.chat_errors import error_from
from monitor.providers.reading import decode_object, object_at, objects_at, single_line, text_at
from monitor.providers.retry_after import retry_after_from

_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")
_PER_DAY = re.compile(r"per[-_ ]?day", re.IGNORECASE)


def google_error(reply: WireReply, settings_by_wire_name: Mapping[str, str]) -> ProviderError:
    """The error that a failed reply stands for.

    A quota per day is used up until tomorrow; any other quota comes back after the wait.

    Args:
        reply: any status outside 2xx.
        settings_by_wire_name: our name for each setting that the service takes.
    """
    error = _error_in(reply)
    message = single_line(f"HTTP {reply.status}: {text_at(error, 'message') or 'no message'}")
    wait_s = _retry_delay(error)
    if wait_s is None:
        wait_s = retry_after_from(reply.headers)
    if reply.status == 429:
        if _is_per_day(error):
            return QuotaExhausted(message, status=reply.status)
        return RateLimited(message, status=reply.status, retry_after_s=wait_s)
    if reply.status >= 500:
        return Overloaded(message, status=reply.status, retry_after_s=wait_s)
    if "API_KEY" in _reasons(error):
        return BadCredentials(message, status=reply.status)
    if error.get("status") == "FAILED_PRECONDITION":
        return BadRequest(message, status=reply.status)
    return error_from(reply, settings_by_wire_name)


def _error_in(reply: WireReply) -> JsonObject:
    try:
        return object_at(decode_object(reply), "error")
    except UnreadableReply:
        return {}


def _retry_delay(error: JsonObject) -> float | None:
    for detail in objects_at(error, "details"):
        found = _SECONDS.fullmatch(text_at(detail, "retryDelay") or "")
        if found is not None:
            return float(found[1])
    return None


def _is_per_day(error: JsonObject) -> bool:
    return any(
        _PER_DAY.search(text_at(violation, "quotaId") or text_at(violation, "quotaMetric") or "")
        for detail in objects_at(error, "details")
        for violation in objects_at(detail, "violations")
    )


def _reasons(error: JsonObject) -> str:
    details = objects_at(error, "details")
    return " ".join(reason for detail in details if (reason := text_at(detail, "reason")))
