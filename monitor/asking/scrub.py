"""Takes a secret out of what is stored and shown; a server may send back what it was sent."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
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


def _spellings(secret: str | None) -> tuple[str, ...]:
    """As it is, and as in JSON, in a URL and in a header of basic authentication."""
    if secret is None or len(secret) < MIN_SECRET_CHARACTERS:
        return ()
    raw = secret.encode("utf-8", "surrogatepass")
    return tuple(
        dict.fromkeys(
            (
                secret,
                json.dumps(secret)[1:-1],
                json.dumps(secret, ensure_ascii=False)[1:-1],
                quote(raw, safe=""),
                b64encode(raw).decode(),
            )
        )
    )
