"""Reads an answer of Anthropic's Messages API from the content of one or more turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.answer import Answer, Citation, Outcome, Served, Source, Usage
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import UnreadableReply
from monitor.providers.annotations import uncited
from monitor.providers.reading import int_at, object_at, objects_at, text_at
from monitor.providers.served import dated_snapshot

_OUTCOMES: Mapping[str, Outcome] = {
    "max_tokens": Outcome.TRUNCATED,
    "model_context_window_exceeded": Outcome.TRUNCATED,
    "refusal": Outcome.REFUSED,
    "pause_turn": Outcome.PAUSED,
    "tool_use": Outcome.PAUSED,
    "compaction": Outcome.PAUSED,
}
"""A reason that is not here is an ordinary end; the provider's word is kept beside the outcome."""


@dataclass(slots=True)
class _Content:
    """What the blocks hold, in their order."""

    texts: list[str] = field(default_factory=list)
    length: int = 0
    citations: list[Citation] = field(default_factory=list)
    results: list[Source] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    searched: bool = False

    def take(self, block: JsonObject) -> None:
        kind = block.get("type")
        if kind == "text":
            self._take_text(block)
        elif kind == "server_tool_use" and block.get("name") == "web_search":
            query = text_at(object_at(block, "input"), "query")
            if query is not None:
                self.queries.append(query)
        elif kind == "web_search_tool_result":
            self._take_results(block)

    def _take_text(self, block: JsonObject) -> None:
        text = text_at(block, "text")
        if text is None:
            return
        start, self.length = self.length, self.length + len(text)
        self.texts.append(text)
        for cited in objects_at(block, "citations"):
            url = text_at(cited, "url")
            if url is not None:
                title = text_at(cited, "title")
                # Text is cut into blocks at the borders of citations: the block is the span.
                self.citations.append(Citation(url, title, start, self.length))

    def _take_results(self, block: JsonObject) -> None:
        # A failed search has an object with an error code in the place of the list.
        self.searched |= isinstance(block.get("content"), list)
        for result in objects_at(block, "content"):
            url = text_at(result, "url")
            if url is not None:
                self.results.append(Source(url, text_at(result, "title")))


def read_turns(bodies: Sequence[JsonObject], reply: WireReply) -> Answer:
    """The one answer in the bodies of all turns, oldest first, with their usage added up.

    Text before the first search ("I'll look that up") is kept, as a reader sees it. The blocks
    are joined as they are.

    Raises:
        UnreadableReply: a body holds no content.
    """
    content = _Content()
    for body in bodies:
        if not isinstance(body.get("content"), list):
            raise UnreadableReply(
                "Expected a message with a list of content, found none", status=reply.status
            )
        for block in objects_at(body, "content"):
            content.take(block)
    last = bodies[-1]
    text = "".join(content.texts)
    usages = [object_at(body, "usage") for body in bodies]
    return Answer(
        text=text,
        outcome=_outcome(text_at(last, "stop_reason"), text),
        finish_reason=text_at(last, "stop_reason"),
        citations=tuple(content.citations),
        retrieved=uncited(content.results, content.citations),
        searches=tuple(content.queries),
        usage=_usage(bodies, usages),
        usage_raw=_raw(usages),
        served=Served(
            model=text_at(last, "model"),
            snapshot=dated_snapshot(text_at(last, "model")),
            request_id=text_at(last, "id") or reply.headers.get("request-id"),
        ),
        searched=content.searched,
    )


def searches_in(body: JsonObject) -> int | None:
    """The searches of one turn that are billed; None where the reply does not say."""
    return int_at(object_at(object_at(body, "usage"), "server_tool_use"), "web_search_requests")


def _outcome(stop_reason: str | None, text: str) -> Outcome:
    outcome = _OUTCOMES.get(stop_reason or "", Outcome.OK)
    if not text.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        return Outcome.PARTIAL
    return outcome


def _usage(bodies: Sequence[JsonObject], usages: Sequence[JsonObject]) -> Usage:
    """Tokens of all turns; thinking is inside the output and not told apart."""
    inputs = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    return Usage(
        input_tokens=_sum(int_at(usage, key) for usage in usages for key in inputs),
        output_tokens=_sum(int_at(usage, "output_tokens") for usage in usages),
        cached_input_tokens=_sum(int_at(usage, "cache_read_input_tokens") for usage in usages),
        searches=_sum(searches_in(body) for body in bodies),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _raw(usages: Sequence[JsonObject]) -> JsonObject | None:
    told: list[JsonValue] = [usage for usage in usages if usage]
    if len(usages) == 1:
        return usages[0] or None
    return {"turns": told} if told else None
