"""A recorded reply of a provider, read as an answer and shown as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitor.domain.answer import Answer, Citation
from monitor.domain.wire import WireReply
from monitor.errors import BadInput, ProviderError, TemporaryError
from monitor.providers.protocol import Provider
from monitor.reports.as_json import plain


def reply_in(content: bytes) -> WireReply:
    """The reply in a file: a plain body, or an envelope with `status`, `headers` and `body`.

    A plain body counts as HTTP 200.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return WireReply(200, {}, content)
    if not (
        isinstance(value, Mapping) and "body" in value and isinstance(value.get("status"), int)
    ):
        return WireReply(200, {}, content)
    body, headers = value["body"], value.get("headers") or {}
    if not isinstance(headers, Mapping):
        raise BadInput("headers: expected an object of texts in the envelope")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return WireReply(value["status"], {str(k).lower(): str(v) for k, v in headers.items()}, raw)


def read_recorded(provider: Provider, reply: WireReply) -> dict[str, Any]:
    """The answer in a reply, or why there is none, as JSON."""
    try:
        return _answer_json(provider.read(reply))
    except ProviderError as error:
        retry_after_s = error.retry_after_s if isinstance(error, TemporaryError) else None
        return {
            "error": {
                "class": error.kind,
                "temporary": error.temporary,
                "retry_after_s": retry_after_s,
                "message": error.message,
            }
        }


def _answer_json(answer: Answer) -> dict[str, Any]:
    citations = answer.citations
    return {
        "text": answer.text,
        "outcome": answer.outcome.value,
        "finish_reason": answer.finish_reason,
        "citations": None if citations is None else [_citation_json(each) for each in citations],
        "retrieved": plain(answer.retrieved),
        "searches": plain(answer.searches),
        "searched": answer.searched,
        "usage": plain(answer.usage),
        "served": plain(answer.served),
        "effective": plain(answer.effective),
        "cost": None if answer.cost_usd is None else plain(answer.cost_usd),
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "url": citation.url,
        "title": citation.title,
        "start": citation.start,
        "end": citation.end,
    }
