"""Azure OpenAI: the deployment stands in the path, and content filters report on everything.

Shapes: https://learn.microsoft.com/azure/ai-foundry/openai/reference, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import unquote

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.openai import OpenAIChat, dated
from monitor.mock_models.formats.responses import ResponsesShape
from monitor.mock_models.formats.shape import Service, post

_DEPLOYMENT = re.compile(r"/openai/deployments/([^/]+)/")
_HEADERS: Mapping[str, str] = {
    "x-ratelimit-limit-requests": "120",
    "x-ratelimit-limit-tokens": "120000",
    "x-ratelimit-remaining-requests": "119",
    "x-ratelimit-remaining-tokens": "119986",
    "x-ratelimit-renewalperiod-requests": "60",
    "x-ratelimit-reset-requests": "500",
    "x-ratelimit-reset-tokens": "7",
    "x-ms-region": "Mock Central",
}


class AzureChat(OpenAIChat):
    """Chat Completions with content filters; a filtered choice has no message."""

    endings: ClassVar[frozenset[Ending]] = ChatShape.endings | {Ending.REFUSED}

    def model(self, call: Call, body: JsonObject) -> str:
        """The deployment in the path; the one in the body below /openai/v1."""
        found = _DEPLOYMENT.match(call.path)
        return unquote(found.group(1)) if found else super().model(call, body)

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """None where a filter took the answer away."""
        return None if draft.ending is Ending.BLOCKED else super().message(ask, draft)

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A chat completion with what the filters found."""
        body = super().write(ask, draft)
        if draft.ending is Ending.FAILED or not isinstance(body, Mapping):
            return body
        filters = _filters(is_filtered=draft.ending is Ending.BLOCKED)
        choices = body["choices"]
        assert isinstance(choices, list)
        return {
            **body,
            "choices": [{**choices[0], "content_filter_results": filters}],
            "prompt_filter_results": [
                {"prompt_index": 0, "content_filter_results": _filters(is_filtered=False)}
            ],
        }

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """Rate limits whose reset is a plain number."""
        del ask
        return {"apim-request-id": draft.id_of("request"), **_HEADERS}

    def error(self, problem: Problem) -> JsonObject | str:
        """Two errors of the gateway's own; the others are OpenAI's."""
        return _gateway_error(problem) or super().error(problem)


class AzureResponses(ResponsesShape):
    """Responses, in which a finished search still has the status "searching"."""

    def search_status(self) -> str:
        """As it was seen in 2025."""
        return "searching"

    def served(self, model: str) -> str:
        """A dated snapshot."""
        return dated(model)

    def error(self, problem: Problem) -> JsonObject | str:
        """Two errors of the gateway's own; the others are OpenAI's."""
        return _gateway_error(problem) or super().error(problem)

    def status(self, problem: Problem) -> int:
        """404 for a deployment that is not there."""
        return problem.status


def _gateway_error(problem: Problem) -> JsonObject | None:
    if problem.kind is ProblemKind.BAD_KEY:
        message = "Access denied due to invalid subscription key or wrong API endpoint."
        return {"error": {"code": "401", "message": message}}
    if problem.kind is ProblemKind.UNKNOWN_MODEL:
        message = "The API deployment for this resource does not exist."
        kind = "invalid_request_error"
        return {"error": {"type": kind, "code": "DeploymentNotFound", "message": message}}
    if problem.kind is ProblemKind.RATE_LIMITED:
        return {"error": {"code": "429", "message": problem.message}}
    return None


def _filters(*, is_filtered: bool) -> JsonObject:
    safe: JsonObject = {"filtered": False, "severity": "safe"}
    hate: JsonObject = {"filtered": True, "severity": "high"} if is_filtered else safe
    return {"hate": hate, "self_harm": safe, "sexual": safe, "violence": safe}


AZURE = Service(
    name="azure",
    base_path="/azure",
    routes=(
        post(r"/openai/deployments/[^/]+/chat/completions", AzureChat()),
        post("/openai/v1/chat/completions", AzureChat()),
        post("/openai/(?:v1/)?responses", AzureResponses()),
    ),
)
