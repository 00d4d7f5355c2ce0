"""Perplexity: Chat Completions that search the web unless they are told not to.

Docs: https://docs.perplexity.ai/api-reference/chat-completions-post, read in November 2026; field
names of perplexityai/perplexity-py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.domain.answer import Answer, Citation, Source
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Target
from monitor.providers.annotations import uncited
from monitor.providers.extras import (
    SEARCH_CONTEXT_MEANING,
    SEARCH_CONTEXT_SIZE,
    Extras,
    no_search,
    search_wishes,
)
from monitor.providers.markers import read_markers
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.protocol import Features
from monitor.providers.reading import int_at, list_at, object_at, objects_at, text_at
from monitor.providers.token_usage import usd


@dataclass(frozen=True, slots=True)
class Perplexity(ChatCompletions):
    """Perplexity's own service."""

    def search(self, target: Target) -> Extras:
        """How to search, or not to."""
        if not target.web_search:
            unsent = no_search(target, "it is only sent with a web search")
            return unsent | Extras({"disable_search": True})
        options, sent = search_wishes(target)
        if target.country is not None:
            options["user_location"] = {"country": target.country}
        return Extras({"web_search_options": options} if options else {}, sent)

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer without its markers; sources that no marker names were only retrieved."""
        del message
        usage = object_at(body, "usage")
        counted = replace(
            answer,
            usage=replace(
                answer.usage,
                reasoning_tokens=int_at(usage, "reasoning_tokens"),
                tool_input_tokens=int_at(usage, "citation_tokens"),
                searches=int_at(usage, "num_search_queries"),
            ),
            cost_usd=usd(object_at(usage, "cost").get("total_cost")),
        )
        if not any(isinstance(body.get(key), list) for key in ("citations", "search_results")):
            return replace(counted, searched=_is_positive(counted.usage.searches))
        return _cited(counted, body)


def _cited(answer: Answer, body: JsonObject) -> Answer:
    titles = {text_at(one, "url"): text_at(one, "title") for one in _results(body)}
    numbered = _numbered(body)
    text, markers = read_markers(answer.text) if numbered else (answer.text, ())
    citations: dict[Citation, None] = {}
    for marker in markers:
        url = numbered.get(marker.number)
        if url is not None:
            citations[Citation(url, titles.get(url), *(marker.span or (None, None)))] = None
    listed = [*numbered.values(), *(url for url in titles if url is not None)]
    return replace(
        answer,
        text=text,
        citations=tuple(citations),
        retrieved=uncited((Source(url, titles.get(url)) for url in listed), citations),
        searched=bool(listed) or bool(answer.usage.searches),
    )


def _results(body: JsonObject) -> tuple[JsonObject, ...]:
    return objects_at(body, "search_results")


def _numbered(body: JsonObject) -> Mapping[int, str]:
    """The source for each number; the search results stand in where there are no citations."""
    listed: list[JsonValue] = list(list_at(body, "citations"))
    if not listed:
        listed = [text_at(one, "url") for one in _results(body)]
    return {
        number: url for number, url in enumerate(listed, start=1) if isinstance(url, str) and url
    }


def _is_positive(count: int | None) -> bool | None:
    return None if count is None else count > 0


PERPLEXITY = Perplexity(
    name="perplexity",
    channel=Channel.API,
    base_url="https://api.perplexity.ai",
    api_key_env="PERPLEXITY_API_KEY",
    bare_host_path="",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "top_k": "top_k",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
    features=Features(web_search=True, citations=True, retrieved=True, cost=True),
    options={
        SEARCH_CONTEXT_SIZE: SEARCH_CONTEXT_MEANING,
        "search_mode": 'What is searched: "web", "academic" or "sec".',
        "search_recency_filter": 'How old a page may be: "day", "week", "month" or "year".',
        "search_domain_filter": 'Hosts to search alone, or with "-" before them to leave out.',
        "num_search_results": "How many results a search brings.",
    },
    option_names={
        "search_mode": "search_mode",
        "search_recency_filter": "search_recency_filter",
        "search_domain_filter": "search_domain_filter",
        "num_search_results": "num_search_results",
    },
)
