"""DeepSeek: thoughts beside the content, a fingerprint that tells the precision, no web search.

Shapes: https://api-docs.deepseek.com, read in November 2026.
"""

from __future__ import annotations

from monitor.domain.json_value import JsonObject
from monitor.mock_models.call import Ask, Problem, ProblemKind
from monitor.mock_models.draft import Draft
from monitor.mock_models.formats.chat import ChatShape
from monitor.mock_models.formats.shape import Service, post


class DeepSeekChat(ChatShape):
    """Chat Completions with cache hits and misses."""

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """The text, with the thoughts of a reasoner beside it."""
        thoughts: JsonObject = (
            {"reasoning_content": "The question is about products."}
            if "reasoner" in ask.model or draft.reasoning_tokens
            else {}
        )
        return {"role": "assistant", "content": self.shown(draft), **thoughts}

    def usage(self, ask: Ask, draft: Draft) -> JsonObject:
        """With what the prompt cache held."""
        return {
            **super().usage(ask, draft),
            "prompt_cache_hit_tokens": 0,
            "prompt_cache_miss_tokens": draft.input_tokens,
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """The fingerprint."""
        del ask, draft
        return {"system_fingerprint": "fp_8b330d02d0_prod0820_fp8_kvcache_20260402"}

    def error(self, problem: Problem) -> JsonObject | str:
        """OpenAI's shape with other words."""
        is_key = problem.kind is ProblemKind.BAD_KEY
        kind = "authentication_error" if is_key else "invalid_request_error"
        no_credit = problem.kind is ProblemKind.NO_CREDIT
        return {
            "error": {
                "message": "Insufficient Balance" if no_credit else problem.message,
                "type": "unknown_error" if no_credit else kind,
                "param": None,
                "code": "invalid_request_error",
            }
        }

    def status(self, problem: Problem) -> int:
        """402 without credit, 400 for a model that is not there."""
        own = {ProblemKind.NO_CREDIT: 402, ProblemKind.UNKNOWN_MODEL: 400}
        return own.get(problem.kind, problem.status)


DEEPSEEK = Service(
    name="deepseek",
    base_path="/deepseek",
    routes=(post("(?:/v1|/beta)?/chat/completions", DeepSeekChat()),),
)
