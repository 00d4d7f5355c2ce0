"""Chat Completions, as OpenAI defined it; each provider that deviates has a subclass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

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
from monitor.mock_models.draft import CREATED, Draft, Sentence, marked, pairs_cited
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import (
    Plain,
    check_not_streaming,
    check_temperature,
    page,
    without,
)

FINISH_REASONS: Mapping[Ending, str] = {
    Ending.TRUNCATED: "length",
    Ending.BLOCKED: "content_filter",
}
ERROR_TYPES: Mapping[ProblemKind, str] = {
    ProblemKind.NO_CREDIT: "insufficient_quota",
    ProblemKind.RATE_LIMITED: "requests",
    ProblemKind.SERVER_ERROR: "server_error",
    ProblemKind.OVERLOADED: "server_error",
    ProblemKind.TIMEOUT: "timeout",
}
ERROR_CODES: Mapping[ProblemKind, str] = {
    ProblemKind.BAD_KEY: "invalid_api_key",
    ProblemKind.NO_CREDIT: "insufficient_quota",
    ProblemKind.RATE_LIMITED: "rate_limit_exceeded",
    ProblemKind.UNKNOWN_MODEL: "model_not_found",
}


class ChatShape(Plain):
    """The shape with nothing added: text, finish reason, usage, the model as it was asked for."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.TRUNCATED, Ending.BLOCKED, Ending.FAILED}
    )
    highest_temperature: ClassVar[float] = 2.0

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        body = call.json_object()
        check_not_streaming(body)
        model = self.model(call, body)
        temperature = number_in(body, "temperature")
        check_temperature(temperature, most=self.highest_temperature)
        most = count_in(body, "max_completion_tokens") or count_in(body, "max_tokens")
        return Ask(
            model=model,
            prompt=last_user_text(objects_in(body, "messages")),
            settings=without(body, "model", "messages", "stream"),
            temperature=temperature,
            max_tokens=most,
            web_search=self.may_search(model, body),
        )

    def model(self, call: Call, body: JsonObject) -> str:
        """The model that the request names."""
        del call
        return named_text(body, "model")

    def may_search(self, model: str, body: JsonObject) -> bool:
        """Whether the answer may search the web."""
        del model, body
        return False

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A chat completion."""
        if draft.ending is Ending.FAILED:
            return self.failed(ask)
        choice: dict[str, JsonValue] = {
            "index": 0,
            "finish_reason": FINISH_REASONS.get(draft.ending, "stop"),
            "logprobs": None,
        }
        message = self.message(ask, draft)
        if message is not None:
            choice["message"] = message
        return {
            "id": f"chatcmpl-{draft.id_of('answer')}",
            "object": "chat.completion",
            "created": CREATED,
            "model": self.served(ask.model),
            "choices": [choice],
            "usage": self.usage(ask, draft),
            **self.extras(ask, draft),
        }

    def failed(self, ask: Ask) -> JsonObject:
        """A body of status 200 that says that it failed."""
        problem = Problem(ProblemKind.SERVER_ERROR, "The server failed.", 200, model=ask.model)
        body = self.error(problem)
        return body if not isinstance(body, str) else {"error": {"message": body}}

    def message(self, ask: Ask, draft: Draft) -> JsonObject | None:
        """What the assistant says; None where the choice has no message."""
        del ask
        if draft.ending is Ending.REFUSED:
            return {"role": "assistant", "content": None, "refusal": draft.text}
        return {"role": "assistant", "content": self.shown(draft)}

    def shown(self, draft: Draft) -> str:
        """The text of the answer; nothing where a filter took it away."""
        return "" if draft.ending is Ending.BLOCKED else draft.text

    def served(self, model: str) -> str:
        """The model as the answer names it."""
        return model

    def usage(self, ask: Ask, draft: Draft) -> JsonObject:
        """What the answer cost in tokens; reasoning counts inside the completion."""
        del ask
        completion = draft.output_tokens + draft.reasoning_tokens
        return {
            "prompt_tokens": draft.input_tokens,
            "completion_tokens": completion,
            "total_tokens": draft.input_tokens + completion,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": draft.reasoning_tokens},
        }

    def extras(self, ask: Ask, draft: Draft) -> JsonObject:
        """Further fields of the body."""
        del ask, draft
        return {}

    def error(self, problem: Problem) -> JsonObject | str:
        """OpenAI's error object."""
        return {
            "error": {
                "message": problem.message,
                "type": ERROR_TYPES.get(problem.kind, "invalid_request_error"),
                "param": problem.param,
                "code": ERROR_CODES.get(problem.kind),
            }
        }


def linked(draft: Draft) -> tuple[str, list[JsonValue]]:
    """The text with Markdown links behind what cites, and an annotation for each link."""

    def links(sentence: Sentence) -> str:
        return "".join(f" {_link(draft.sources[at].url)}" for at in sentence.cited)

    text, places = marked(draft, links)
    annotations: list[JsonValue] = []
    offsets: dict[int, int] = {}
    for place, _, source in pairs_cited(draft, places):
        start = offsets.get(place.end, place.end) + 1
        end = start + len(_link(source.url))
        offsets[place.end] = end
        annotations.append(
            {
                "type": "url_citation",
                "start_index": start,
                "end_index": end,
                "url": tagged(source.url),
                "title": source.title,
            }
        )
    return text, annotations


def tagged(url: str) -> str:
    """The URL with the parameter that OpenAI adds to most of its citations."""
    return f"{url}{'&' if '?' in url else '?'}utm_source=openai"


def _link(url: str) -> str:
    return f"([{urlsplit(url).hostname}]({tagged(url)}))"


def nested(annotations: list[JsonValue]) -> list[JsonValue]:
    """The annotations as Chat Completions has them: the fields one level deeper."""
    return [
        {"type": "url_citation", "url_citation": without(one, "type")}
        for one in annotations
        if isinstance(one, Mapping)
    ]


def models_page(call: Call) -> JsonValue:
    """GET /v1/models: two entries, since the server answers under any name."""
    del call
    return {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": CREATED, "owned_by": "mock"}
            for name in ("mock-large", "mock-small")
        ],
    }


MODELS = page("GET", "/v1/models", models_page)
