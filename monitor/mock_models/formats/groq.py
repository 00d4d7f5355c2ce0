"""Groq: as OpenAI, and compound models that search and show what they ran.

Shapes: https://console.groq.com/docs/api-reference, read in November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask
from monitor.mock_models.draft import Draft
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Service, post

_SCORE = 0.9


class GroqChat(ChatShape):
    """Chat Completions with executed tools."""

    def may_search(self, model: str, body: JsonObject) -> bool:
        """Compound models do."""
        del body
        return "compound" in model

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text, and what each search brought."""
        del ask
        tools: list[JsonValue] = [
            {
                "index": at,
                "type": "search",
                "arguments": json.dumps({"query": query}),
                "output": "\n".join(source.title for source in draft.sources),
                "search_results": {
                    "results": [
                        {
                            "title": source.title,
                            "url": source.url,
                            "content": "",
                            "score": _SCORE,
                        }
                        for source in draft.sources
                    ]
                },
            }
            for at, query in enumerate(draft.searches)
        ]
        return {
            "role": "assistant",
            "content": self.shown(draft),
            **({"executed_tools": tools, "reasoning": "I search."} if tools else {}),
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """Fingerprint, and for compound models what really ran."""
        parts: JsonObject = (
            {"usage_breakdown": {"models": [{"model": "mock-small", "usage": {"total_tokens": 9}}]}}
            if "compound" in ask.model
            else {}
        )
        return {
            "system_fingerprint": "fp_c06d5113ec",
            "service_tier": "on_demand",
            "x_groq": {"id": f"req_{draft.id_of('request')}"},
            **parts,
        }

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """A reset that is a duration with many digits."""
        del ask, draft
        return {
            "x-ratelimit-limit-requests": "14400",
            "x-ratelimit-remaining-requests": "14399",
            "x-ratelimit-reset-requests": "17.399999999s",
        }


GROQ = Service(
    name="groq",
    base_path="/groq/openai/v1",
    routes=(post("/openai/v1/chat/completions", GroqChat()),),
)
