"""The Responses shape of OpenAI, which Azure and xAI speak too."""

from __future__ import annotations

from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    count_in,
    last_user_text,
    named_text,
    number_in,
    object_in,
    objects_in,
)
from monitor.mock_models.draft import CREATED, Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.chat import ERROR_CODES, ERROR_TYPES, linked
from monitor.mock_models.formats.shape import (
    Plain,
    check_not_streaming,
    check_temperature,
    without,
)

_SEARCH_TOKENS = 8_000
_INCOMPLETE = {Ending.TRUNCATED: "max_output_tokens", Ending.BLOCKED: "content_filter"}


class ResponsesShape(Plain):
    """OpenAI's own."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.REFUSED, Ending.BLOCKED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        body = call.json_object()
        check_not_streaming(body)
        temperature = number_in(body, "temperature")
        check_temperature(temperature, most=2)
        given = body.get("input")
        messages: list[JsonObject] = (
            [{"role": "user", "content": given}]
            if isinstance(given, str)
            else objects_in(body, "input")
        )
        return Ask(
            model=named_text(body, "model"),
            prompt=last_user_text(messages),
            settings=without(body, "model", "input", "stream"),
            temperature=temperature,
            max_tokens=count_in(body, "max_output_tokens"),
            web_search=any(_is_search(tool) for tool in objects_in(body, "tools")),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A response."""
        failed = draft.ending is Ending.FAILED
        reason = _INCOMPLETE.get(draft.ending)
        status = "failed" if failed else "incomplete" if reason else "completed"
        sent = ask.settings
        output: list[JsonValue] = (
            []
            if failed
            else [
                *self.thoughts(draft),
                *self.search_items(draft),
                self.message(draft, status),
            ]
        )
        return {
            "id": f"resp_{draft.id_of('answer')}",
            "object": "response",
            "created_at": CREATED,
            "status": status,
            "background": False,
            "error": _failure() if failed else None,
            "incomplete_details": {"reason": reason} if reason else None,
            "instructions": sent.get("instructions"),
            "max_output_tokens": ask.max_tokens,
            "max_tool_calls": sent.get("max_tool_calls"),
            "model": self.served(ask.model),
            "output": output,
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": object_in(sent, "reasoning").get("effort"), "summary": None},
            "service_tier": "default",
            "store": sent.get("store", True),
            "temperature": sent.get("temperature", self.default_of_sampling()),
            "text": {"format": {"type": "text"}, "verbosity": "medium"},
            "tool_choice": sent.get("tool_choice", "auto"),
            "tools": [self.echoed_tool(tool) for tool in objects_in(sent, "tools")],
            "top_logprobs": 0,
            "top_p": sent.get("top_p", self.default_of_sampling()),
            "truncation": "disabled",
            "usage": self.usage(draft),
            "user": None,
            "metadata": {},
        }

    def default_of_sampling(self) -> float | None:
        """What the body echoes for a temperature or top_p that was not sent."""
        return 1.0

    def served(self, model: str) -> str:
        """The model as the answer names it."""
        return model

    def thoughts(self, draft: Draft) -> list[JsonValue]:
        """The items in which a model thinks."""
        if not draft.reasoning_tokens:
            return []
        return [{"id": f"rs_{draft.id_of('thought')}", "type": "reasoning", "summary": []}]

    def search_items(self, draft: Draft) -> list[JsonValue]:
        """The items that tell of searches."""
        if not draft.searches:
            return []
        action: JsonObject = {
            "type": "search",
            "query": draft.searches[0],
            "queries": list(draft.searches),
            "sources": [{"type": "url", "url": source.url} for source in draft.sources],
        }
        return [
            {
                "id": f"ws_{draft.id_of('search')}",
                "type": "web_search_call",
                "status": self.search_status(),
                "action": action,
            }
        ]

    def search_status(self) -> str:
        """The status of a search in a finished answer."""
        return "completed"

    def message(self, draft: Draft, status: str) -> JsonObject:
        """The item with the text."""
        text, annotations = self.annotated(draft)
        content: JsonObject = (
            {"type": "refusal", "refusal": draft.text}
            if draft.ending is Ending.REFUSED
            else {
                "type": "output_text",
                "text": "" if draft.ending is Ending.BLOCKED else text,
                "annotations": [] if draft.ending is Ending.BLOCKED else annotations,
                "logprobs": [],
            }
        )
        return {
            "id": f"msg_{draft.id_of('message')}",
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": [content],
        }

    def annotated(self, draft: Draft) -> tuple[str, list[JsonValue]]:
        """The text and its citations."""
        return linked(draft)

    def echoed_tool(self, tool: JsonObject) -> JsonObject:
        """A tool with the defaults that the service fills in."""
        if not _is_search(tool):
            return tool
        place = object_in(tool, "user_location")
        location: dict[str, JsonValue] = {
            "type": "approximate",
            **{name: place.get(name) for name in ("city", "country", "region", "timezone")},
        }
        location["country"] = location["country"] or "US"
        filled: JsonObject = {"search_context_size": "medium", "filters": None}
        return {**filled, **tool, "user_location": location}

    def usage(self, draft: Draft) -> JsonObject:
        """What the answer cost in tokens; what a search read counts as input."""
        given = draft.input_tokens + (_SEARCH_TOKENS if draft.searches else 0)
        made = draft.output_tokens + draft.reasoning_tokens
        return {
            "input_tokens": given,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": made,
            "output_tokens_details": {"reasoning_tokens": draft.reasoning_tokens},
            "total_tokens": given + made,
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """OpenAI's error object."""
        is_model = problem.kind is ProblemKind.UNKNOWN_MODEL
        return {
            "error": {
                "message": problem.message,
                "type": ERROR_TYPES.get(problem.kind, "invalid_request_error"),
                "param": "model" if is_model else problem.param,
                "code": ERROR_CODES.get(problem.kind),
            }
        }

    def status(self, problem: Problem) -> int:
        """400 for an unknown model, where Chat Completions has 404."""
        return 400 if problem.kind is ProblemKind.UNKNOWN_MODEL else problem.status


def _is_search(tool: JsonObject) -> bool:
    return str(tool.get("type", "")).startswith(("web_search", "x_search"))


def _failure() -> JsonObject:
    return {"code": "server_error", "message": "The model failed to generate a response."}
