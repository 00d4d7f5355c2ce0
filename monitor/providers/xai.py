"""xAI: Responses with web search, and Chat Completions, which have more settings.

Docs: https://docs.x.ai/docs/api-reference, read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonObject
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply
from monitor.providers.extras import SEARCH_CONTEXT_MEANING, SEARCH_CONTEXT_SIZE, Extras, no_search
from monitor.providers.openai import CHAT_WIRE_NAMES
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.protocol import Features
from monitor.providers.reading import int_at, object_at
from monitor.providers.responses import Responses
from monitor.providers.token_usage import usd_from_ticks
from monitor.providers.two_apis import TwoApis


@dataclass(frozen=True, slots=True)
class XAIChat(ChatCompletions):
    """Chat Completions as xAI has them, without a search."""

    def search(self, target: Target) -> Extras:
        """Nothing: only Responses search."""
        return no_search(target, "xai searches in the Responses API alone")

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer, with whether sources were used."""
        cited = ChatCompletions.with_sources(self, answer, body, message)
        used = int_at(object_at(body, "usage"), "num_sources_used")
        return cited if used is None else replace(cited, searched=used > 0)


@dataclass(frozen=True, slots=True)
class XAI(TwoApis):
    """xAI's own service."""

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply of either shape, with the cost that it reports.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        answer = TwoApis.read(self, reply)
        return replace(answer, cost_usd=usd_from_ticks(answer.usage_raw or {}))


XAI_PROVIDER = XAI(
    chat=XAIChat(
        takes_schema=True,
        name="xai",
        channel=Channel.API,
        base_url="https://api.x.ai/v1",
        api_key_env="XAI_API_KEY",
        wire_names=CHAT_WIRE_NAMES,
        features=Features(
            web_search=True, citations=True, retrieved=True, searches=True, cost=True
        ),
        options={
            "api": '"responses" or "chat"; only chat has seed, stop and the penalties.',
            SEARCH_CONTEXT_SIZE: SEARCH_CONTEXT_MEANING,
        },
    ),
    responses=Responses(name="xai", base_url="https://api.x.ai/v1"),
)
