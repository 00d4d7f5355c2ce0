"""Reads Google's AI answers from the items of a page of results of DataForSEO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.domain.answer import Answer, Citation, Outcome, Served, Source
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.providers.annotations import uncited
from monitor.providers.dataforseo_task import Task
from monitor.providers.overview_markdown import CleanText, without_markers
from monitor.providers.reading import int_at, objects_at, text_at

MAX_DEPTH = 6
"""Of elements in elements; what lies deeper is left out."""


def read_overview(task: Task) -> Answer:
    """The AI answer in a page of results; the outcome tells of one that is absent or not loaded."""
    items = objects_at(task.result, "items")
    found = [item for item in items if item.get("type") == "ai_overview"]
    overview = found[0] if found else {}
    clean = without_markers(_markdown(overview))
    outcome = _outcome(overview, clean.text)
    titles = {source.url: source.title for source in _references(overview)}
    citations = tuple(
        replace(cited, title=titles.get(cited.url)) for cited in _citations(overview, clean)
    )
    is_known = outcome is not Outcome.PARTIAL
    return Answer(
        text=clean.text,
        outcome=outcome,
        citations=citations if is_known else None,
        retrieved=uncited(_references(overview), citations) if is_known else None,
        served=Served(request_id=task.id),
        effective=_effective(task.echo),
        searched=True,
        cost_usd=task.cost_usd,
    )


def _outcome(overview: JsonObject, text: str) -> Outcome:
    if text:
        return Outcome.OK
    # An overview that is there and empty was not loaded: it exists, and nothing is known of it.
    return Outcome.PARTIAL if overview else Outcome.NO_ANSWER_SURFACE


def _markdown(overview: JsonObject) -> str:
    """The whole Markdown, or that of the elements, which repeat it; never both."""
    whole = text_at(overview, "markdown")
    if whole is not None:
        return whole
    return "\n\n".join(text for element in _elements(overview) if (text := _element_text(element)))


def _elements(source: JsonObject, *, depth: int = 0) -> Iterator[JsonObject]:
    """The elements below an item that hold a text; those within others after them."""
    if depth > MAX_DEPTH:
        return
    for key in ("items", "components"):
        for element in objects_at(source, key):
            if _element_text(element):
                yield element
            else:
                yield from _elements(element, depth=depth + 1)


def _element_text(element: JsonObject) -> str:
    return text_at(element, "markdown") or _without_chips(element)


def _without_chips(element: JsonObject) -> str:
    """The plain text of an element without the names of its sources, which stand at its end.

    "Acme leads. Shoes +1" is the text with a button that opens the source "Shoes" and one more.
    """
    text = (text_at(element, "text") or "").rstrip()
    for source in objects_at(element, "references"):
        for key in ("source", "domain"):
            name = text_at(source, key)
            if name is not None:
                text = _chip(name).sub("", text).rstrip()
    return text


def _chip(name: str) -> re.Pattern[str]:
    """A name at the end, after the end of a sentence or with a count of more sources."""
    told = rf"{re.escape(name)}(?:\s+·\s+[^\n]{{1,100}}?)?"
    return re.compile(
        rf"(?:(?<=[.!?:;…)\]\"”])\s+|\n\s*){told}\s*\Z|(?:\A|\s){told}\s+\+\d{{1,3}}\Z"
    )


def _references(overview: JsonObject) -> tuple[Source, ...]:
    """All references, of the whole and of its elements, each once."""
    nested = (one for element in _elements(overview) for one in objects_at(element, "references"))
    told = (*objects_at(overview, "references"), *nested)
    known = ((text_at(one, "url"), text_at(one, "title")) for one in told)
    return tuple(dict.fromkeys(Source(url, title) for url, title in known if url is not None))


def _citations(overview: JsonObject, clean: CleanText) -> Iterator[Citation]:
    """What the markers cite, then what elements cite without a marker."""
    yield from clean.citations
    seen = {cited.url for cited in clean.citations}
    for element in _elements(overview):
        words = without_markers(_element_text(element)).text
        start = clean.text.find(words) if words else -1
        span = (None, None) if start < 0 else (start, start + len(words))
        for reference in objects_at(element, "references"):
            url = text_at(reference, "url")
            if url is not None and url not in seen:
                seen.add(url)
                yield Citation(url, None, *span)


def _effective(echo: JsonObject) -> JsonObject | None:
    """Place and language as the service read them."""
    echoed: dict[str, JsonValue] = {
        "location_code": int_at(echo, "location_code"),
        "location_name": text_at(echo, "location_name"),
        "language": text_at(echo, "language_code"),
        "device": text_at(echo, "device"),
    }
    return {name: value for name, value in echoed.items() if value is not None} or None
