"""Anthropic's Messages: text in blocks cut at citations, searches on the server's side, pauses.

Shapes: https://docs.anthropic.com/en/api/messages, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    Refused,
    count_in,
    last_user_text,
    named_text,
    number_in,
    objects_in,
)
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import (
    Plain,
    Service,
    check_not_streaming,
    check_temperature,
    post,
    without,
)

_KNOWN = frozenset(
    [
        "model",
        "messages",
        "max_tokens",
        "metadata",
        "service_tier",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
        "output_config",
        "container",
        "context_management",
        "cache_control",
        "inference_geo",
    ]
)
_DATED = re.compile(r".*-20\d{6}")
_UNDATED = re.compile(r"claude-[a-z]+-4-[6-9]")
_STOP_REASONS: Mapping[Ending, str] = {
    Ending.TRUNCATED: "max_tokens",
    Ending.REFUSED: "refusal",
    Ending.PAUSED: "pause_turn",
}
_ERROR_TYPES: Mapping[ProblemKind, str] = {
    ProblemKind.BAD_KEY: "authentication_error",
    ProblemKind.FORBIDDEN: "permission_error",
    ProblemKind.UNKNOWN_MODEL: "not_found_error",
    ProblemKind.UNKNOWN_PATH: "not_found_error",
    ProblemKind.RATE_LIMITED: "rate_limit_error",
    ProblemKind.TIMEOUT: "timeout_error",
    ProblemKind.SERVER_ERROR: "api_error",
    ProblemKind.OVERLOADED: "overloaded_error",
}
_SEARCH_TOKENS = 8_000


class Messages(Plain):
    """The Messages API."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.REFUSED, Ending.PAUSED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks; version and max_tokens are demanded."""
        body = call.json_object()
        if not call.headers.get("anthropic-version"):
            raise Refused(ProblemKind.BAD_REQUEST, "anthropic-version: header is required")
        for name in body:
            if name not in _KNOWN:
                message = f"{name}: Extra inputs are not permitted"
                raise Refused(ProblemKind.UNSUPPORTED, message, param=name)
        check_not_streaming(body)
        temperature = number_in(body, "temperature")
        check_temperature(temperature, most=1)
        max_tokens = count_in(body, "max_tokens")
        if max_tokens is None:
            raise Refused(ProblemKind.BAD_REQUEST, "max_tokens: Field required")
        messages = objects_in(body, "messages")
        tools = [str(tool.get("type")) for tool in objects_in(body, "tools")]
        return Ask(
            model=named_text(body, "model"),
            prompt=last_user_text(messages),
            settings=without(body, "model", "messages", "stream"),
            temperature=temperature,
            max_tokens=max_tokens,
            web_search=any(kind.startswith("web_search_") for kind in tools),
            continues=_open_search(messages[-1]),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A message."""
        if draft.ending is Ending.FAILED:
            problem = Problem(ProblemKind.OVERLOADED, "Overloaded", 200)
            return self.error(problem)
        return {
            "id": f"msg_{draft.id_of('answer')}",
            "type": "message",
            "role": "assistant",
            "model": _served(ask.model),
            "content": self._content(ask, draft),
            "stop_reason": _STOP_REASONS.get(draft.ending, "end_turn"),
            "stop_sequence": None,
            "stop_details": _stop_details(draft),
            "usage": _usage(draft),
        }

    def _content(self, ask: Ask, draft: Draft) -> list[JsonValue]:
        if draft.ending is Ending.REFUSED:
            return []
        thoughts: list[JsonValue] = (
            [{"type": "thinking", "thinking": "It is about products.", "signature": "mock"}]
            if draft.reasoning_tokens
            else []
        )
        if draft.ending is Ending.PAUSED:
            # The search has begun and not ended; the continuation brings its result.
            return [*thoughts, _text("I'll search for that.\n\n"), *_uses(draft)[:1]]
        uses = _uses(draft)
        results: list[JsonValue] = [_result(draft, _tool_id(draft, at)) for at in range(len(uses))]
        searches = [block for pair in zip(uses, results, strict=True) for block in pair]
        if ask.continues is not None:
            # What is taken up begins with the result of the search that was left open.
            return [*thoughts, _result(draft, ask.continues), *searches[2:], *_blocks(draft)]
        preamble = [_text("I'll search for that.\n\n")] if searches else []
        return [*thoughts, *preamble, *searches, *_blocks(draft)]

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """Rate limits whose reset is a date, and a retry-after beside a good answer."""
        del ask
        request_id = {"request-id": f"req_{draft.id_of('request')}"}
        if draft.ending is Ending.FAILED:
            return request_id
        return {
            **request_id,
            "anthropic-ratelimit-requests-limit": "4000",
            "anthropic-ratelimit-requests-remaining": "3999",
            "anthropic-ratelimit-requests-reset": "2026-01-01T00:00:01Z",
            "retry-after": "17",
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """A type, and the message below."""
        is_model = problem.kind is ProblemKind.UNKNOWN_MODEL
        message = f"model: {problem.model}" if is_model else problem.message
        if problem.kind is ProblemKind.NO_CREDIT:
            message = "Your credit balance is too low to access the Anthropic API."
        kind = _ERROR_TYPES.get(problem.kind, "invalid_request_error")
        return {
            "type": "error",
            "error": {"type": kind, "message": message},
            "request_id": "req_mock",
        }

    def status(self, problem: Problem) -> int:
        """400 without credit."""
        return 400 if problem.kind is ProblemKind.NO_CREDIT else problem.status


def _served(model: str) -> str:
    if _DATED.fullmatch(model) or _UNDATED.match(model):
        return model
    return f"{model.removesuffix('-latest').removesuffix('-0')}-20260115"


def _text(text: str) -> JsonObject:
    return {"type": "text", "text": text}


def _uses(draft: Draft) -> list[JsonValue]:
    return [
        {
            "type": "server_tool_use",
            "id": _tool_id(draft, at),
            "name": "web_search",
            "input": {"query": query},
        }
        for at, query in enumerate(draft.searches)
    ]


def _tool_id(draft: Draft, at: int) -> str:
    return f"srvtoolu_{draft.id_of(f'search {at}')}"


def _open_search(message: JsonObject) -> str | None:
    """The id of a search whose result is still missing at the end of what was said."""
    said = objects_in(message, "content") if message.get("role") == "assistant" else []
    if not said or said[-1].get("type") != "server_tool_use":
        return None
    return named_text(said[-1], "id")


def _result(draft: Draft, tool_id: str) -> JsonObject:
    found: list[JsonValue] = [
        {
            "type": "web_search_result",
            "url": source.url,
            "title": source.title,
            "page_age": "6 days ago",
            "encrypted_content": "bW9jaw==",
        }
        for source in draft.sources
    ]
    return {
        "type": "web_search_tool_result",
        "tool_use_id": tool_id,
        "content": found,
    }


def _blocks(draft: Draft) -> list[JsonValue]:
    """The text in blocks; the range of a block with citations is the span that they support."""
    blocks: list[JsonValue] = []
    plain = ""
    for sentence in draft.sentences:
        if not sentence.cited:
            plain += sentence.text
            continue
        body = sentence.text.rstrip("\n")
        if plain:
            blocks.append(_text(plain))
        citations: list[JsonValue] = [
            {
                "type": "web_search_result_location",
                "url": draft.sources[at].url,
                "title": draft.sources[at].title,
                "cited_text": draft.sources[at].title,
                "encrypted_index": "bW9jaw==",
            }
            for at in sentence.cited
        ]
        blocks.append({"type": "text", "text": body, "citations": citations})
        plain = sentence.text[len(body) :]
    return [*blocks, _text(plain)] if plain else blocks


def _stop_details(draft: Draft) -> JsonObject | None:
    if draft.ending is not Ending.REFUSED:
        return None
    return {"type": "refusal", "category": None, "explanation": draft.text}


def _usage(draft: Draft) -> JsonObject:
    searches = len(draft.searches)
    return {
        "input_tokens": draft.input_tokens + _SEARCH_TOKENS * min(searches, 1),
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": draft.output_tokens + draft.reasoning_tokens,
        "server_tool_use": {"web_search_requests": searches, "web_fetch_requests": 0},
        "service_tier": "standard",
    }


ANTHROPIC = Service(
    name="anthropic",
    base_path="/anthropic",
    routes=(post("/v1/messages", Messages()),),
)
