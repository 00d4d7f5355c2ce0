"""Perplexity: every answer searches; the text has markers [1] into a list of URLs.

Shapes: https://docs.perplexity.ai/api-reference, read in November 2026.
"""

from __future__ import annotations

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Problem, ProblemKind, object_in
from monitor.mock_models.draft import Draft, marked
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Service, post

_USD_PER_TOKEN = 0.000001
_USD_PER_REQUEST = 0.005


class PerplexityChat(ChatShape):
    """Chat Completions with citations and search results at the top."""

    def may_search(self, model: str, body: JsonObject) -> bool:
        """Unless it is switched off."""
        del model
        return body.get("disable_search") is not True

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text with its markers."""
        del ask
        text, _ = marked(draft, lambda one: "".join(f"[{at + 1}]" for at in one.cited))
        return {"role": "assistant", "content": self.shown(draft) and text}

    def usage(self, ask: Ask, draft: Draft) -> JsonObject:
        """With the cost of tokens and of the search."""
        given = draft.input_tokens * _USD_PER_TOKEN
        made = draft.output_tokens * _USD_PER_TOKEN
        size = object_in(ask.settings, "web_search_options").get("search_context_size", "low")
        return {
            "prompt_tokens": draft.input_tokens,
            "completion_tokens": draft.output_tokens,
            "total_tokens": draft.input_tokens + draft.output_tokens,
            "search_context_size": size,
            "num_search_queries": len(draft.searches),
            "cost": {
                "input_tokens_cost": given,
                "output_tokens_cost": made,
                "request_cost": _USD_PER_REQUEST,
                "total_cost": given + made + _USD_PER_REQUEST,
            },
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """Everything that was found, cited or not."""
        del ask
        if not draft.searches:
            return {}
        found: list[JsonValue] = [
            {
                "title": source.title,
                "url": source.url,
                "date": "2026-01-02",
                "last_updated": "2026-01-10",
                "snippet": "",
                "source": "web",
            }
            for source in draft.sources
        ]
        return {"citations": [source.url for source in draft.sources], "search_results": found}

    def error(self, problem: Problem) -> JsonObject | str:
        """A wrong key meets the gateway's HTML page."""
        if problem.kind is ProblemKind.BAD_KEY:
            title = "401 Authorization Required"
            return f"<html><head><title>{title}</title></head><body>{title}</body></html>"
        kind = "invalid_model" if problem.kind is ProblemKind.UNKNOWN_MODEL else str(problem.kind)
        return {"error": {"message": problem.message, "type": kind, "code": problem.status}}

    def status(self, problem: Problem) -> int:
        """400 for an unknown model."""
        return {ProblemKind.UNKNOWN_MODEL: 400}.get(problem.kind, problem.status)


PERPLEXITY = Service(
    name="perplexity",
    base_path="/perplexity",
    routes=(post("(?:/v1)?/chat/completions", PerplexityChat()),),
)
