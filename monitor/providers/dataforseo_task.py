"""DataForSEO's envelope: one call is one task, whose failure stands in a body of HTTP 200.

Codes: https://docs.dataforseo.com/v3/appendix/errors, read in November 2026.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, replace
from decimal import Decimal

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
from monitor.providers.endpoint import header_key
from monitor.providers.reading import (
    decode_object,
    int_at,
    object_at,
    objects_at,
    single_line,
    text_at,
)
from monitor.providers.token_usage import usd

CREDENTIALS_ENV = "DATAFORSEO_CREDENTIALS"
OK = 20000
NO_SEARCH_RESULTS = 40102

_NO_ACCESS = frozenset({40100, 40104, 40201, 40204, 40207})
_NO_MONEY = frozenset({40200, 40203, 40210})
_TOO_FAST = frozenset({40202, 40209})
_SEARCH_FAILED = frozenset({40101, 40103, 40601, 40602})


@dataclass(frozen=True, slots=True)
class Task:
    """What became of a call.

    Attributes:
        echo: the fields of the call as the service read them.
        result: the first and only result; empty where nothing was found.
        cost_usd: what DataForSEO charged; None where it does not say.
    """

    id: str | None
    echo: JsonObject
    result: JsonObject
    cost_usd: Decimal | None


def login_headers(secret: str | None) -> dict[str, str]:
    """The header of basic authentication; none where there is no secret.

    Args:
        secret: "login:password", or the two in base64 already.

    Raises:
        BadCredentials: it holds characters that no header can carry.
    """
    key = header_key(secret)
    if key is None:
        return {}
    coded = b64encode(key.encode()).decode() if ":" in key else key
    return {"authorization": f"Basic {coded}"}


def task_in(reply: WireReply) -> Task:
    """The task in a reply.

    Raises:
        ProviderError: it failed; the class tells whether to try again.
    """
    if not 200 <= reply.status < 300:
        raise error_from(_with_message(reply), {})
    body = decode_object(reply)
    tasks = objects_at(body, "tasks")
    for told in (body, *tasks):
        code = int_at(told, "status_code")
        if code is not None and code not in {OK, NO_SEARCH_RESULTS}:
            raise _error(code, text_at(told, "status_message") or "no message", reply)
    if not tasks:
        raise UnreadableReply("Expected one task, found none", status=reply.status)
    results = objects_at(tasks[0], "result")
    cost = usd(body.get("cost"))
    return Task(
        id=text_at(tasks[0], "id"),
        echo=object_at(tasks[0], "data"),
        result=results[0] if results else {},
        cost_usd=usd(tasks[0].get("cost")) if cost is None else cost,
    )


def _with_message(reply: WireReply) -> WireReply:
    """The reply with what its envelope says where failures are usually told."""
    try:
        told = text_at(decode_object(reply), "status_message")
    except UnreadableReply:
        return reply
    if told is None:
        return reply
    return replace(reply, body=json.dumps({"error": {"message": told}}).encode())


def _error(code: int, told: str, reply: WireReply) -> ProviderError:
    message = single_line(f"DataForSEO {code}: {told}")
    if code in _NO_ACCESS:
        return BadCredentials(message, status=reply.status)
    if code in _NO_MONEY:
        return QuotaExhausted(message, status=reply.status)
    if code in _TOO_FAST:
        return RateLimited(message, status=reply.status)
    if code in _SEARCH_FAILED or code >= 50000:
        return Overloaded(message, status=reply.status)
    return BadRequest(message, status=reply.status)
