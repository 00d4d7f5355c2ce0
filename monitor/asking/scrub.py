"""Takes a secret out of what is stored and shown; a server may send back what it was sent."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from monitor.domain.wire import WireReply

REMOVED = "[secret removed]"

MIN_SECRET_CHARACTERS = 8
"""Shorter ones are placeholders for local servers ("x", "none"); they occur in plain answers."""


def scrub_text(text: str, secret: str | None) -> str:
    """The text with `REMOVED` in place of the secret in any of its spellings."""
    for spelling in _spellings(secret):
        text = text.replace(spelling, REMOVED)
    return text


def scrub_reply(reply: WireReply, secret: str | None) -> WireReply:
    """The reply with the secret taken out of its headers and its body."""
    spellings = _spellings(secret)
    if not spellings:
        return reply
    body = reply.body
    for spelling in spellings:
        body = body.replace(spelling.encode("utf-8", "surrogatepass"), REMOVED.encode())
    headers = {name: scrub_text(value, secret) for name, value in reply.headers.items()}
    return replace(reply, headers=headers, body=body)


@lru_cache(maxsize=64)
def _spellings(secret: str | None) -> tuple[str, ...]:
    """As it is, and as in JSON, in a URL and in a header of basic authentication.

    Of a secret in parts, such as "login:password", each part is one of its own.
    """
    if secret is None:
        return ()
    parts = [part for part in (secret, *secret.split(":")) if len(part) >= MIN_SECRET_CHARACTERS]
    found: dict[str, None] = {}
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        found |= dict.fromkeys(
            (
                part,
                json.dumps(part)[1:-1],
                json.dumps(part, ensure_ascii=False)[1:-1],
                quote(raw, safe=""),
                b64encode(raw).decode(),
            )
        )
    return tuple(found)
