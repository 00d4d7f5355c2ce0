from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.json_value import JsonObject, sha256_of
from monitor.providers.registry import PROVIDERS
from tests.providers.outgoing import SECRET, body_of
from tests.providers.recorded import question_of, target_of

SCHEMA: JsonObject = {
    "type": "object",
    "properties": {"name": {"type": "string", "enum": ["a", "b"]}},
    "required": ["name"],
    "additionalProperties": False,
}
AS_CHAT = {
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
    }
}
AS_RESPONSES = {
    "text": {
        "format": {"type": "json_schema", "name": "reply", "strict": True, "schema": SCHEMA},
        "verbosity": "low",
    }
}
WITHOUT_EXTRA = {name: value for name, value in SCHEMA.items() if name != "additionalProperties"}
AS_GEMINI = {
    "generationConfig": {"responseMimeType": "application/json", "responseSchema": WITHOUT_EXTRA}
}


def told(name: str, schema: JsonObject | None, **options: Any) -> tuple[JsonObject, JsonObject]:
    """The body that is sent, and our account of it."""
    base_url = "http://127.0.0.1:9" if PROVIDERS[name].base_url is None else None
    target = replace(target_of(name, base_url=base_url), model="m", options=options)
    question = replace(question_of(target), reply_schema=schema)
    request = PROVIDERS[name].request(question, SECRET)
    return body_of(request), dict(request.sent)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("openai", {"api": "chat"}, AS_CHAT),
        ("openai", {"api": "responses", "verbosity": "low"}, AS_RESPONSES),
        ("azure", {"api": "chat"}, AS_CHAT),
        ("xai", {"api": "chat"}, AS_CHAT),
        ("mistral", {}, AS_CHAT),
        ("groq", {}, AS_CHAT),
        ("vllm", {}, AS_CHAT),
        ("llamacpp", {}, AS_CHAT),
        ("openai_compatible", {}, AS_CHAT),
        ("gemini", {}, AS_GEMINI),
        ("vertex", {"project": "p", "location": "us-central1"}, AS_GEMINI),
        ("ollama", {}, {"format": SCHEMA}),
    ],
)
def test_a_schema_is_told_in_the_words_of_the_service(
    name: str, options: dict[str, Any], expected: JsonObject
):
    body, sent = told(name, SCHEMA, **options)
    assert expected.items() <= body.items()
    assert sent["reply_schema"] == sha256_of(SCHEMA)


@pytest.mark.parametrize("name", ["anthropic", "cohere", "deepseek", "perplexity", "openrouter"])
def test_other_services_are_told_by_the_prompt_alone(name: str):
    assert told(name, SCHEMA) == told(name, None)


@pytest.mark.parametrize("name", ["openai", "mistral", "gemini", "ollama", "llamacpp"])
def test_without_a_schema_nothing_of_it_is_sent(name: str):
    body, sent = told(name, None)
    assert body.keys().isdisjoint({"response_format", "text", "generationConfig", "format"})
    assert "reply_schema" not in sent
