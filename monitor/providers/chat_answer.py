"""Reads an answer from a body of Chat Completions."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.domain.answer import Answer, Outcome
from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.providers.reading import object_at, objects_at, text_at
from monitor.providers.served import read_served
from monitor.providers.thoughts import without_thoughts
from monitor.providers.token_usage import read_usage

_OUTCOMES: Mapping[str, Outcome] = {
    "length": Outcome.TRUNCATED,
    "max_tokens": Outcome.TRUNCATED,
    "model_length": Outcome.TRUNCATED,
    "content_filter": Outcome.BLOCKED,
    "safety": Outcome.BLOCKED,
    "refusal": Outcome.REFUSED,
    "tool_calls": Outcome.PAUSED,
    "function_call": Outcome.PAUSED,
}
"""A reason that is not here is an ordinary end; the provider's word is kept beside the outcome."""


def read_choice(body: JsonObject, choice: JsonObject, reply: WireReply) -> Answer:
    """The answer in one choice; what it cites is left to the adapter that knows where it stands."""
    message = object_at(choice, "message")
    shown = without_thoughts(_content_text(message))
    refusal = text_at(message, "refusal") or _part_texts(message, "refusal")
    finish_reason = text_at(choice, "finish_reason")
    outcome = _OUTCOMES.get((finish_reason or "").lower(), Outcome.OK)
    if refusal:
        outcome = Outcome.REFUSED
    elif not shown.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        outcome = Outcome.PARTIAL
    usage = object_at(body, "usage")
    tier = text_at(body, "service_tier")
    return Answer(
        text=shown or refusal,
        outcome=outcome,
        finish_reason=finish_reason,
        usage=read_usage(usage),
        usage_raw=usage or None,
        served=read_served(body, reply),
        effective=None if tier is None else {"service_tier": tier},
    )


def _content_text(message: JsonObject) -> str:
    """The content, which is a text, null, or a list of parts (thinking parts are no answer)."""
    return text_at(message, "content") or _part_texts(message, "text")


def _part_texts(message: JsonObject, kind: str) -> str:
    parts = objects_at(message, "content")
    texts = (text_at(part, kind) for part in parts if part.get("type", "text") == kind)
    return "".join(text for text in texts if text is not None)
