"""Reads Google's AI answers from replies of SerpApi, and tells which error a failed reply is."""

from __future__ import annotations

import re

from monitor.domain.answer import Answer, Citation, Outcome, Served, Source
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import Overloaded, ProviderError, QuotaExhausted, RateLimited, UnreadableReply
from monitor.providers.annotations import uncited
from monitor.providers.chat_errors import error_from
from monitor.providers.reading import (
    decode_object,
    int_at,
    object_at,
    objects_at,
    single_line,
    text_at,
)
from monitor.providers.retry_after import retry_after_from
from monitor.providers.text_blocks import Rendered, render_blocks

AI_MODE = "google_ai_mode"
_NO_SEARCHES_LEFT = re.compile(r"run out of searches|plan.{0,40}limit", re.IGNORECASE)
_NOTHING_FOUND = re.compile(r"hasn't returned any results|not available|no results", re.IGNORECASE)


def page_in(reply: WireReply) -> JsonObject:
    """The page of results in a reply, which may be one without results.

    Raises:
        ProviderError: there is none; the class tells whether to try again.
    """
    if not 200 <= reply.status < 300:
        raise _error_of(reply)
    page = decode_object(reply)
    status = text_at(object_at(page, "search_metadata"), "status")
    told = text_at(page, "error")
    if status in {"Error", "Processing", "Queued"}:
        raise Overloaded(single_line(f"search {status}: {told or 'no message'}"), status=200)
    if told is not None and not _NOTHING_FOUND.search(told):
        raise error_from(reply, {})
    return page


def surface_in(page: JsonObject) -> JsonObject:
    """The AI answer in a page; empty where there is none.

    Questions that "people also ask" may have overviews as well; they answer other queries.
    """
    if text_at(object_at(page, "search_parameters"), "engine") == AI_MODE:
        return page
    return object_at(page, "ai_overview")


def page_token_in(page: JsonObject) -> str | None:
    """The token with which an overview that is loaded later is fetched; None without one."""
    overview = surface_in(page)
    return None if objects_at(overview, "text_blocks") else text_at(overview, "page_token")


def read_page(page: JsonObject, first: JsonObject) -> Answer:
    """The AI answer in a page.

    Args:
        page: the last that was received.
        first: the page of the query itself, which tells where and in which language it was made.

    Raises:
        UnreadableReply: it is no page of results.
    """
    if not object_at(page, "search_metadata") and not surface_in(page):
        raise UnreadableReply("Expected a page of results, found none", status=200)
    surface = surface_in(page)
    rendered = render_blocks(objects_at(surface, "text_blocks"))
    outcome = _outcome(surface, rendered)
    is_known = outcome in {Outcome.OK, Outcome.NO_ANSWER_SURFACE}
    citations = _citations(surface, rendered)
    return Answer(
        text=rendered.text,
        outcome=outcome,
        finish_reason=text_at(surface, "error") or text_at(page, "error"),
        citations=citations if is_known else None,
        retrieved=uncited(_sources(surface).values(), citations) if is_known else None,
        served=Served(request_id=text_at(object_at(page, "search_metadata"), "id")),
        effective=_effective(object_at(first, "search_parameters")),
        searched=True,
    )


def _outcome(surface: JsonObject, rendered: Rendered) -> Outcome:
    if rendered.text.strip():
        return Outcome.OK
    if text_at(surface, "page_token") is not None:
        return Outcome.PAUSED
    is_ai_mode = "search_metadata" in surface
    # An overview that is there and empty, or tells an error, was not loaded; that is not absence.
    return Outcome.PARTIAL if surface and not is_ai_mode else Outcome.NO_ANSWER_SURFACE


def _sources(surface: JsonObject) -> dict[int, Source]:
    """The references by their index; one without an index has its place in the list."""
    found: dict[int, Source] = {}
    for place, reference in enumerate(objects_at(surface, "references")):
        url = text_at(reference, "link")
        index = int_at(reference, "index")
        if url is not None:
            found[place if index is None else index] = Source(url, text_at(reference, "title"))
    return found


def _citations(surface: JsonObject, rendered: Rendered) -> tuple[Citation, ...]:
    sources = _sources(surface)
    return tuple(
        Citation(sources[index].url, sources[index].title, start, end)
        for index, start, end in rendered.cited
        if index in sources
    )


def _effective(parameters: JsonObject) -> JsonObject | None:
    """Country and language as the service echoes them."""
    country, language = text_at(parameters, "gl"), text_at(parameters, "hl")
    echoed: dict[str, JsonValue] = {}
    if country is not None:
        echoed["country"] = {"uk": "GB"}.get(country, country.upper())
    if language is not None:
        echoed["language"] = language
    return echoed or None


def _error_of(reply: WireReply) -> ProviderError:
    error = error_from(reply, {})
    if reply.status != 429:
        return error
    # The same status stands for too many searches in an hour, and for none left at all.
    if _NO_SEARCHES_LEFT.search(error.message):
        return QuotaExhausted(error.message, status=reply.status)
    wait_s = retry_after_from(reply.headers)
    return RateLimited(error.message, status=reply.status, retry_after_s=wait_s)
