"""Groq: fast open models, and compound systems that search the web on their own.

Docs: https://console.groq.com/docs/compound/built-in-tools, read in November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.domain.answer import Answer, Source
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Target
from monitor.domain.sampling import Dropped
from monitor.providers.annotations import inline_links, uncited
from monitor.providers.extras import Extras, no_search
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.protocol import Features
from monitor.providers.reading import object_at, objects_at, text_at


@dataclass(frozen=True, slots=True)
class Groq(ChatCompletions):
    """Groq's own service."""

    def search(self, target: Target) -> Extras:
        """The tools that the model may use: a compound system searches unless it is told not to."""
        unsent = no_search(replace(target, web_search=False), "groq takes no location by code")
        if "compound" in target.model:
            tools: list[JsonValue] = ["web_search" if target.web_search else "code_interpreter"]
            sent: JsonObject = {"web_search": True} if target.web_search else {}
            return unsent | Extras({"compound_custom.tools": {"enabled_tools": tools}}, sent)
        if not target.web_search:
            return unsent
        if "gpt-oss" in target.model:
            return unsent | Extras({"tools": [{"type": "browser_search"}]}, {"web_search": True})
        reason = "only compound systems and gpt-oss models search at groq"
        return unsent | Extras(dropped=(Dropped("web_search", reason),))

    def with_sources(self, answer: Answer, body: JsonObject, message: JsonObject) -> Answer:
        """The answer with what its tools found; it cites only what it links in its text."""
        del body
        tools = objects_at(message, "executed_tools")
        searching = [tool for tool in tools if "search_results" in tool or _is_search(tool)]
        queries = [query for tool in searching if (query := _query(tool)) is not None]
        citations = inline_links(answer.text) if searching else ()
        return replace(
            answer,
            citations=citations or None,
            retrieved=uncited(_found(searching), citations),
            searches=tuple(queries),
            searched=bool(searching),
            usage=replace(answer.usage, searches=len(queries)),
        )


def _is_search(tool: JsonObject) -> bool:
    return "search" in (text_at(tool, "type") or "")


def _query(tool: JsonObject) -> str | None:
    try:
        told = json.loads(text_at(tool, "arguments") or "{}")
    except (ValueError, RecursionError):
        return None
    return text_at(told, "query") if isinstance(told, dict) else None


def _found(searching: Iterable[JsonObject]) -> Iterable[Source]:
    for tool in searching:
        for result in objects_at(object_at(tool, "search_results"), "results"):
            url = text_at(result, "url")
            if url is not None:
                yield Source(url, text_at(result, "title"))


GROQ = Groq(
    name="groq",
    channel=Channel.API,
    base_url="https://api.groq.com/openai/v1",
    api_key_env="GROQ_API_KEY",
    bare_host_path="/openai/v1",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "seed": "seed",
        "max_tokens": "max_completion_tokens",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
    features=Features(web_search=True, citations=True, retrieved=True, searches=True),
    options={"service_tier": 'The processing tier, such as "on_demand" or "flex".'},
    option_names={"service_tier": "service_tier"},
    takes_schema=True,
)
