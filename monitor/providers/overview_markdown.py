"""Takes the markers out of the Markdown of a Google AI answer as DataForSEO gives it.

Pictures, numbered markers (`[[1]](url)`) and links without words are no part of what is read; a
marker cites its URL for the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.answer import Citation

# Possessive throughout, so that no text takes more than linear time.
_URL = r"\((?P<url{n}>[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+)(?:\s++\"[^\"\n]*+\")?+\)"
_MARKUP = re.compile(
    r"!\[[^\[\]]{0,1000}+\]" + _URL.format(n=1)  # a picture
    + r"|[ \t]?\[\[\d{1,4}+\]\]" + _URL.format(n=2)  # a marker
    + r"|\[\s*+\]" + _URL.format(n=3)  # a link without words
)  # fmt: skip
_LINE_LEAD = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,3}[.)]|#{1,6}|>)[ \t]+)*")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text without markers.

    Attributes:
        citations: one for each marker, in their order, with the span of the words before it.
    """

    text: str
    citations: tuple[Citation, ...]


def without_markers(markdown: str) -> CleanText:
    """The text as it is read, and what its markers cite.

    >>> without_markers("Acme leads.[[1]](https://acme.com)").citations[0].end
    11
    """
    parts: list[str] = []
    cites: list[tuple[str, int, int]] = []
    length = since = 0
    for kept, url in _cut(markdown):
        if kept:
            since = cites[-1][2] if cites else 0
        parts.append(kept)
        length += len(kept)
        if url is not None:
            # Markers side by side share their words, so `since` stays where it was.
            cites.append((url, since, length))
    text = "".join(parts)
    return CleanText(text, tuple(dict.fromkeys(_citation(text, *cite) for cite in cites)))


def _cut(markdown: str) -> Iterator[tuple[str, str | None]]:
    """What is kept up to each marker, and the URL of the marker; None for what is only left out."""
    squeezed = _EMPTY_LINES.sub("\n\n", _without_pictures(markdown)).strip()
    at = 0
    for found in _MARKUP.finditer(squeezed):
        yield squeezed[at : found.start()], found["url2"] or None
        at = found.end()
    yield squeezed[at:], None


def _without_pictures(markdown: str) -> str:
    """Pictures and empty links go first: alone on a line they leave an empty line."""
    return _MARKUP.sub(lambda found: found[0] if found["url2"] is not None else "", markdown)


def _citation(text: str, url: str, since: int, at: int) -> Citation:
    """The words from the beginning of the line, or from the marker before, up to the marker."""
    start = max(text.rfind("\n", 0, at) + 1, since)
    lead = _LINE_LEAD.match(text, start, at)
    start = lead.end() if lead is not None else start
    end = start + len(text[start:at].rstrip())
    return Citation(url, None, start, end) if start < end else Citation(url)
