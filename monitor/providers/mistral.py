"""Mistral: Chat Completions with its own name for the seed.

The body repeats the alias that was asked for, so the model behind one is not told.
Docs: https://docs.mistral.ai/api, read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.providers.chat_errors import error_from
from monitor.providers.mistral_card import mistral_card
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.reading import decode_object


@dataclass(frozen=True, slots=True)
class Mistral(ChatCompletions):
    """Mistral's own service, which also implements `Discovers`."""

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The one call to make: what the service tells of the model.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        url = self.address(target, f"/models/{quote(target.model, safe='')}")
        return (WireRequest("GET", url, self.headers(secret)),)

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the reply tells of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the service does not know the model, or tells nothing of it.
        """
        (reply,) = replies
        if not 200 <= reply.status < 300:
            raise error_from(reply, self.settings_by_wire_name())
        return mistral_card(target, decode_object(reply), as_of=as_of)


MISTRAL = Mistral(
    name="mistral",
    channel=Channel.API,
    base_url="https://api.mistral.ai/v1",
    api_key_env="MISTRAL_API_KEY",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "seed": "random_seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
    never_searches=True,
    takes_schema=True,
    options={"safe_prompt": "Whether Mistral puts its safety prompt before the conversation."},
    option_names={"safe_prompt": "safe_prompt"},
)
