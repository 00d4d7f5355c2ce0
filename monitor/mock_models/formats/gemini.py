"""Google's generateContent, on the Gemini API and on Vertex; places are counted in UTF-8 bytes.

Shapes: https://ai.google.dev/api/generate-content, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    Refused,
    count_in,
    number_in,
    object_in,
    objects_in,
)
from monitor.mock_models.draft import Draft, marked
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import Plain, Service, check_temperature, post

_MODEL = re.compile(r"models/([^/:]+):generateContent")
_REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/"
_CONFIG = frozenset(
    [
        "temperature",
        "topP",
        "topK",
        "seed",
        "maxOutputTokens",
        "stopSequences",
        "presencePenalty",
        "frequencyPenalty",
        "candidateCount",
        "thinkingConfig",
        "responseMimeType",
        "responseSchema",
        "responseModalities",
        "responseLogprobs",
        "logprobs",
        "mediaResolution",
    ]
)
_STATUSES: Mapping[ProblemKind, str] = {
    ProblemKind.BAD_KEY: "UNAUTHENTICATED",
    ProblemKind.NO_CREDIT: "RESOURCE_EXHAUSTED",
    ProblemKind.FORBIDDEN: "PERMISSION_DENIED",
    ProblemKind.UNKNOWN_MODEL: "NOT_FOUND",
    ProblemKind.UNKNOWN_PATH: "NOT_FOUND",
    ProblemKind.TIMEOUT: "CANCELLED",
    ProblemKind.CONFLICT: "ABORTED",
    ProblemKind.RATE_LIMITED: "RESOURCE_EXHAUSTED",
    ProblemKind.SERVER_ERROR: "INTERNAL",
    ProblemKind.OVERLOADED: "UNAVAILABLE",
}
_SEARCH_TOKENS = 120
_TYPE = "type.googleapis.com/google.rpc"


class GenerateContent(Plain):
    """The Gemini API."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.REFUSED, Ending.BLOCKED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks; an unknown name in the configuration is refused."""
        body = call.json_object()
        config = object_in(body, "generationConfig")
        for name in config:
            if name not in _CONFIG:
                message = (
                    f'Invalid JSON payload received. Unknown name "{name}" at'
                    " 'generation_config': Cannot find field."
                )
                raise Refused(ProblemKind.BAD_REQUEST, message, param=name)
        temperature = number_in(config, "temperature")
        check_temperature(temperature, most=2)
        found = _MODEL.search(call.path)
        tools = objects_in(body, "tools")
        extra = {name: body[name] for name in ("systemInstruction", "tools") if name in body}
        return Ask(
            model=unquote(found.group(1)) if found else "",
            prompt=_prompt(objects_in(body, "contents")),
            settings={**config, **extra},
            temperature=temperature,
            max_tokens=count_in(config, "maxOutputTokens"),
            web_search=any("googleSearch" in tool or "google_search" in tool for tool in tools),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A list of one candidate, or none."""
        about: JsonObject = {
            "modelVersion": ask.model.removesuffix("-latest"),
            "responseId": draft.id_of("answer"),
        }
        if draft.ending is Ending.FAILED:
            return {**about, "usageMetadata": {"promptTokenCount": draft.input_tokens}}
        if draft.ending is Ending.BLOCKED:
            feedback: JsonObject = {
                "blockReason": "PROHIBITED_CONTENT",
                "blockReasonMessage": "The prompt was blocked.",
            }
            usage: JsonObject = {
                "promptTokenCount": draft.input_tokens,
                "totalTokenCount": draft.input_tokens,
            }
            return {**about, "promptFeedback": feedback, "usageMetadata": usage}
        return {**about, "candidates": [_candidate(draft)], "usageMetadata": _usage(draft)}

    def error(self, problem: Problem) -> JsonObject | str:
        """Google's error object; a wait stands in its details."""
        error: dict[str, JsonValue] = {
            "code": problem.status,
            "message": _message(problem),
            "status": _STATUSES.get(problem.kind, "INVALID_ARGUMENT"),
        }
        if problem.status == 504:
            error["status"] = "DEADLINE_EXCEEDED"
        details = _details(problem)
        if details:
            error["details"] = details
        return {"error": error}


class VertexGenerateContent(GenerateContent):
    """The same on Vertex, with the time of creation."""

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """With the time."""
        body = super().write(ask, draft)
        assert isinstance(body, Mapping)
        return {**body, "createTime": "2026-01-01T00:00:00.000000Z"}


def _prompt(contents: list[JsonObject]) -> str:
    for content in reversed(contents):
        if content.get("role", "user") != "user":
            continue
        texts = [part.get("text") for part in objects_in(content, "parts")]
        text = "".join(part for part in texts if isinstance(part, str))
        if text:
            return text
    raise Refused(ProblemKind.BAD_REQUEST, "* GenerateContentRequest.contents: is not specified")


def _candidate(draft: Draft) -> JsonObject:
    if draft.ending is Ending.REFUSED:
        rating: JsonObject = {
            "category": "HARM_CATEGORY_HATE_SPEECH",
            "probability": "HIGH",
            "blocked": True,
        }
        return {"content": {}, "finishReason": "SAFETY", "safetyRatings": [rating], "index": 0}
    parts: list[JsonValue] = [{"text": draft.text}]
    if draft.reasoning_tokens:
        parts.insert(0, {"text": "It is about products.", "thought": True})
    finish = "MAX_TOKENS" if draft.ending is Ending.TRUNCATED else "STOP"
    grounding: JsonObject = {"groundingMetadata": _grounding(draft)} if draft.searches else {}
    return {
        "content": {"parts": parts, "role": "model"},
        "finishReason": finish,
        "index": 0,
        **grounding,
    }


def _grounding(draft: Draft) -> JsonObject:
    text, places = marked(draft, lambda _: "")
    supports: list[JsonValue] = [
        {
            "segment": {
                # As in protobuf, a zero is left out.
                **({"startIndex": start} if (start := _bytes(text[: place.start])) else {}),
                "endIndex": _bytes(text[: place.end]),
                "text": text[place.start : place.end],
            },
            "groundingChunkIndices": list(place.sentence.cited),
        }
        for place in places
    ]
    chunks: list[JsonValue] = [
        {
            "web": {
                "uri": f"{_REDIRECT}{draft.id_of(f'chunk {at}')}",
                "title": (urlsplit(source.url).hostname or "").removeprefix("www."),
            }
        }
        for at, source in enumerate(draft.sources)
    ]
    return {
        "webSearchQueries": [*draft.searches, ""],
        "groundingChunks": chunks,
        "groundingSupports": supports,
        "searchEntryPoint": {"renderedContent": "<div>mock</div>"},
    }


def _bytes(text: str) -> int:
    return len(text.encode())


def _usage(draft: Draft) -> JsonObject:
    searched = _SEARCH_TOKENS if draft.searches else 0
    thoughts = draft.reasoning_tokens
    total = draft.input_tokens + draft.output_tokens + searched + thoughts
    return {
        "promptTokenCount": draft.input_tokens,
        "candidatesTokenCount": draft.output_tokens,
        **({"thoughtsTokenCount": thoughts} if thoughts else {}),
        **({"toolUsePromptTokenCount": searched} if searched else {}),
        "totalTokenCount": total,
    }


def _message(problem: Problem) -> str:
    if problem.kind is ProblemKind.UNKNOWN_MODEL:
        return (
            f"models/{problem.model} is not found for API version v1beta, or is not supported"
            " for generateContent."
        )
    if problem.kind is ProblemKind.BAD_KEY:
        return "API key not valid. Please pass a valid API key."
    return problem.message


def _details(problem: Problem) -> list[JsonValue]:
    details: list[JsonValue] = []
    if problem.kind is ProblemKind.BAD_KEY:
        info = {"reason": "API_KEY_INVALID", "domain": "googleapis.com"}
        details.append({"@type": f"{_TYPE}.ErrorInfo", **info})
    if problem.kind in {ProblemKind.RATE_LIMITED, ProblemKind.NO_CREDIT}:
        span = "Day" if problem.kind is ProblemKind.NO_CREDIT else "Minute"
        violation: JsonObject = {"quotaId": f"GenerateRequestsPer{span}PerProjectPerModel-FreeTier"}
        details.append({"@type": f"{_TYPE}.QuotaFailure", "violations": [violation]})
    if problem.retry_delay is not None:
        details.append({"@type": f"{_TYPE}.RetryInfo", "retryDelay": problem.retry_delay})
    return details


GEMINI = Service(
    name="gemini",
    base_path="/gemini",
    routes=(post("/v1(?:beta)?/models/[^/:]+:generateContent", GenerateContent()),),
)

VERTEX = Service(
    name="vertex",
    base_path="/vertex",
    routes=(
        post(
            r"/v1(?:beta1)?/(?:projects/[^/]+/locations/[^/]+/)?publishers/google/models/"
            r"[^/:]+:generateContent",
            VertexGenerateContent(),
        ),
    ),
)
