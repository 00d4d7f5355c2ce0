"""Recognizes a prompt that a service refused to pass on: an answer of its own, not an error."""

from __future__ import annotations

import re

from monitor.domain.answer import Answer, Outcome, Served
from monitor.domain.wire import WireReply
from monitor.errors import UnreadableReply
from monitor.providers.reading import decode_object, object_at, text_at

_BLOCKED = re.compile(
    r"content_filter|ResponsibleAIPolicyViolation|content_policy_violation"
    r"|Content Exists Risk|flagged as potentially violating",
    re.IGNORECASE,
)
"""Words of Azure, OpenAI and DeepSeek, which refuse such a prompt with 400."""


def blocked_prompt(reply: WireReply) -> Answer | None:
    """The answer that a blocked prompt is; None where the reply is anything else."""
    if reply.status != 400:
        return None
    try:
        body = decode_object(reply)
    except UnreadableReply:
        return None
    error = object_at(body, "error")
    code = text_at(error, "code")
    inner = text_at(object_at(error, "innererror"), "code")
    told = " ".join(word for word in (code, inner, text_at(error, "message")) if word)
    if _BLOCKED.search(told) is None:
        return None
    return Answer(
        text="",
        outcome=Outcome.BLOCKED,
        finish_reason=code,
        served=Served(request_id=reply.headers.get("x-request-id")),
    )
