"""Finds the failures in replies of Anthropic's Messages API, those inside a 200 included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.errors import ProviderError
from monitor.providers.chat_errors import error_from
from monitor.providers.reading import decode_object, object_at, text_at

_STATUS_OF_TYPE: Mapping[str, int] = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}


def message_in(reply: WireReply, settings_by_wire_name: Mapping[str, str]) -> JsonObject:
    """The message in a reply.

    Raises:
        ProviderError: there is none; the class tells whether to try again.
    """
    if not 200 <= reply.status < 300:
        raise _error(reply, reply.status, settings_by_wire_name)
    body = decode_object(reply)
    if body.get("type") == "error" or object_at(body, "error"):
        kind = text_at(object_at(body, "error"), "type") or ""
        raise _error(reply, _STATUS_OF_TYPE.get(kind, 400), settings_by_wire_name)
    return body


def _error(
    reply: WireReply, status: int, settings_by_wire_name: Mapping[str, str]
) -> ProviderError:
    headers = reply.headers
    if status != reply.status:
        # Good replies carry this header as well; it says nothing about a failure inside a 200.
        headers = {name: value for name, value in headers.items() if name != "retry-after"}
    error = error_from(replace(reply, status=status, headers=headers), settings_by_wire_name)
    error.status = reply.status
    return error
