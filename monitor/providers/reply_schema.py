"""How a service is told to reply with JSON of a given schema; others are told by the prompt alone.

Docs, read in November 2026: platform.openai.com/docs/guides/structured-outputs,
ai.google.dev/gemini-api/docs/structured-output, docs.ollama.com/capabilities/structured-outputs,
docs.mistral.ai, console.groq.com/docs/structured-outputs, docs.vllm.ai, llama.cpp's server README.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.domain.json_value import JsonObject, JsonValue, sha256_of
from monitor.providers.extras import Extras

_NAME = "reply"
_NOT_IN_OPENAPI = frozenset({"additionalProperties", "$schema"})


def chat_schema(schema: JsonObject | None) -> Extras:
    """The field by which Chat Completions are told; nothing without a schema."""
    if schema is None:
        return Extras()
    told: JsonObject = {"name": _NAME, "strict": True, "schema": schema}
    return _extras({"response_format": {"type": "json_schema", "json_schema": told}}, schema)


def responses_schema(schema: JsonObject | None) -> Extras:
    """The field by which the Responses API is told; nothing without a schema."""
    if schema is None:
        return Extras()
    told: JsonObject = {"type": "json_schema", "name": _NAME, "strict": True, "schema": schema}
    return _extras({"text.format": told}, schema)


def gemini_schema(schema: JsonObject | None) -> Extras:
    """The fields of generationConfig by which Gemini is told; nothing without a schema."""
    if schema is None:
        return Extras()
    told = {"responseMimeType": "application/json", "responseSchema": _as_openapi(schema)}
    return _extras(told, schema)


def ollama_schema(schema: JsonObject | None) -> Extras:
    """The field by which Ollama is told; nothing without a schema."""
    return Extras() if schema is None else _extras({"format": schema}, schema)


def _extras(body: JsonObject, schema: JsonObject) -> Extras:
    return Extras(body, {"reply_schema": sha256_of(schema)})


def _as_openapi(value: JsonValue) -> JsonValue:
    """The schema without the words that Gemini's subset of OpenAPI refuses."""
    if not isinstance(value, Mapping):
        return value
    return {name: _as_openapi(each) for name, each in value.items() if name not in _NOT_IN_OPENAPI}
