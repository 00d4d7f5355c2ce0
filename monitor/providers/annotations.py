"""Reads cited URLs: OpenAI's url_citation annotations, and Markdown links in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.domain.answer import Citation, Source
from monitor.domain.json_value import JsonObject
from monitor.providers.anchoring import anchor_title, anchor_url, without_tracking
from monitor.providers.reading import int_at, object_at, objects_at, text_at

# Possessive throughout, so that no text takes more than linear time.
_LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]{1,300}+)\]"
    r"\((?P<url>https?://[^\s()<>]++(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)(?:\s++\"[^\"\n]*+\")?+\)",
    re.IGNORECASE,
)


def url_citations(source: JsonObject, text: str) -> tuple[Citation, ...]:
    """The citations in the `annotations` of a message or of a part of one, in their order.

    Args:
        source: annotations are flat in Responses and nested under `url_citation` in Chat.
        text: the text to which the offsets belong.
    """
    cited = (_citation(annotation, text) for annotation in objects_at(source, "annotations"))
    return tuple(dict.fromkeys(one for one in cited if one is not None))


def inline_links(text: str) -> tuple[Citation, ...]:
    """The Markdown links to the web in a text, each with the span of its markup.

    >>> inline_links("See [Acme](https://acme.com).")
    (Citation(url='https://acme.com', title='Acme', start=4, end=28),)
    """
    return tuple(
        Citation(found["url"], found["label"].strip() or None, *found.span())
        for found in _LINK.finditer(text)
    )


def outside(links: Iterable[Citation], citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The links that no citation covers."""
    spans = [(one.start, one.end) for one in citations if one.start is not None]
    return tuple(
        link
        for link in links
        if not any(
            start < (link.end or 0) and (link.start or 0) < (end or 0) for start, end in spans
        )
    )


def uncited(sources: Iterable[Source], citations: Iterable[Citation]) -> tuple[Source, ...]:
    """The sources that are not cited, each page once, in their order."""
    seen = {_page(one.url) for one in citations}
    kept: list[Source] = []
    for source in sources:
        if _page(source.url) not in seen:
            seen.add(_page(source.url))
            kept.append(source)
    return tuple(kept)


def _citation(annotation: JsonObject, text: str) -> Citation | None:
    told = object_at(annotation, "url_citation") or annotation
    url = text_at(told, "url")
    if annotation.get("type") != "url_citation" or url is None:
        return None
    title = text_at(told, "title")
    span = anchor_url(text, url, (int_at(told, "start_index"), int_at(told, "end_index")))
    start, end = span or anchor_title(text, title) or (None, None)
    return Citation(url, title, start, end)


def _page(url: str) -> str:
    return without_tracking(url).rstrip("/")
