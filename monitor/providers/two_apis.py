"""A service that speaks both Responses and Chat Completions, under one name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.answer import Answer
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadInput, UnreadableReply
from monitor.providers.blocks import blocked_prompt
from monitor.providers.chat_errors import error_from
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.option_values import text_option
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object
from monitor.providers.responses import Responses

APIS = ("responses", "chat")


@dataclass(frozen=True, slots=True)
class TwoApis:
    """A service of which a target's option `api` chooses one of two.

    Attributes:
        chat: holds what both share: name, channel, key, features and options.
    """

    chat: ChatCompletions
    responses: Responses

    @property
    def name(self) -> str:
        """As it stands in a target's `provider`."""
        return self.chat.name

    @property
    def channel(self) -> Channel:
        """The channel of the answers it gets."""
        return self.chat.channel

    @property
    def api_key_env(self) -> str | None:
        """The environment variable that holds the key by default."""
        return self.chat.api_key_env

    @property
    def base_url(self) -> str | None:
        """Where the service is by default."""
        return self.chat.base_url

    @property
    def wire_names(self) -> Mapping[str, str]:
        """Our settings that either API takes; the name in Responses where both take it."""
        return {**self.chat.wire_names, **self.responses.wire_names}

    @property
    def options(self) -> Mapping[str, str]:
        """What a target's `options` may hold."""
        return self.chat.options

    @property
    def features(self) -> Features:
        """What an answer of this provider can tell."""
        return self.chat.features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the target has no usable base_url, or an option that cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        asked = self.chat if self._api(question.target) == "chat" else self.responses
        return asked.request(question, secret)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply of either shape.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        blocked = blocked_prompt(reply)
        if blocked is not None:
            return blocked
        if not 200 <= reply.status < 300:
            raise error_from(reply, self._settings_by_wire_name())
        # Decoding costs as much as reading, so it is done twice only where the word occurs.
        if b'"output"' in reply.body and self._is_response(reply):
            return self.responses.read(reply)
        return self.chat.read(reply)

    def _is_response(self, reply: WireReply) -> bool:
        try:
            return isinstance(decode_object(reply).get("output"), list)
        except UnreadableReply:
            return False

    def default_api(self, target: Target) -> str:
        """The API that is asked when the target does not say which."""
        del target
        return "responses"

    def _settings_by_wire_name(self) -> dict[str, str]:
        # A refusal does not say which of the two APIs it is of.
        return self.chat.settings_by_wire_name() | self.responses.settings_by_wire_name()

    def _api(self, target: Target) -> str:
        api = text_option(target, "api") or self.default_api(target)
        if api not in APIS:
            raise BadInput(
                f"Target {target.key!r}: expected the option api to be one of"
                f" {', '.join(APIS)}; found {api!r}."
            )
        return api
