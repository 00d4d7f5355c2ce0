"""Reads an answer of Gemini's generateContent, with what grounding tells of its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from monitor.domain.answer import Answer, Citation, Outcome, Served, Source, Usage
from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.errors import UnreadableReply
from monitor.providers.anchoring import Span, anchor_segment, code_point_offset
from monitor.providers.reading import int_at, list_at, object_at, objects_at, text_at

_OUTCOMES: Mapping[str, Outcome] = {
    "STOP": Outcome.OK,
    "FINISH_REASON_UNSPECIFIED": Outcome.OK,
    "MAX_TOKENS": Outcome.TRUNCATED,
    "SAFETY": Outcome.BLOCKED,
    "RECITATION": Outcome.BLOCKED,
    "LANGUAGE": Outcome.BLOCKED,
    "BLOCKLIST": Outcome.BLOCKED,
    "PROHIBITED_CONTENT": Outcome.BLOCKED,
    "SPII": Outcome.BLOCKED,
    "MODEL_ARMOR": Outcome.BLOCKED,
}
"""A reason that is not here (OTHER, MALFORMED_FUNCTION_CALL) ended the answer early."""

_CHUNK_KINDS = ("web", "retrievedContext", "maps")
_GOOGLE = frozenset({"google.com", "www.google.com"})


def read_generated(body: JsonObject, reply: WireReply) -> Answer:
    """The answer in a body.

    Raises:
        UnreadableReply: there is neither an answer nor the reason for which it was blocked.
    """
    candidates = objects_at(body, "candidates")
    block_reason = text_at(object_at(body, "promptFeedback"), "blockReason")
    if not candidates and block_reason is None:
        raise UnreadableReply("Expected one candidate, found none", status=reply.status)
    candidate = candidates[0] if candidates else {}
    text = _shown_text(candidate)
    grounding = object_at(candidate, "groundingMetadata")
    chunks = [_source(chunk) for chunk in objects_at(grounding, "groundingChunks")]
    citations = tuple(dict.fromkeys(_citations(grounding, chunks, text)))
    queries = tuple(q for q in list_at(grounding, "webSearchQueries") if isinstance(q, str) and q)
    cited = {citation.url for citation in citations}
    known = dict.fromkeys(one for one in chunks if one is not None and one.url not in cited)
    finish_reason = text_at(candidate, "finishReason") or block_reason
    usage = object_at(body, "usageMetadata")
    return Answer(
        text=text,
        outcome=_outcome(finish_reason, text) if candidates else Outcome.BLOCKED,
        finish_reason=finish_reason,
        citations=citations,
        retrieved=tuple(known),
        searches=queries,
        usage=_usage(usage, searches=len(queries) if grounding else None),
        usage_raw=usage or None,
        served=Served(
            model=text_at(body, "modelVersion"),
            request_id=text_at(body, "responseId"),
        ),
        searched=bool(queries or chunks),
    )


def _shown_text(candidate: JsonObject) -> str:
    """The text without thoughts; tool calls, their results and signatures have no text."""
    parts = objects_at(object_at(candidate, "content"), "parts")
    return "".join(text_at(part, "text") or "" for part in parts if part.get("thought") is not True)


def _outcome(finish_reason: str | None, text: str) -> Outcome:
    outcome = _OUTCOMES.get(finish_reason or "STOP", Outcome.PARTIAL)
    if not text.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        return Outcome.PARTIAL
    return outcome


def _source(chunk: JsonObject) -> Source | None:
    """The source of a chunk; None for one without a URL, and for a widget of Google's own.

    The URL is a redirect that differs in each answer; the title (mostly the host) tells the site.
    """
    told = next((found for kind in _CHUNK_KINDS if (found := object_at(chunk, kind))), {})
    url = text_at(told, "uri")
    if url is None or _is_widget(url):
        return None
    return Source(url, text_at(told, "title"))


def _is_widget(url: str) -> bool:
    """Whether it shows a result (weather, time) on a search page; that is no publisher."""
    try:
        parts = urlsplit(url)
        return parts.hostname in _GOOGLE and parts.path.startswith("/search")
    except ValueError:
        return False


def _citations(grounding: JsonObject, chunks: list[Source | None], text: str) -> Iterator[Citation]:
    for support in objects_at(grounding, "groundingSupports"):
        start, end = _span(object_at(support, "segment"), text) or (None, None)
        for index in list_at(support, "groundingChunkIndices"):
            known = isinstance(index, int) and 0 <= index < len(chunks)
            source = chunks[index] if known and isinstance(index, int) else None
            if source is not None:
                yield Citation(source.url, source.title, start, end)


def _span(segment: JsonObject, text: str) -> Span | None:
    """Where a segment stands: its offsets are UTF-8 bytes and drift, its text does not."""
    start = int_at(segment, "startIndex") or 0
    end = int_at(segment, "endIndex")
    offsets = code_point_offset(text, start), code_point_offset(text, end)
    return anchor_segment(text, text_at(segment, "text") or "", offsets)


def _usage(usage: JsonObject, *, searches: int | None) -> Usage:
    """Google's four counts do not overlap, so they are ours as they are."""
    return Usage(
        input_tokens=int_at(usage, "promptTokenCount"),
        output_tokens=int_at(usage, "candidatesTokenCount"),
        reasoning_tokens=int_at(usage, "thoughtsTokenCount"),
        cached_input_tokens=int_at(usage, "cachedContentTokenCount"),
        tool_input_tokens=int_at(usage, "toolUsePromptTokenCount"),
        searches=searches,
    )
