"""OpenRouter: one address for the models of many providers, with a search for all of them.

Docs: https://openrouter.ai/docs/api-reference/overview, read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Target
from monitor.domain.sampling import Dropped
from monitor.providers.extras import (
    SEARCH_CONTEXT_MEANING,
    SEARCH_CONTEXT_SIZE,
    Extras,
    no_search,
    search_wishes,
)
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.protocol import Features
from monitor.providers.reading import int_at, object_at
from monitor.providers.token_usage import usd

MAX_USES = "max_uses"


@dataclass(frozen=True, slots=True)
class OpenRouter(ChatCompletions):
    """OpenRouter's own service."""

    def search(self, target: Target) -> Extras:
        """OpenRouter's search tool, which every model can call."""
        if not target.web_search:
            reason = "it is only sent with a web search"
            unused = (Dropped(MAX_USES, reason),) if MAX_USES in target.options else ()
            return no_search(target, reason) | Extras(dropped=unused)
        parameters, sent = search_wishes(target)
        if MAX_USES in target.options:
            parameters[MAX_USES] = sent[MAX_USES] = target.options[MAX_USES]
        tool: dict[str, JsonValue] = {"type": "openrouter:web_search"}
        if parameters:
            tool["parameters"] = parameters
        return Extras({"tools": [tool]}, sent)

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer with its annotations, the number of searches and the cost."""
        usage = object_at(body, "usage")
        tools = object_at(usage, "server_tool_use_details") or object_at(usage, "server_tool_use")
        searches = int_at(tools, "web_search_requests")
        cited = ChatCompletions.with_sources(self, answer, body, message)
        citations = () if searches and cited.citations is None else cited.citations
        searched = True if citations else None if searches is None else searches > 0
        return replace(
            cited,
            citations=citations,
            usage=replace(cited.usage, searches=searches),
            searched=searched,
            cost_usd=usd(usage.get("cost")),
        )


OPENROUTER = OpenRouter(
    name="openrouter",
    channel=Channel.API,
    base_url="https://openrouter.ai/api/v1",
    api_key_env="OPENROUTER_API_KEY",
    bare_host_path="/api/v1",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "top_k": "top_k",
        "min_p": "min_p",
        "seed": "seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning.effort",
    },
    features=Features(web_search=True, citations=True, cost=True),
    options={
        SEARCH_CONTEXT_SIZE: SEARCH_CONTEXT_MEANING,
        MAX_USES: "The most searches for one answer.",
        "provider_order": "Names of the providers to try, best first.",
        "allow_fallbacks": "Whether another provider than these may answer.",
        "quantizations": 'Precisions of weights that are allowed, such as "fp8".',
    },
    option_names={
        "provider_order": "provider.order",
        "allow_fallbacks": "provider.allow_fallbacks",
        "quantizations": "provider.quantizations",
    },
)
