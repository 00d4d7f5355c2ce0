"""Amazon Bedrock's Converse; the kind of an error stands in a header.

Shapes: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import unquote

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    count_in,
    last_user_text,
    number_in,
    object_in,
    objects_in,
)
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import Plain, Service, check_temperature, post, without

_MODEL = re.compile(r"/model/([^/]+)/converse")
_STOP_REASONS: Mapping[Ending, str] = {
    Ending.TRUNCATED: "max_tokens",
    Ending.BLOCKED: "guardrail_intervened",
}
_TYPES: Mapping[ProblemKind, str] = {
    ProblemKind.BAD_KEY: "UnrecognizedClientException",
    ProblemKind.NO_CREDIT: "ServiceQuotaExceededException",
    ProblemKind.FORBIDDEN: "AccessDeniedException",
    ProblemKind.UNKNOWN_MODEL: "ValidationException",
    ProblemKind.UNKNOWN_PATH: "UnknownOperationException",
    ProblemKind.TIMEOUT: "ModelTimeoutException",
    ProblemKind.CONFLICT: "ConflictException",
    ProblemKind.RATE_LIMITED: "ThrottlingException",
    ProblemKind.SERVER_ERROR: "InternalServerException",
    ProblemKind.OVERLOADED: "ServiceUnavailableException",
}
_OWN_STATUSES: Mapping[ProblemKind, int] = {
    ProblemKind.BAD_KEY: 403,
    ProblemKind.NO_CREDIT: 400,
    ProblemKind.UNKNOWN_MODEL: 400,
}


class Converse(Plain):
    """The Converse operation."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.BLOCKED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        body = call.json_object()
        config = object_in(body, "inferenceConfig")
        temperature = number_in(config, "temperature")
        check_temperature(temperature, most=1)
        found = _MODEL.search(call.path)
        return Ask(
            model=unquote(found.group(1)) if found else "",
            prompt=last_user_text(objects_in(body, "messages")),
            settings={**config, **without(body, "messages", "inferenceConfig")},
            temperature=temperature,
            max_tokens=count_in(config, "maxTokens"),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A message, without the name of the model."""
        del ask
        total = draft.input_tokens + draft.output_tokens
        return {
            "metrics": {"latencyMs": 249},
            "output": {"message": {"content": [{"text": draft.text}], "role": "assistant"}},
            "stopReason": _STOP_REASONS.get(draft.ending, "end_turn"),
            "usage": {
                "inputTokens": draft.input_tokens,
                "outputTokens": draft.output_tokens,
                "totalTokens": total,
            },
        }

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """The request's id."""
        del ask
        return {"x-amzn-requestid": draft.id_of("request")}

    def error(self, problem: Problem) -> JsonObject | str:
        """A message alone."""
        if problem.kind is ProblemKind.UNKNOWN_MODEL:
            return {"message": "The provided model identifier is invalid."}
        return {"message": problem.message}

    def error_headers(self, problem: Problem) -> Mapping[str, str]:
        """The kind of the error."""
        return {"x-amzn-errortype": _TYPES.get(problem.kind, "ValidationException")}

    def status(self, problem: Problem) -> int:
        """403 for a wrong key, 400 for a model that is not there."""
        return _OWN_STATUSES.get(problem.kind, problem.status)


BEDROCK = Service(
    name="bedrock",
    base_path="/bedrock",
    routes=(post("/model/[^/]+/converse", Converse()),),
)
