"""OpenAI: Responses, with web search where it is asked for; Chat Completions for search models.

Docs: https://platform.openai.com/docs/guides/tools-web-search, read in November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Target
from monitor.providers.extras import (
    SEARCH_CONTEXT_MEANING,
    SEARCH_CONTEXT_SIZE,
    Extras,
    no_search,
    search_wishes,
)
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.protocol import Features
from monitor.providers.reading import text_at
from monitor.providers.responses import Responses
from monitor.providers.two_apis import TwoApis

CHAT_WIRE_NAMES = {
    "temperature": "temperature",
    "top_p": "top_p",
    "seed": "seed",
    "max_tokens": "max_completion_tokens",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "stop": "stop",
    "reasoning_effort": "reasoning_effort",
}

SHARED_OPTIONS = {
    "api": '"responses" or "chat"; only chat has seed, stop and the penalties.',
    SEARCH_CONTEXT_SIZE: SEARCH_CONTEXT_MEANING,
    "service_tier": 'The processing tier, such as "default", "flex" or "priority".',
    "verbosity": 'How long answers shall be: "low", "medium" or "high".',
}

_SEARCH_MODEL = re.compile(r"-search-(?:preview|api)\b")


@dataclass(frozen=True, slots=True)
class OpenAIChat(ChatCompletions):
    """Chat Completions as OpenAI has them: a few models search, always, and only they."""

    def search(self, target: Target) -> Extras:
        """The search options for a search model; no other takes them."""
        if not target.web_search:
            return no_search(target, "it is only sent with a web search")
        if not is_search_model(target.model):
            return no_search(target, "in Chat Completions only a search model searches")
        options, sent = search_wishes(target)
        if target.country is not None:
            # One level deeper than in Responses.
            near: dict[str, JsonValue] = {"country": target.country}
            options["user_location"] = {"type": "approximate", "approximate": near}
        return Extras({"web_search_options": options}, sent)

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer with its annotations; that no search happened is known for other models."""
        cited = ChatCompletions.with_sources(self, answer, body, message)
        if cited.searched is None and not is_search_model(text_at(body, "model") or ""):
            return replace(cited, searched=False)
        return cited

    def settings_by_wire_name(self) -> dict[str, str]:
        """Our name for each setting as the service names it."""
        return ChatCompletions.settings_by_wire_name(self) | {"web_search_options": "web_search"}


@dataclass(frozen=True, slots=True)
class OpenAI(TwoApis):
    """OpenAI's own service."""

    def default_api(self, target: Target) -> str:
        """Chat for the models that exist only there."""
        return "chat" if is_search_model(target.model) else "responses"


def is_search_model(model: str) -> bool:
    """Whether a model of Chat Completions searches the web before it answers.

    >>> is_search_model("gpt-4o-search-preview-2025-03-11"), is_search_model("gpt-5")
    (True, False)
    """
    return _SEARCH_MODEL.search(model) is not None


OPENAI = OpenAI(
    chat=OpenAIChat(
        name="openai",
        channel=Channel.API,
        base_url="https://api.openai.com/v1",
        api_key_env="OPENAI_API_KEY",
        wire_names=CHAT_WIRE_NAMES,
        features=Features(web_search=True, citations=True, retrieved=True, searches=True),
        options=SHARED_OPTIONS,
        option_names={"service_tier": "service_tier", "verbosity": "verbosity"},
        takes_schema=True,
    ),
    responses=Responses(
        name="openai",
        base_url="https://api.openai.com/v1",
        include=("web_search_call.action.sources",),
        option_names={"service_tier": "service_tier", "verbosity": "text.verbosity"},
    ),
)
