"""Reads an answer from a body of the Responses API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.domain.answer import Answer, Citation, Outcome, Source
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.wire import WireReply
from monitor.providers.annotations import uncited, url_citations
from monitor.providers.reading import list_at, object_at, objects_at, text_at
from monitor.providers.served import read_served
from monitor.providers.token_usage import read_usage

_BETWEEN_MESSAGES = "\n\n"
"""Two messages are two paragraphs for a reader; the parts of one message are one text."""

_ECHOED = (
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("max_output_tokens", "max_tokens"),
    ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
    ("service_tier", "service_tier"),
)
"""What the body repeats of the request, and our names for it."""


@dataclass(frozen=True, slots=True)
class _Search:
    """The calls to the search tool, of whatever kind.

    Attributes:
        calls: searches made; opening a page is none.
        queries: what was searched for; one search may send several.
        found: pages that came back or were opened.
        tells_found: whether the reply says what was found.
    """

    calls: int
    queries: tuple[str, ...]
    found: tuple[Source, ...]
    tells_found: bool
    happened: bool


def read_response(body: JsonObject, reply: WireReply) -> Answer:
    """The answer in a body that has a list under `output`."""
    output = objects_at(body, "output")
    text, citations = _text_and_citations(output)
    refusal = "".join(_refusals(output))
    outcome, finish_reason = _outcome(body, output, said=bool(text.strip()))
    search = _search(output)
    usage = object_at(body, "usage")
    return Answer(
        text=text or refusal,
        outcome=Outcome.REFUSED if refusal else outcome,
        finish_reason=finish_reason,
        citations=citations,
        retrieved=uncited(search.found, citations) if search.tells_found else None,
        searches=search.queries,
        usage=replace(read_usage(usage), searches=search.calls),
        usage_raw=usage or None,
        served=read_served(body, reply),
        effective=_effective(body),
        searched=search.happened,
    )


def _text_and_citations(output: tuple[JsonObject, ...]) -> tuple[str, tuple[Citation, ...]]:
    text = ""
    citations: list[Citation] = []
    for message in output:
        parts = objects_at(message, "content") if message.get("type") == "message" else ()
        shown = [part for part in parts if part.get("type") == "output_text"]
        if text and shown:
            text += _BETWEEN_MESSAGES
        for part in shown:
            piece = text_at(part, "text") or ""
            citations += (_shifted(one, len(text)) for one in url_citations(part, piece))
            text += piece
    return text, tuple(citations)


def _shifted(citation: Citation, by: int) -> Citation:
    if citation.start is None or citation.end is None:
        return citation
    return replace(citation, start=citation.start + by, end=citation.end + by)


def _refusals(output: tuple[JsonObject, ...]) -> Iterator[str]:
    for message in output:
        for part in objects_at(message, "content"):
            if part.get("type") == "refusal":
                yield text_at(part, "refusal") or ""


def _outcome(
    body: JsonObject, output: tuple[JsonObject, ...], *, said: bool
) -> tuple[Outcome, str | None]:
    status = text_at(body, "status")
    reason = text_at(object_at(body, "incomplete_details"), "reason")
    if status in {"queued", "in_progress"}:
        return Outcome.PAUSED, status
    if reason == "content_filter":
        return Outcome.BLOCKED, reason
    if not said and any(item.get("type") == "function_call" for item in output):
        return Outcome.PAUSED, status
    if not said:
        # All tokens may have gone into reasoning; then there is no message at all.
        return Outcome.PARTIAL, reason or status
    if reason == "max_output_tokens":
        return Outcome.TRUNCATED, reason
    if status in {"incomplete", "cancelled"}:
        return Outcome.PARTIAL, reason or status
    return Outcome.OK, status


def _search(output: tuple[JsonObject, ...]) -> _Search:
    calls = 0
    queries: list[str] = []
    found: list[Source] = []
    tells_found = happened = False
    for item in output:
        if text_at(item, "type") not in {"web_search_call", "x_search_call"}:
            continue
        happened = True
        action = object_at(item, "action") or _arguments(item)
        if action.get("type", "search") == "search":
            calls += 1
            queries += _queries(action)
        sources = objects_at(action, "sources")
        pages = (text_at(page, "url") for page in (*sources, action))
        found += (Source(url) for url in pages if url is not None)
        tells_found = tells_found or isinstance(action.get("sources"), list) or "url" in action
    return _Search(calls, tuple(queries), tuple(found), tells_found or not happened, happened)


def _queries(action: JsonObject) -> list[str]:
    several = [query for query in list_at(action, "queries") if isinstance(query, str) and query]
    one = text_at(action, "query")
    return several or ([] if one is None else [one])


def _arguments(item: JsonObject) -> JsonObject:
    """The call's arguments, which xAI sends as JSON in a text."""
    try:
        told = json.loads(text_at(item, "arguments") or "{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _effective(body: JsonObject) -> JsonObject | None:
    told: dict[str, JsonValue] = {ours: body.get(theirs) for theirs, ours in _ECHOED}
    told["reasoning_effort"] = object_at(body, "reasoning").get("effort")
    told["verbosity"] = object_at(body, "text").get("verbosity")
    for tool in objects_at(body, "tools"):
        if str(tool.get("type")).startswith("web_search"):
            told["web_search"] = True
            told["search_context_size"] = tool.get("search_context_size")
            told["country"] = object_at(tool, "user_location").get("country")
    return {
        name: value for name, value in told.items() if isinstance(value, str | int | float)
    } or None
