"""Reads an answer of DataForSEO's LLM Responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.domain.answer import Answer, Citation, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject
from monitor.errors import UnreadableReply
from monitor.providers.anchoring import Span, anchor_segment, anchor_url
from monitor.providers.dataforseo_task import Task
from monitor.providers.reading import int_at, list_at, objects_at, text_at
from monitor.providers.served import dated_snapshot

_COUNTS = ("input_tokens", "output_tokens", "reasoning_tokens", "money_spent")
_BETWEEN_SECTIONS = "\n\n"


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the answer, and where it begins in the text."""

    text: str
    start: int
    source: JsonObject


def read_llm_response(task: Task, settings_by_wire_name: Mapping[str, str]) -> Answer:
    """The answer in the result of a task.

    It tells no reason for which the answer ended, so a cut one cannot be told from a whole one.

    Args:
        task: what became of the call.
        settings_by_wire_name: our name for each setting that the service takes.

    Raises:
        UnreadableReply: the task has no result.
    """
    result = task.result
    if not result:
        raise UnreadableReply("Expected one result, found none", status=200)
    sections = tuple(_sections(result))
    text = _BETWEEN_SECTIONS.join(section.text for section in sections)
    is_searching = result.get("web_search") is True
    queries = tuple(q for q in list_at(result, "fan_out_queries") if isinstance(q, str) and q)
    model = text_at(result, "model_name")
    return Answer(
        text=text,
        outcome=Outcome.OK if text.strip() else Outcome.PARTIAL,
        citations=tuple(dict.fromkeys(_citations(sections))),
        searches=queries if "fan_out_queries" in result else None,
        usage=_usage(result, searches=len(queries) or None),
        usage_raw={key: result[key] for key in _COUNTS if key in result} or None,
        served=Served(model=model, snapshot=dated_snapshot(model), request_id=task.id),
        effective=_effective(task.echo, settings_by_wire_name),
        # A model that may search need not do so; a query or a source shows that it did.
        searched=is_searching and (bool(queries) or any(_citations(sections)) or None),
        cost_usd=task.cost_usd,
    )


def _sections(result: JsonObject) -> Iterator[_Section]:
    """The shown sections; those of reasoning are no part of the answer."""
    start = 0
    for item in objects_at(result, "items"):
        if item.get("type") != "message":
            continue
        for source in objects_at(item, "sections"):
            text = text_at(source, "text")
            if text is not None:
                yield _Section(text, start, source)
                start += len(text) + len(_BETWEEN_SECTIONS)


def _citations(sections: tuple[_Section, ...]) -> Iterator[Citation]:
    for section in sections:
        for cited in objects_at(section.source, "annotations"):
            url = text_at(cited, "url")
            if url is None:
                continue
            start, end = _span(cited, url, section.text) or (None, None)
            if start is None or end is None:
                yield Citation(url, text_at(cited, "title"))
            else:
                place = (section.start + start, section.start + end)
                yield Citation(url, text_at(cited, "title"), *place)


def _span(cited: JsonObject, url: str, text: str) -> Span | None:
    """Where the words stand that are annotated, where they are told, or else the URL."""
    offsets = int_at(cited, "start_index"), int_at(cited, "end_index")
    segment = anchor_segment(text, text_at(cited, "text") or "", offsets)
    return segment or anchor_url(text, url, offsets)


def _usage(result: JsonObject, *, searches: int | None) -> Usage:
    """Whether the output counts reasoning depends on the platform, so nothing is taken out."""
    return Usage(
        input_tokens=int_at(result, "input_tokens"),
        output_tokens=int_at(result, "output_tokens"),
        reasoning_tokens=int_at(result, "reasoning_tokens"),
        searches=searches,
    )


def _effective(echo: JsonObject, settings_by_wire_name: Mapping[str, str]) -> JsonObject | None:
    """The settings as the service read them; one that the model's own API may still ignore."""
    found = {ours: echo[wire] for wire, ours in settings_by_wire_name.items() if wire in echo}
    return found or None
