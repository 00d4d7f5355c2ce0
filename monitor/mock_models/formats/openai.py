"""OpenAI: Responses and Chat Completions.

Shapes: https://platform.openai.com/docs/api-reference, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from monitor.domain.json_value import JsonObject
from monitor.mock_models.call import Ask, Call, ProblemKind, Refused
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.chat import MODELS, ChatShape, linked, nested
from monitor.mock_models.formats.responses import ResponsesShape
from monitor.mock_models.formats.shape import Service, post

_DATED = re.compile(r".*-20\d\d-\d\d-\d\d")
_REASONING = re.compile(r"(?:gpt-5|o[1-9])")
_SNAPSHOT = "-2026-01-15"

RATE_LIMITS: Mapping[str, str] = {
    "x-ratelimit-limit-requests": "30000",
    "x-ratelimit-limit-tokens": "150000000",
    "x-ratelimit-remaining-requests": "29999",
    "x-ratelimit-remaining-tokens": "149999982",
    "x-ratelimit-reset-requests": "2ms",
    "x-ratelimit-reset-tokens": "1.182s",
}


def dated(model: str) -> str:
    """The model with a date, as OpenAI names what an alias stands for.

    >>> dated("gpt-4o"), dated("gpt-4o-2024-11-20")
    ('gpt-4o-2026-01-15', 'gpt-4o-2024-11-20')
    """
    return model if _DATED.fullmatch(model) else model + _SNAPSHOT


class OpenAIResponses(ResponsesShape):
    """With dated models and rate limits in the headers."""

    def served(self, model: str) -> str:
        """A dated snapshot."""
        return dated(model)

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """Request id and rate limits."""
        del ask
        return {"x-request-id": f"req_{draft.id_of('request')}", **RATE_LIMITS}


class OpenAIChat(ChatShape):
    """With refusals, annotations of search models, and dated models."""

    endings: ClassVar[frozenset[Ending]] = ChatShape.endings | {Ending.REFUSED}

    def read(self, call: Call) -> Ask:
        """What a request asks; refuses what a reasoning or an ordinary model does not take."""
        ask = super().read(call)
        if "web_search_options" in ask.settings and "search" not in ask.model:
            message = "Web search options not supported with this model."
            raise Refused(ProblemKind.UNSUPPORTED, message, param="web_search_options")
        if "max_tokens" in ask.settings and _REASONING.match(ask.model):
            message = (
                "Unsupported parameter: 'max_tokens' is not supported with this model."
                " Use 'max_completion_tokens' instead."
            )
            raise Refused(ProblemKind.UNSUPPORTED, message, param="max_tokens")
        return ask

    def may_search(self, model: str, body: JsonObject) -> bool:
        """Search models always may."""
        del body
        return "search" in model

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text with links, and their annotations."""
        del ask
        if draft.ending is Ending.REFUSED:
            return {
                "role": "assistant",
                "content": None,
                "refusal": draft.text,
                "annotations": [],
            }
        text, annotations = linked(draft)
        shown = self.shown(draft) and text
        return {
            "role": "assistant",
            "content": shown,
            "refusal": None,
            "annotations": nested(annotations) if shown else [],
        }

    def served(self, model: str) -> str:
        """A dated snapshot."""
        return dated(model)

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """The fingerprint of the backend."""
        del ask, draft
        return {"service_tier": "default", "system_fingerprint": "fp_560af6e559"}

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """Request id and rate limits."""
        del ask
        return {"x-request-id": f"req_{draft.id_of('request')}", **RATE_LIMITS}


OPENAI = Service(
    name="openai",
    base_path="/openai/v1",
    routes=(
        post("/v1/responses", OpenAIResponses()),
        post("/v1/chat/completions", OpenAIChat()),
    ),
    pages=(MODELS,),
)

OPENAI_COMPATIBLE = Service(
    name="openai_compatible",
    base_path="/openai_compatible/v1",
    routes=(post("/v1/chat/completions", ChatShape()),),
    pages=(MODELS,),
    needs_key=False,
)
