"""Cohere's Chat, version 2.

It searches no web; it cites a URL only where a document with one was given.
Shape: https://docs.cohere.com/v2/reference/chat, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.domain.answer import Answer, Citation, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Question
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnreadableReply
from monitor.providers.anchoring import anchor_segment
from monitor.providers.chat_errors import error_from
from monitor.providers.endpoint import request_headers
from monitor.providers.extras import no_search
from monitor.providers.json_calls import (
    call_url,
    chat_messages,
    json_post,
    ours_by_wire_name,
    sampling_fields,
)
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object, int_at, object_at, objects_at, text_at

_OUTCOMES: Mapping[str, Outcome] = {
    "COMPLETE": Outcome.OK,
    "STOP_SEQUENCE": Outcome.OK,
    "MAX_TOKENS": Outcome.TRUNCATED,
    "TOOL_CALL": Outcome.PAUSED,
    "ERROR_TOXIC": Outcome.BLOCKED,
}
"""A reason that is not here (ERROR, TIMEOUT) ended the answer early."""


@dataclass(frozen=True, slots=True)
class Cohere:
    """The Chat API."""

    name: str
    channel: Channel
    api_key_env: str
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the base_url cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        fields = sampling_fields(target, self.wire_names, provider=self.name)
        body: dict[str, JsonValue] = {
            "model": target.model,
            "messages": chat_messages(question),
            "stream": False,
            **fields.body,
        }
        url = call_url(
            target, "/chat", provider=self.name, base_url=self.base_url, version_path="/v2"
        )
        account = fields | no_search(target, f"{self.name} cannot search the web")
        return json_post(url, request_headers(secret), body, account, api_version="v2")

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        if not 200 <= reply.status < 300:
            raise error_from(reply, ours_by_wire_name(self.wire_names))
        body = decode_object(reply)
        message = object_at(body, "message")
        if not message:
            raise UnreadableReply("Expected a message, found none", status=reply.status)
        # Thinking has a type of its own, and the key "thinking" in the place of "text".
        parts = (part for part in objects_at(message, "content") if part.get("type") == "text")
        text = "".join(text_at(part, "text") or "" for part in parts)
        usage = object_at(body, "usage")
        return Answer(
            text=text,
            outcome=_outcome(text_at(body, "finish_reason"), text),
            finish_reason=text_at(body, "finish_reason"),
            citations=tuple(dict.fromkeys(_citations(message, text))),
            usage=_usage(usage),
            usage_raw=usage or None,
            served=Served(request_id=text_at(body, "id")),
            searched=False,
        )


def _outcome(finish_reason: str | None, text: str) -> Outcome:
    outcome = _OUTCOMES.get(finish_reason or "COMPLETE", Outcome.PARTIAL)
    if not text.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        return Outcome.PARTIAL
    return outcome


def _citations(message: JsonObject, text: str) -> Iterator[Citation]:
    """The citations of sources that have a URL, which a document or a tool may hold."""
    for cited in objects_at(message, "citations"):
        offsets = int_at(cited, "start"), int_at(cited, "end")
        start, end = anchor_segment(text, text_at(cited, "text") or "", offsets) or (None, None)
        for source in objects_at(cited, "sources"):
            held = object_at(source, "document") or object_at(source, "tool_output")
            url = text_at(held, "url")
            if url is not None:
                yield Citation(url, text_at(held, "title"), start, end)


def _usage(usage: JsonObject) -> Usage:
    """What was processed, not what is billed, which leaves out Cohere's own preamble."""
    tokens = object_at(usage, "tokens")
    return Usage(
        input_tokens=int_at(tokens, "input_tokens"),
        output_tokens=int_at(tokens, "output_tokens"),
        cached_input_tokens=int_at(usage, "cached_tokens"),
    )


COHERE = Cohere(
    name="cohere",
    channel=Channel.API,
    api_key_env="COHERE_API_KEY",
    base_url="https://api.cohere.com",
    wire_names={
        "temperature": "temperature",
        "top_p": "p",
        "top_k": "k",
        "seed": "seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop_sequences",
    },
    options={},
    features=Features(citations=True),
)
