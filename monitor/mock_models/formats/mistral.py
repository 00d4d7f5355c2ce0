"""Mistral: the seed is `random_seed`, thoughts are parts of the content, errors are flat.

Shapes: https://docs.mistral.ai/api, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind, Refused
from monitor.mock_models.draft import Draft
from monitor.mock_models.formats.chat import MODELS, ChatShape
from monitor.mock_models.formats.shape import Service, post

_UNKNOWN = ("seed", "max_completion_tokens", "top_k", "min_p")
_TYPES = {
    ProblemKind.UNKNOWN_MODEL: "invalid_model",
    ProblemKind.RATE_LIMITED: "rate_limited",
    ProblemKind.NO_CREDIT: "insufficient_quota",
    ProblemKind.SERVER_ERROR: "internal_server_error",
    ProblemKind.OVERLOADED: "service_unavailable",
}


class MistralChat(ChatShape):
    """Chat Completions under stricter names."""

    highest_temperature: ClassVar[float] = 1.5

    def read(self, call: Call) -> Ask:
        """What a request asks; a field that is not known is refused."""
        ask = super().read(call)
        for name in _UNKNOWN:
            if name in ask.settings:
                message = f"Extra inputs are not permitted: {name}"
                raise Refused(ProblemKind.UNSUPPORTED, message, param=name)
        return ask

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text; for magistral models a list that begins with the thoughts."""
        text = self.shown(draft)
        content: JsonValue = text
        if ask.model.startswith("magistral"):
            thought: JsonObject = {"type": "text", "text": "It depends."}
            content = [
                {"type": "thinking", "thinking": [thought]},
                {"type": "text", "text": text},
            ]
        return {"role": "assistant", "tool_calls": None, "content": content}

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """Rate limits under names of its own."""
        del ask
        return {
            "x-ratelimit-limit-req-10-second": "60",
            "x-ratelimit-remaining-req-10-second": "53",
            "x-ratelimit-limit-tokens-minute": "2000000",
            "x-ratelimit-remaining-tokens-minute": "1999370",
            "x-ratelimit-tokens-query-cost": str(draft.input_tokens + draft.output_tokens),
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """Flat; a wrong key and a wrong field have other shapes."""
        if problem.kind is ProblemKind.BAD_KEY:
            return {"detail": "Unauthorized"}
        if problem.kind is ProblemKind.UNSUPPORTED:
            kind = "extra_forbidden"
            place: list[JsonValue] = ["body", problem.param]
            return {"detail": [{"type": kind, "loc": place, "msg": problem.message}]}
        return {
            "object": "error",
            "message": problem.message,
            "type": _TYPES.get(problem.kind, "invalid_request_error"),
            "param": problem.param,
            "code": "1500",
        }

    def status(self, problem: Problem) -> int:
        """422 for a field that is not known, 400 for a model that is not."""
        own = {ProblemKind.UNSUPPORTED: 422, ProblemKind.UNKNOWN_MODEL: 400}
        return own.get(problem.kind, problem.status)


MISTRAL = Service(
    name="mistral",
    base_path="/mistral/v1",
    routes=(post("/v1/chat/completions", MistralChat()),),
    pages=(MODELS,),
)
