"""Anthropic's Messages API, with its web search on the server's side.

A long search pauses; the answer is then continued until it is complete or a cap is reached.
Shape: https://docs.anthropic.com/en/api/messages, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.providers.anthropic_answer import read_turns, searches_in
from monitor.providers.anthropic_card import anthropic_card
from monitor.providers.anthropic_errors import message_in
from monitor.providers.anthropic_search import SEARCH_OPTIONS, max_uses_of, search_tool
from monitor.providers.endpoint import header_key, nested
from monitor.providers.extras import Extras
from monitor.providers.json_calls import call_url, json_post, ours_by_wire_name, sampling_fields
from monitor.providers.option_values import int_option, text_option
from monitor.providers.protocol import Features
from monitor.providers.reading import list_at, text_at

API_VERSION = "2023-06-01"
MAX_TOKENS = 4096
"""Sent where a target names no limit: the service demands one."""

MAX_TURNS = 5


@dataclass(frozen=True, slots=True)
class Anthropic:
    """The Messages API; it also implements `Continues` and `Discovers`."""

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
            BadInput: the base_url or an option cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        _max_turns(question.target)  # a wrong one is told before anything is paid for
        return self._call(question, secret, (), max_uses_of(question.target))

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        return self.read_all((reply,))

    def next_request(
        self, question: Question, secret: str | None, replies: Sequence[WireReply]
    ) -> WireRequest | None:
        """The call that continues a paused answer; None when it is complete or capped.

        Searches are counted over all turns, but one is always left: the search at which the
        answer paused has yet to be made.

        Raises:
            ProviderError: a reply is a failure.
        """
        bodies = self._bodies(replies)
        said = [block for body in bodies for block in list_at(body, "content")]
        is_paused = bool(said) and text_at(bodies[-1], "stop_reason") == "pause_turn"
        if not is_paused or len(bodies) >= _max_turns(question.target):
            return None
        left = max_uses_of(question.target) - sum(searches_in(body) or 0 for body in bodies)
        # Turns of one role are joined by the service; as one message nothing is left to that.
        return self._call(question, secret, ({"role": "assistant", "content": said},), max(left, 1))

    def read_all(self, replies: Sequence[WireReply]) -> Answer:
        """The one answer in all replies, with their usage added up.

        Raises:
            ProviderError: they hold no answer.
        """
        return read_turns(self._bodies(replies), replies[-1])

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The one call to make: what the service tells of the model.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        url = self._url(target, f"/models/{quote(target.model, safe='')}")
        headers = {"accept": "application/json", **_headers(target, secret)}
        return (WireRequest("GET", url, headers),)

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the reply tells of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the service does not know the model, or tells nothing of it.
        """
        (reply,) = replies
        body = message_in(reply, ours_by_wire_name(self.wire_names))
        return anthropic_card(target, body, as_of=as_of)

    def _bodies(self, replies: Sequence[WireReply]) -> list[JsonObject]:
        names = ours_by_wire_name(self.wire_names)
        return [message_in(reply, names) for reply in replies]

    def _call(
        self, question: Question, secret: str | None, said: Sequence[JsonValue], uses_left: int
    ) -> WireRequest:
        target = question.target
        limit: JsonObject = {"max_tokens": MAX_TOKENS}
        fields = Extras(limit, limit) | sampling_fields(target, self.wire_names, provider=self.name)
        body: dict[str, JsonValue] = {
            "model": target.model,
            "messages": [{"role": "user", "content": question.prompt.text}, *said],
            **nested(fields.body),
        }
        if target.system_prompt is not None:
            body["system"] = target.system_prompt
        search = search_tool(target, uses_left=uses_left)
        if search.body:
            body["tools"] = [search.body]
        version = _version(target)
        url, headers = self._url(target, "/messages"), _headers(target, secret)
        return json_post(url, headers, body, fields | search, api_version=version)

    def _url(self, target: Target, path: str) -> str:
        return call_url(
            target, path, provider=self.name, base_url=self.base_url, version_path="/v1"
        )


def _version(target: Target) -> str:
    return text_option(target, "api_version") or API_VERSION


def _headers(target: Target, secret: str | None) -> dict[str, str]:
    key = header_key(secret)
    return {"anthropic-version": _version(target)} | ({} if key is None else {"x-api-key": key})


def _max_turns(target: Target) -> int:
    return int_option(target, "max_turns", low=1, default=MAX_TURNS)


ANTHROPIC = Anthropic(
    name="anthropic",
    channel=Channel.API,
    api_key_env="ANTHROPIC_API_KEY",
    base_url="https://api.anthropic.com",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "top_k": "top_k",
        "max_tokens": "max_tokens",
        "stop": "stop_sequences",
        "reasoning_effort": "output_config.effort",
    },
    options={
        **SEARCH_OPTIONS,
        "max_turns": "Calls after which a paused answer is given up; 5 when left out.",
        "api_version": "The header anthropic-version; 2023-06-01 when left out.",
    },
    features=Features(web_search=True, citations=True, retrieved=True, searches=True),
)
