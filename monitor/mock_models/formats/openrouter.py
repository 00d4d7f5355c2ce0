"""OpenRouter: a gateway that tells the cost and the provider; annotations have no place.

Shapes: https://openrouter.ai/docs/api-reference, read in November 2026.
"""

from __future__ import annotations

from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Problem, ProblemKind, objects_in
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Service, post

_USD_PER_TOKEN = 0.0000005
_USD_PER_SEARCH = 0.004


class OpenRouterChat(ChatShape):
    """Chat Completions with cost, provider and URL citations at 0 to 0."""

    endings: ClassVar[frozenset[Ending]] = ChatShape.endings | {Ending.REFUSED}

    def may_search(self, model: str, body: JsonObject) -> bool:
        """With the search tool, the plugin, or ":online" behind the model."""
        tools = [tool.get("type") for tool in objects_in(body, "tools")]
        plugins = [plugin.get("id") for plugin in objects_in(body, "plugins")]
        return model.endswith(":online") or "openrouter:web_search" in tools or "web" in plugins

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text, and citations that say neither where nor for what."""
        del ask
        refused = draft.ending is Ending.REFUSED
        found: list[JsonValue] = [
            {
                "type": "url_citation",
                "url_citation": {
                    "url": source.url,
                    "title": source.title,
                    "content": "",
                    "start_index": 0,
                    "end_index": 0,
                },
            }
            for source in draft.cited_sources()
        ]
        return {
            "role": "assistant",
            "content": None if refused else self.shown(draft),
            "refusal": draft.text if refused else None,
            "reasoning": None,
            **({"annotations": found} if draft.searches else {}),
        }

    def usage(self, ask: Ask, draft: Draft) -> JsonObject:
        """With the cost in USD."""
        usage = super().usage(ask, draft)
        total = draft.input_tokens + draft.output_tokens + draft.reasoning_tokens
        upstream = total * _USD_PER_TOKEN
        searches = 1 if draft.searches else 0
        tools: JsonObject = {
            "server_tool_use_details": {
                "tool_calls_executed": searches,
                "tool_calls_requested": searches,
                "web_search_requests": searches,
            }
        }
        return {
            **usage,
            "cost": upstream + searches * _USD_PER_SEARCH,
            "is_byok": False,
            "cost_details": {
                "upstream_inference_cost": upstream,
                "upstream_inference_prompt_cost": draft.input_tokens * _USD_PER_TOKEN,
                "upstream_inference_completions_cost": (total - draft.input_tokens)
                * _USD_PER_TOKEN,
            },
            **(tools if searches else {}),
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """The provider behind the gateway."""
        del ask, draft
        return {"provider": "Mock", "service_tier": None, "system_fingerprint": None}

    def error(self, problem: Problem) -> JsonObject | str:
        """The code is the status, and what the provider said stands in the metadata."""
        error: dict[str, JsonValue] = {"code": self.status(problem), "message": problem.message}
        if problem.status >= 500 or problem.kind is ProblemKind.RATE_LIMITED:
            error["message"] = "Provider returned error"
            error["metadata"] = {"provider_name": "Mock", "raw": problem.message}
        return {"error": error, "user_id": "user_mock"}

    def status(self, problem: Problem) -> int:
        """402 without credit, 400 for a model that is not there."""
        own = {ProblemKind.NO_CREDIT: 402, ProblemKind.UNKNOWN_MODEL: 400}
        if problem.status == 200:
            return 502
        return own.get(problem.kind, problem.status)


OPENROUTER = Service(
    name="openrouter",
    base_path="/openrouter/api/v1",
    routes=(post("/api/v1/chat/completions", OpenRouterChat()),),
)
