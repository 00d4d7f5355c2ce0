"""DataForSEO: AI Overviews and AI Mode from result pages, and answers of models.

The real status of a task stands inside a body of HTTP 200.

Shapes: https://docs.dataforseo.com/v3, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import (
    Ask,
    Call,
    Problem,
    ProblemKind,
    Refused,
    count_in,
    named_text,
    number_in,
)
from monitor.mock_models.draft import Draft, Sentence, marked
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import Plain, Service, check_temperature, post, without

_ENGINE = re.compile(r"/(?:ai_optimization|serp/google)/([a-z_]+)/")
_CODES: Mapping[ProblemKind, int] = {
    ProblemKind.BAD_KEY: 40100,
    ProblemKind.NO_CREDIT: 40200,
    ProblemKind.FORBIDDEN: 40300,
    ProblemKind.UNKNOWN_PATH: 40400,
    ProblemKind.RATE_LIMITED: 40202,
    ProblemKind.TIMEOUT: 50401,
    ProblemKind.CONFLICT: 50000,
    ProblemKind.SERVER_ERROR: 50000,
    ProblemKind.OVERLOADED: 50301,
}
_OK = 20000
_INVALID_FIELD = 40501
_USD_PER_PAGE = 0.002
_USD_PER_TOKEN = 0.000002
_DATE = "2026-01-01 00:00:00 +00:00"


class _Envelope(Plain):
    """What all endpoints share: one task in, one task out, each with a status of its own."""

    endings: ClassVar[frozenset[Ending]] = frozenset({Ending.ANSWERED, Ending.FAILED})

    def task(self, call: Call) -> JsonObject:
        """The one task of a request.

        Raises:
            Refused: the body is no list of one object.
        """
        tasks = call.json()
        if not isinstance(tasks, list) or len(tasks) != 1 or not isinstance(tasks[0], Mapping):
            raise Refused(ProblemKind.BAD_REQUEST, "POST Data Is Invalid.")
        task: JsonObject = tasks[0]
        return task

    def done(self, ask: Ask, draft: Draft, *, cost: float, result: JsonObject) -> JsonObject:
        """The body with one task that ended well, or that failed."""
        failed = draft.ending is Ending.FAILED
        code, words = (_INVALID_FIELD, "Invalid Field.") if failed else (_OK, "Ok.")
        task: JsonObject = {
            "id": draft.id_of("answer"),
            "status_code": code,
            "status_message": words,
            "time": "5.1 sec.",
            "cost": 0 if failed else cost,
            "result_count": 0 if failed else 1,
            "path": ["v3", ask.model],
            "data": dict(ask.settings),
            "result": None if failed else [result],
        }
        return {
            **_envelope(_OK, "Ok."),
            "cost": 0 if failed else cost,
            "tasks_error": int(failed),
            "tasks": [task],
        }

    def error(self, problem: Problem) -> JsonObject | str:
        """The envelope with a status and no task, or with a task that failed."""
        code = _CODES.get(problem.kind)
        if code is not None:
            return {**_envelope(code, problem.message), "cost": 0, "tasks_error": 0, "tasks": None}
        task: JsonObject = {
            "id": "00000000-0000-0000-0000-000000000000",
            "status_code": _INVALID_FIELD,
            "status_message": problem.message,
            "cost": 0,
            "result_count": 0,
            "result": None,
        }
        return {**_envelope(_OK, "Ok."), "cost": 0, "tasks_error": 1, "tasks": [task]}

    def status(self, problem: Problem) -> int:
        """402 without credit; a task that failed is told within 200."""
        if problem.kind is ProblemKind.NO_CREDIT:
            return 402
        return problem.status if problem.kind in _CODES else 200


class ResultPage(_Envelope):
    """A page of Google's results, or its AI Mode."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.ABSENT, Ending.PAUSED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks; the kind of page takes the place of the model."""
        task = self.task(call)
        return Ask(
            model=_engine(call),
            prompt=named_text(task, "keyword"),
            settings=without(task, "keyword"),
            web_search=True,
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """The envelope around the items of the page."""
        items: list[JsonValue] = []
        if draft.ending is Ending.PAUSED:
            deferred = {"markdown": None, "items": None, "references": None}
            items.append({"type": "ai_overview", "asynchronous_ai_overview": True, **deferred})
        elif draft.ending is not Ending.ABSENT:
            items.append(_overview(draft))
        organic: list[JsonValue] = [
            {
                "type": "organic",
                "rank_group": at,
                "domain": urlsplit(source.url).hostname,
                "title": source.title,
                "url": source.url,
            }
            for at, source in enumerate(draft.sources, 1)
            if ask.model == "organic"
        ]
        result: JsonObject = {
            "keyword": ask.prompt,
            "type": ask.model,
            "se_domain": "google.com",
            "datetime": _DATE,
            "items_count": len(items) + len(organic),
            "items": [*items, *organic],
        }
        return self.done(ask, draft, cost=_USD_PER_PAGE, result=result)


class LlmResponses(_Envelope):
    """The answer of a model as the service asks it."""

    def read(self, call: Call) -> Ask:
        """What a request asks."""
        task = self.task(call)
        prompt = named_text(task, "user_prompt")
        for name in ("user_prompt", "system_message"):
            if len(str(task.get(name) or "")) > 500:
                message = f"Invalid Field: '{name}'. At most 500 characters."
                raise Refused(ProblemKind.BAD_REQUEST, message, param=name)
        temperature = number_in(task, "temperature")
        check_temperature(temperature, most=2)
        return Ask(
            model=named_text(task, "model_name"),
            prompt=prompt,
            settings=without(task, "user_prompt", "model_name"),
            temperature=temperature,
            max_tokens=count_in(task, "max_output_tokens"),
            web_search=task.get("web_search") is True or _engine(call) == "perplexity",
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """The envelope around one message."""
        spent = (draft.input_tokens + draft.output_tokens) * _USD_PER_TOKEN
        annotations: list[JsonValue] = [
            {"title": source.title, "url": source.url} for source in draft.cited_sources()
        ]
        section: JsonObject = {
            "type": "text",
            "text": draft.text,
            "annotations": annotations or None,
        }
        result: JsonObject = {
            "model_name": ask.model,
            "input_tokens": draft.input_tokens,
            "output_tokens": draft.output_tokens,
            "reasoning_tokens": draft.reasoning_tokens,
            "web_search": bool(draft.searches),
            "money_spent": spent,
            "datetime": _DATE,
            "items": [{"type": "message", "sections": [section]}],
            "fan_out_queries": list(draft.searches) or None,
        }
        return self.done(ask, draft, cost=spent + _USD_PER_PAGE / 4, result=result)


def _engine(call: Call) -> str:
    found = _ENGINE.search(call.path)
    return found.group(1) if found else ""


def _envelope(code: int, words: str) -> JsonObject:
    return {
        "version": "0.1.20260717",
        "status_code": code,
        "status_message": words,
        "time": "5.4 sec.",
        "tasks_count": 1,
    }


def _overview(draft: Draft) -> JsonObject:
    def links(sentence: Sentence) -> str:
        return "".join(f"[[{at + 1}]]({draft.sources[at].url})" for at in sentence.cited)

    text, _ = marked(draft, links)
    references: list[JsonValue] = [_reference(draft, at) for at in range(len(draft.sources))]
    elements: list[JsonValue] = [
        {
            "type": "ai_overview_element",
            "title": None,
            # The page shows the first source behind the sentence, and so does the service.
            "text": f"{sentence.text.strip()} {draft.sources[sentence.cited[0]].title} +1",
            "markdown": sentence.text.strip() + links(sentence),
            "references": [_reference(draft, at) for at in sentence.cited],
        }
        for sentence in draft.sentences
        if sentence.cited
    ]
    return {
        "type": "ai_overview",
        "rank_group": 1,
        "rank_absolute": 1,
        "asynchronous_ai_overview": False,
        "markdown": text,
        "items": elements,
        "references": references,
    }


def _reference(draft: Draft, at: int) -> JsonObject:
    source = draft.sources[at]
    return {
        "type": "ai_overview_reference",
        "source": source.title,
        "domain": urlsplit(source.url).hostname,
        "url": source.url,
        "title": source.title,
        "text": "",
    }


DATAFORSEO = Service(
    name="dataforseo",
    base_path="/dataforseo",
    routes=(
        post("/v3/serp/google/(?:organic|ai_mode)/live/advanced", ResultPage()),
        post(
            "/v3/ai_optimization/(?:chat_gpt|claude|gemini|perplexity)/llm_responses/live",
            LlmResponses(),
        ),
    ),
)
