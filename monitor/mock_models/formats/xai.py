"""xAI: reasoning beside the completion, search calls as JSON in a text, citations without places.

Shapes: https://docs.x.ai/docs/api-reference, read in November 2026.
"""

from __future__ import annotations

import json

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Problem, ProblemKind, object_in
from monitor.mock_models.draft import Draft
from monitor.mock_models.formats.chat import MODELS, ChatShape
from monitor.mock_models.formats.responses import ResponsesShape
from monitor.mock_models.formats.shape import Service, post

_TICKS_PER_TOKEN = 5_000
_WORDS = {
    ProblemKind.BAD_REQUEST: "Client specified an invalid argument",
    ProblemKind.BAD_KEY: "Client specified an invalid argument",
    ProblemKind.FORBIDDEN: "The caller does not have permission to execute the specified operation",
    ProblemKind.NO_CREDIT: "Some resource has been exhausted",
    ProblemKind.UNKNOWN_MODEL: "Some requested entity was not found",
    ProblemKind.RATE_LIMITED: "Some resource has been exhausted",
    ProblemKind.UNSUPPORTED: "Client specified an invalid argument",
}


class XaiChat(ChatShape):
    """Chat Completions; completion_tokens leave reasoning out."""

    def may_search(self, model: str, body: JsonObject) -> bool:
        """With search parameters whose mode is not "off"."""
        del model
        mode = object_in(body, "search_parameters").get("mode", "auto")
        return "search_parameters" in body and mode != "off"

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text, and the thoughts beside it."""
        del ask
        thoughts: JsonObject = (
            {"reasoning_content": "First, the question is about products."}
            if draft.reasoning_tokens
            else {}
        )
        return {"role": "assistant", "content": self.shown(draft), "refusal": None, **thoughts}

    def usage(self, ask: Ask, draft: Draft) -> JsonObject:
        """Reasoning counts beside the completion; the cost is in ticks of 1e-10 USD."""
        del ask
        total = draft.input_tokens + draft.output_tokens + draft.reasoning_tokens
        return {
            "prompt_tokens": draft.input_tokens,
            "completion_tokens": draft.output_tokens,
            "total_tokens": total,
            "prompt_tokens_details": {"text_tokens": draft.input_tokens, "cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": draft.reasoning_tokens},
            "num_sources_used": len(draft.sources),
            "cost_in_usd_ticks": total * _TICKS_PER_TOKEN,
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """Fingerprint and, after a search, the list of URLs."""
        del ask
        cited: JsonObject = (
            {"citations": [source.url for source in draft.cited_sources()]}
            if draft.searches
            else {}
        )
        return {"system_fingerprint": "fp_2a885414fb", **cited}

    def error(self, problem: Problem) -> JsonObject | str:
        """A code in words, and the message under "error"."""
        return _error(problem)


class XaiResponses(ResponsesShape):
    """Responses with flat citations."""

    def default_of_sampling(self) -> float | None:
        """Nothing is echoed that was not sent."""
        return None

    def search_items(self, draft: Draft) -> list[JsonValue]:
        """One call for each query, whose arguments are JSON in a text."""
        return [
            {
                "id": f"fc_{draft.id_of('search')}_{at}",
                "type": "web_search_call",
                "name": "web_search",
                "call_id": "",
                "status": "completed",
                "arguments": json.dumps({"query": query, "num_results": 5}),
            }
            for at, query in enumerate(draft.searches)
        ]

    def annotated(self, draft: Draft) -> tuple[str, list[JsonValue]]:
        """URLs alone, and a text without links."""
        citations: list[JsonValue] = [
            {"type": "url_citation", "url": source.url} for source in draft.cited_sources()
        ]
        return draft.text, citations

    def usage(self, draft: Draft) -> JsonObject:
        """With the number of tools that were used."""
        used: JsonObject = {
            "num_sources_used": len(draft.sources),
            "num_server_side_tools_used": len(draft.searches),
        }
        return {**super().usage(draft), **used}

    def error(self, problem: Problem) -> JsonObject | str:
        """A code in words, and the message under "error"."""
        return _error(problem)

    def status(self, problem: Problem) -> int:
        """The usual one."""
        return problem.status


def _error(problem: Problem) -> JsonObject:
    code = _WORDS.get(problem.kind, "The service is currently unavailable")
    return {"code": code, "error": problem.message}


XAI = Service(
    name="xai",
    base_path="/xai/v1",
    routes=(
        post("/v1/responses", XaiResponses()),
        post("/v1/chat/completions", XaiChat()),
    ),
    pages=(MODELS,),
)
