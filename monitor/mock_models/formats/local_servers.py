"""vLLM and llama.cpp: Chat Completions, and pages that tell what model they run.

Shapes: https://docs.vllm.ai and https://github.com/ggml-org/llama.cpp (tools/server/README.md),
read in November 2026.
"""

from __future__ import annotations

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind
from monitor.mock_models.draft import CREATED, Draft
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Service, page, post

VLLM_MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
LLAMACPP_MODEL = "mock-135m-instruct-q4_1.gguf"

_VLLM_TYPES = {
    ProblemKind.UNKNOWN_MODEL: "NotFoundError",
    ProblemKind.SERVER_ERROR: "InternalServerError",
    ProblemKind.OVERLOADED: "InternalServerError",
}
_LLAMACPP_TYPES = {
    ProblemKind.BAD_KEY: "authentication_error",
    ProblemKind.UNKNOWN_MODEL: "not_found_error",
    ProblemKind.SERVER_ERROR: "server_error",
    ProblemKind.OVERLOADED: "unavailable_error",
}


class VllmChat(ChatShape):
    """Chat Completions of vLLM."""

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text."""
        del ask
        return {"role": "assistant", "content": self.shown(draft), "tool_calls": []}

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """Fields of its own, all empty."""
        del ask, draft
        return {"prompt_logprobs": None, "kv_transfer_params": None}

    def error(self, problem: Problem) -> JsonObject | str:
        """The code is the status."""
        if problem.kind is ProblemKind.BAD_KEY:
            return {"error": "Unauthorized"}
        return {
            "error": {
                "message": problem.message,
                "type": _VLLM_TYPES.get(problem.kind, "BadRequestError"),
                "param": problem.param,
                "code": problem.status,
            }
        }


class LlamaCppChat(ChatShape):
    """Chat Completions of llama.cpp's server."""

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """The build, and how long it took."""
        del ask
        timings: JsonObject = {"prompt_n": draft.input_tokens, "predicted_n": draft.output_tokens}
        return {"system_fingerprint": "b6500-mock", "timings": timings}

    def error(self, problem: Problem) -> JsonObject | str:
        """The code is the status."""
        kind = _LLAMACPP_TYPES.get(problem.kind, "invalid_request_error")
        return {"error": {"code": problem.status, "message": problem.message, "type": kind}}


def _vllm_models(call: Call) -> JsonValue:
    del call
    entry: JsonObject = {
        "id": VLLM_MODEL,
        "object": "model",
        "created": CREATED,
        "owned_by": "vllm",
        "root": VLLM_MODEL,
        "parent": None,
        "max_model_len": 32768,
    }
    return {"object": "list", "data": [entry]}


def _llamacpp_models(call: Call) -> JsonValue:
    del call
    meta: JsonObject = {
        "vocab_type": 2,
        "n_vocab": 49152,
        "n_ctx_train": 8192,
        "n_embd": 576,
        "n_params": 134_515_008,
        "size": 91_721_088,
    }
    entry: JsonObject = {
        "id": LLAMACPP_MODEL,
        "object": "model",
        "created": CREATED,
        "owned_by": "llamacpp",
        "meta": meta,
    }
    return {"object": "list", "data": [entry]}


def _llamacpp_props(call: Call) -> JsonValue:
    del call
    params: JsonObject = {
        "n_predict": -1,
        "seed": 4294967295,
        "temperature": 0.800000011920929,
        "top_k": 40,
        "top_p": 0.949999988079071,
        "min_p": 0.05000000074505806,
        "repeat_penalty": 1.0,
        "presence_penalty": 0.0,
        "frequency_penalty": 0.0,
        "mirostat": 0,
    }
    return {
        "default_generation_settings": {"id": 0, "n_ctx": 8192, "params": params},
        "total_slots": 1,
        "model_path": f"/models/{LLAMACPP_MODEL}",
        "chat_template": "{{ messages }}",
        "build_info": "b6500-mock",
    }


def _llamacpp_health(call: Call) -> JsonValue:
    del call
    return {"status": "ok"}


VLLM = Service(
    name="vllm",
    base_path="/vllm/v1",
    routes=(post("/v1/chat/completions", VllmChat()),),
    pages=(page("GET", "/v1/models", _vllm_models),),
    needs_key=False,
)

LLAMACPP = Service(
    name="llamacpp",
    base_path="/llamacpp/v1",
    routes=(post("/v1/chat/completions", LlamaCppChat()),),
    pages=(
        page("GET", "/v1/models", _llamacpp_models),
        page("GET", "/props", _llamacpp_props),
        page("GET", "/health", _llamacpp_health),
    ),
    needs_key=False,
)
