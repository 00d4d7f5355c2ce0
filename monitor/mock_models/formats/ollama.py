"""Ollama: /api/chat, and what it tells of its models.

Shapes: https://github.com/ollama/ollama/blob/main/docs/api.md, read in November 2026.
"""

from __future__ import annotations

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    Refused,
    count_in,
    last_user_text,
    named_text,
    number_in,
    object_in,
    objects_in,
)
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Plain, Service, page, post, without

OLLAMA_MODEL = "llama3.2:latest"

_WHEN = "2026-01-01T00:00:00.000000Z"
_MS = 1_000_000
_DETAILS: JsonObject = {
    "parent_model": "",
    "format": "gguf",
    "family": "llama",
    "families": ["llama"],
    "parameter_size": "3.2B",
    "quantization_level": "Q4_K_M",
}


class OllamaChat(Plain):
    """Chat of Ollama's own; it streams unless it is told not to, which this server cannot."""

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        body = call.json_object()
        if body.get("stream") is not False:
            message = "this server gives whole answers only; send stream: false"
            raise Refused(ProblemKind.BAD_REQUEST, message)
        options = object_in(body, "options")
        return Ask(
            model=named_text(body, "model"),
            prompt=last_user_text(objects_in(body, "messages")),
            settings={**options, **without(body, "model", "messages", "stream", "options")},
            temperature=number_in(options, "temperature"),
            max_tokens=count_in(options, "num_predict"),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """The answer with durations in nanoseconds; what a cache held is not counted."""
        counted: JsonObject = (
            {"prompt_eval_count": draft.input_tokens} if draft.repetition == 1 else {}
        )
        return {
            "model": ask.model,
            "created_at": _WHEN,
            "message": {"role": "assistant", "content": draft.text},
            "done_reason": "length" if draft.ending is Ending.TRUNCATED else "stop",
            "done": True,
            "total_duration": 250 * _MS,
            "load_duration": 3 * _MS,
            **counted,
            "prompt_eval_duration": 40 * _MS,
            "eval_count": draft.output_tokens,
            "eval_duration": 200 * _MS,
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """A text alone."""
        if problem.kind is ProblemKind.UNKNOWN_MODEL:
            return {"error": f"model '{problem.model}' not found"}
        return {"error": problem.message}


def _tags(call: Call) -> JsonValue:
    del call
    entry: JsonObject = {
        "name": OLLAMA_MODEL,
        "model": OLLAMA_MODEL,
        "modified_at": _WHEN,
        "size": 2_019_393_189,
        "digest": "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
        "details": _DETAILS,
    }
    return {"models": [entry]}


def _show(call: Call) -> JsonValue:
    named_text(call.json_object(), "model")
    return {
        "modelfile": "# Modelfile of the mock",
        "parameters": 'temperature          0.7\nstop                 "<|eot_id|>"',
        "template": "{{ .Prompt }}",
        "details": _DETAILS,
        "model_info": {
            "general.architecture": "llama",
            "general.file_type": 15,
            "general.parameter_count": 3_212_749_888,
            "general.quantization_version": 2,
            "llama.block_count": 28,
            "llama.context_length": 131_072,
            "llama.embedding_length": 3072,
            "llama.vocab_size": 128_256,
            "tokenizer.ggml.tokens": None,
        },
        "capabilities": ["completion"],
        "modified_at": _WHEN,
    }


OLLAMA = Service(
    name="ollama",
    base_path="/ollama",
    routes=(post("/api/chat", OllamaChat()), post("/v1/chat/completions", ChatShape())),
    pages=(page("GET", "/api/tags", _tags), page("POST", "/api/show", _show)),
    needs_key=False,
)
