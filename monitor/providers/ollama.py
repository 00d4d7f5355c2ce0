"""Ollama's own API: answers, and exactly what model a server runs.

Shape: https://github.com/ollama/ollama/blob/main/docs/api.md, read in November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.answer import Answer, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnreadableReply
from monitor.providers.chat_errors import error_from
from monitor.providers.endpoint import nested, request_headers
from monitor.providers.extras import Extras, no_search
from monitor.providers.json_calls import (
    call_url,
    chat_messages,
    json_post,
    ours_by_wire_name,
    sampling_fields,
)
from monitor.providers.ollama_card import card_from
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.option_values import int_option
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object, int_at, object_at, text_at
from monitor.providers.reply_schema import ollama_schema
from monitor.providers.thoughts import without_thoughts

_OUTCOMES: Mapping[str, Outcome] = {"stop": Outcome.OK, "length": Outcome.TRUNCATED}
"""Any other reason (load, unload) is no answer; older servers give none."""

_COUNTERS = ("_count", "_duration")


@dataclass(frozen=True, slots=True)
class Ollama:
    """An Ollama server; it also implements `Discovers`."""

    name: str
    channel: Channel
    api_key_env: str | None
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the base_url or an option cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        fields = sampling_fields(target, self.wire_names, provider=self.name)
        if "num_ctx" in target.options:
            length = int_option(target, "num_ctx", low=1, default=1)
            fields |= Extras({"options.num_ctx": length}, {"num_ctx": length})
        fields |= ollama_schema(question.reply_schema)
        body = {
            "model": target.model,
            "messages": chat_messages(question),
            "stream": False,  # the server streams when it is not told otherwise
            **nested(fields.body),
        }
        if "think" in body:
            body["think"] = _think(body["think"])
        account = fields | no_search(target, f"{self.name} cannot search the web")
        return json_post(self._url(target, "/chat"), request_headers(secret), body, account)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        body = self._told_in(reply)
        if "choices" in body:
            # A reply of the compatible API below /v1, which some gateways put before Ollama.
            return OPENAI_COMPATIBLE.read(reply)
        if not isinstance(body.get("message"), Mapping):
            raise UnreadableReply("Expected a message, found none", status=reply.status)
        text = without_thoughts(text_at(object_at(body, "message"), "content") or "")
        reason = text_at(body, "done_reason")
        outcome = _OUTCOMES.get(reason or "stop", Outcome.PARTIAL)
        if not text.strip() or body.get("done") is False:
            outcome = Outcome.PARTIAL
        counted = {key: value for key, value in body.items() if key.endswith(_COUNTERS)}
        return Answer(
            text=text,
            outcome=outcome,
            finish_reason=reason,
            # Without a prompt count the prompt was cached; how long it was is not known.
            usage=Usage(int_at(body, "prompt_eval_count"), int_at(body, "eval_count")),
            usage_raw=counted or None,
            served=Served(model=text_at(body, "model")),
            searched=False,
        )

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The calls to make: what the server shows of the model, then the list of its models.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        headers = request_headers(secret)
        body = json.dumps({"model": target.model}).encode()
        json_headers = headers | {"content-type": "application/json"}
        return (
            WireRequest("POST", self._url(target, "/show"), json_headers, body),
            WireRequest("GET", self._url(target, "/tags"), headers),
        )

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the replies tell of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the server does not know the model, or tells nothing of it.
        """
        show, tags = (self._told_in(reply) for reply in replies)
        return card_from(target.model, show, tags, as_of=as_of)

    def _told_in(self, reply: WireReply) -> JsonObject:
        if not 200 <= reply.status < 300:
            raise error_from(reply, ours_by_wire_name(self.wire_names))
        body = decode_object(reply)
        if body.get("error"):
            raise error_from(reply, ours_by_wire_name(self.wire_names))
        return body

    def _url(self, target: Target, path: str) -> str:
        return call_url(
            target, path, provider=self.name, base_url=self.base_url, version_path="/api"
        )


def _think(effort: JsonValue) -> JsonValue:
    """Most models only switch thinking on and off; some take a word, such as "low"."""
    return {"true": True, "false": False}.get(str(effort).lower(), effort)


OLLAMA = Ollama(
    name="ollama",
    channel=Channel.LOCAL,
    api_key_env=None,
    base_url="http://127.0.0.1:11434",
    wire_names={
        "temperature": "options.temperature",
        "top_p": "options.top_p",
        "top_k": "options.top_k",
        "min_p": "options.min_p",
        "seed": "options.seed",
        "max_tokens": "options.num_predict",
        "frequency_penalty": "options.frequency_penalty",
        "presence_penalty": "options.presence_penalty",
        "stop": "options.stop",
        "reasoning_effort": "think",
    },
    options={"num_ctx": "The context length in tokens; the server's own when left out."},
    features=Features(),
)
