"""Cohere's chat, version 2: citations point into documents that the request brought along.

Shapes: https://docs.cohere.com/reference/chat, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    count_in,
    last_user_text,
    named_text,
    number_in,
    objects_in,
)
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import (
    Plain,
    Service,
    check_not_streaming,
    check_temperature,
    post,
    without,
)

_FINISH_REASONS: Mapping[Ending, str] = {Ending.TRUNCATED: "MAX_TOKENS", Ending.FAILED: "ERROR"}
_HIDDEN_TOKENS = 480


class CohereChat(Plain):
    """The chat endpoint."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        body = call.json_object()
        check_not_streaming(body)
        temperature = number_in(body, "temperature")
        check_temperature(temperature, most=1)
        return Ask(
            model=named_text(body, "model"),
            prompt=last_user_text(objects_in(body, "messages")),
            settings=without(body, "model", "messages", "stream"),
            temperature=temperature,
            max_tokens=count_in(body, "max_tokens"),
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A message, without the name of the model."""
        failed = draft.ending is Ending.FAILED
        message: dict[str, JsonValue] = {
            "role": "assistant",
            "content": [] if failed else [{"type": "text", "text": draft.text}],
        }
        documents = objects_in(ask.settings, "documents")
        if documents and not failed:
            message["citations"] = _citations(draft, documents)
        used: JsonObject = {
            "input_tokens": draft.input_tokens,
            "output_tokens": draft.output_tokens,
        }
        return {
            "id": draft.id_of("answer"),
            "message": message,
            "finish_reason": _FINISH_REASONS.get(draft.ending, "COMPLETE"),
            "usage": {
                "billed_units": used,
                "tokens": {
                    "input_tokens": draft.input_tokens + _HIDDEN_TOKENS,
                    "output_tokens": draft.output_tokens + 1,
                },
            },
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """Flat."""
        message = problem.message
        if problem.kind is ProblemKind.UNKNOWN_MODEL:
            message = f"model '{problem.model}' not found, make sure the correct model ID was used"
        if problem.kind is ProblemKind.BAD_KEY:
            message = "invalid api token"
        return {"id": "00000000-0000-4000-8000-000000000001", "message": message}

    def status(self, problem: Problem) -> int:
        """402 without credit."""
        return 402 if problem.kind is ProblemKind.NO_CREDIT else problem.status


def _citations(draft: Draft, documents: list[JsonObject]) -> list[JsonValue]:
    """Every sentence about a brand cites a document, in turn; the end is not included."""
    found: list[JsonValue] = []
    at = 0
    for number, sentence in enumerate(draft.sentences):
        text = sentence.text.rstrip("\n")
        document = documents[number % len(documents)]
        source: JsonObject = {
            "type": "document",
            "id": str(document.get("id", f"doc:{number % len(documents)}")),
            "document": document.get("data", document),
        }
        if text.startswith(f"{number}. "):
            found.append(
                {
                    "start": at,
                    "end": at + len(text),
                    "text": text,
                    "sources": [source],
                    "type": "TEXT_CONTENT",
                }
            )
        at += len(sentence.text)
    return found


COHERE = Service(
    name="cohere",
    base_path="/cohere",
    routes=(post("/v2/chat", CohereChat()),),
)
