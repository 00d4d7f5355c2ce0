"""Reads an answer of Bedrock's Converse, and tells which error a failed reply is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.domain.answer import Answer, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.errors import (
    Overloaded,
    ProviderError,
    QuotaExhausted,
    UnknownModel,
    UnreadableReply,
)
from monitor.providers.chat_errors import error_from
from monitor.providers.reading import body_text, int_at, object_at, objects_at, text_at
from monitor.providers.retry_after import retry_after_from

_OUTCOMES: Mapping[str, Outcome] = {
    "end_turn": Outcome.OK,
    "stop_sequence": Outcome.OK,
    "max_tokens": Outcome.TRUNCATED,
    "model_context_window_exceeded": Outcome.TRUNCATED,
    "guardrail_intervened": Outcome.BLOCKED,
    "content_filtered": Outcome.BLOCKED,
    "refusal": Outcome.REFUSED,
    "tool_use": Outcome.PAUSED,
}
"""A reason that is not here (malformed_model_output) ended the answer early."""

_UNKNOWN_MODEL = re.compile(r"model identifier is invalid|end of its life", re.IGNORECASE)


def read_converse(body: JsonObject, reply: WireReply) -> Answer:
    """The answer in a body, which does not tell the model.

    Raises:
        UnreadableReply: it holds no message.
    """
    message = object_at(object_at(body, "output"), "message")
    if not message:
        raise UnreadableReply("Expected an output with a message, found none", status=reply.status)
    # Blocks of another kind (reasoningContent, toolUse) have no text of their own.
    text = "".join(text_at(block, "text") or "" for block in objects_at(message, "content"))
    stop_reason = text_at(body, "stopReason")
    outcome = _OUTCOMES.get(stop_reason or "end_turn", Outcome.PARTIAL)
    if not text.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        outcome = Outcome.PARTIAL
    usage = object_at(body, "usage")
    return Answer(
        text=text,
        outcome=outcome,
        finish_reason=stop_reason,
        usage=_usage(usage),
        usage_raw=usage or None,
        served=Served(request_id=reply.headers.get("x-amzn-requestid")),
        searched=False,
    )


def bedrock_error(reply: WireReply, settings_by_wire_name: Mapping[str, str]) -> ProviderError:
    """The error that a failed reply stands for; its class is in a header, its message in the body.

    Args:
        reply: any status outside 2xx.
        settings_by_wire_name: our name for each setting that the service takes.
    """
    error = error_from(reply, settings_by_wire_name)
    kind = reply.headers.get("x-amzn-errortype", "").partition(":")[0]
    message = f"{kind}: {error.message}" if kind else error.message
    if kind == "ServiceQuotaExceededException":
        return QuotaExhausted(message, status=reply.status)
    if reply.status == 424:  # the model failed, or its stream broke; AWS says to try again
        wait_s = retry_after_from(reply.headers)
        return Overloaded(message, status=reply.status, retry_after_s=wait_s)
    if reply.status < 429 and _UNKNOWN_MODEL.search(body_text(reply.body)[0]):
        return UnknownModel(error.message, status=reply.status)
    return error


def _usage(usage: JsonObject) -> Usage:
    """Cached tokens stand beside inputTokens; ours include them. Reasoning is in the output."""
    parts = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")
    inputs = [count for key in parts if (count := int_at(usage, key)) is not None]
    return Usage(
        input_tokens=sum(inputs) if inputs else None,
        output_tokens=int_at(usage, "outputTokens"),
        cached_input_tokens=int_at(usage, "cacheReadInputTokens"),
    )
