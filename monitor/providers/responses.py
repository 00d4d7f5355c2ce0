"""The Responses shape of OpenAI, which Azure and xAI speak as well.

Shape: https://platform.openai.com/docs/api-reference/responses, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlunsplit

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnreadableReply
from monitor.providers.blocks import blocked_prompt
from monitor.providers.chat_errors import error_from
from monitor.providers.endpoint import api_root, nested, request_headers
from monitor.providers.extras import Extras, no_search, plain_options, search_wishes
from monitor.providers.json_calls import json_post, sampling_fields
from monitor.providers.reading import decode_object
from monitor.providers.reply_schema import responses_schema
from monitor.providers.responses_answer import read_response

RESPONSES_WIRE_NAMES: Mapping[str, str] = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_tokens": "max_output_tokens",
    "reasoning_effort": "reasoning.effort",
}
"""There is no seed, no penalty, no stop and no top_k in this API."""


@dataclass(frozen=True, slots=True)
class Responses:
    """A service that speaks Responses.

    Attributes:
        base_url: without "/responses".
        search_tool: the type of the tool that searches the web.
        include: what the reply shall hold beyond the usual when the web is searched.
        option_names: the wire name of each option that is sent as it is.
    """

    name: str
    base_url: str | None = None
    search_tool: str = "web_search"
    include: tuple[str, ...] = ()
    wire_names: Mapping[str, str] = field(default_factory=lambda: RESPONSES_WIRE_NAMES)
    option_names: Mapping[str, str] = field(default_factory=dict)

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the target has no usable base_url.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        account = (
            sampling_fields(target, self.wire_names, provider="the Responses API")
            | self._search(target)
            | plain_options(target, self.option_names, provider=self.name)
            | responses_schema(question.reply_schema)
        )
        fields: dict[str, JsonValue] = {
            "model": target.model,
            "input": question.prompt.text,
            "stream": False,
            # Nothing is ever continued, so nothing need be kept there.
            "store": False,
        }
        if target.system_prompt is not None:
            fields["instructions"] = target.system_prompt
        body = nested(fields | dict(account.body))
        return json_post(self.address(target), self.headers(secret), body, account)

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
        if body.get("error") or body.get("status") == "failed":
            raise error_from(reply, self.settings_by_wire_name())
        if not isinstance(body.get("output"), list):
            raise UnreadableReply(
                "Expected a response with a list of outputs, found none", status=reply.status
            )
        return read_response(body, reply)

    def settings_by_wire_name(self) -> dict[str, str]:
        """Our name for each setting as the service names it."""
        return {wire: ours for ours, wire in self.wire_names.items()}

    def address(self, target: Target) -> str:
        """The URL to ask.

        Raises:
            BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
        """
        root = api_root(target, provider=self.name, base_url=self.base_url)
        return urlunsplit(root._replace(path=root.path + "/responses"))

    def headers(self, secret: str | None) -> dict[str, str]:
        """The headers of every call.

        Raises:
            BadCredentials: the key cannot be sent in a header.
        """
        return request_headers(secret)

    def _search(self, target: Target) -> Extras:
        if not target.web_search:
            return no_search(target, "it is only sent with a web search")
        tool, sent = search_wishes(target)
        body: dict[str, JsonValue] = {"tools": [{"type": self.search_tool, **tool}]}
        if self.include:
            body["include"] = list(self.include)
        return Extras(body, sent)
