"""The Chat Completions shape that OpenAI defined and most servers speak.

A service that deviates is a `ChatCompletions` with other wire names, or a subclass of it.
Shape: https://platform.openai.com/docs/api-reference/chat, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urlunsplit

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnreadableReply
from monitor.providers.annotations import url_citations
from monitor.providers.blocks import blocked_prompt
from monitor.providers.chat_answer import read_choice
from monitor.providers.chat_errors import error_from
from monitor.providers.endpoint import api_root, nested, request_headers
from monitor.providers.extras import Extras, no_search, plain_options
from monitor.providers.json_calls import chat_messages, json_post, sampling_fields
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object, object_at, objects_at
from monitor.providers.reply_schema import chat_schema


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """A service that speaks Chat Completions.

    Attributes:
        wire_names: the wire name of each of our settings that the service takes; the others
            are dropped, and the sampling record says so.
        base_url: without "/chat/completions".
        option_names: the wire name of each option that is sent as it is.
        never_searches: it is known that no web search can happen, whatever is asked.
        bare_host_path: the path below which the API lies when a base_url names a host alone.
        takes_schema: a question's schema is sent as `response_format`.
    """

    name: str
    channel: Channel
    wire_names: Mapping[str, str]
    base_url: str | None = None
    api_key_env: str | None = None
    features: Features = field(default_factory=Features)
    options: Mapping[str, str] = field(default_factory=dict)
    option_names: Mapping[str, str] = field(default_factory=dict)
    never_searches: bool = False
    bare_host_path: str = "/v1"
    takes_schema: bool = False

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the target has no usable base_url.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        account = (
            sampling_fields(target, self.wire_names, provider=self.name)
            | self.search(target)
            | plain_options(target, self.option_names, known=self.options, provider=self.name)
            | (chat_schema(question.reply_schema) if self.takes_schema else Extras())
        )
        fields: dict[str, JsonValue] = {
            "model": target.model,
            "messages": chat_messages(question),
            "stream": False,
            **account.body,
        }
        url = self.address(target, "/chat/completions")
        return json_post(url, self.headers(secret), nested(fields), account)

    def search(self, target: Target) -> Extras:
        """The fields that make the service search, or not; here it has no search of its own."""
        return no_search(target, f"{self.name} has no such setting")

    def headers(self, secret: str | None) -> dict[str, str]:
        """The headers of every call.

        Raises:
            BadCredentials: the key cannot be sent in a header.
        """
        return request_headers(secret)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        blocked = blocked_prompt(reply)
        if blocked is not None:
            return blocked
        if not 200 <= reply.status < 300:
            raise error_from(reply, self.settings_by_wire_name())
        body = decode_object(reply)
        choices = objects_at(body, "choices")
        if any(source.get("error") for source in (body, *choices[:1])):
            raise error_from(reply, self.settings_by_wire_name())
        if not choices:
            raise UnreadableReply(
                "Expected a chat completion with one choice, found none", status=reply.status
            )
        answer = read_choice(body, choices[0], reply)
        return self.with_sources(answer, body, object_at(choices[0], "message"))

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer with what it cites, what was found and what was searched for.

        Here: the annotations of the message, where the service has them.
        """
        del body
        if self.never_searches:
            answer = replace(answer, searched=False)
        if not self.features.citations or not isinstance(message.get("annotations"), list):
            return answer
        citations = url_citations(message, answer.text)
        return replace(answer, citations=citations, searched=True if citations else None)

    def settings_by_wire_name(self) -> dict[str, str]:
        """Our name for each setting as the service names it."""
        return {wire: ours for ours, wire in self.wire_names.items()}

    def address(self, target: Target, path: str) -> str:
        """The URL of a path below the API's root.

        Raises:
            BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
        """
        root = self.root(target)
        return urlunsplit(root._replace(path=root.path + path))

    def root(self, target: Target) -> SplitResult:
        """The API's root, whose path does not end in a slash; the query of a base_url is kept.

        Raises:
            BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
        """
        return api_root(
            target,
            provider=self.name,
            base_url=self.base_url,
            bare_host_path=self.bare_host_path,
        )
