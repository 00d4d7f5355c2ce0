"""The sources that an answer cites: the provider's list, the links of the text, and its markers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.analysis.markers import Marker, find_markers
from monitor.analysis.owners import Owners
from monitor.analysis.page_types import page_type_of
from monitor.analysis.source_types import source_type_of
from monitor.analysis.urls import canonical_url, host_of
from monitor.analysis.zones import Zones
from monitor.domain.answer import Citation
from monitor.domain.findings import Brand, BrandKind, CitationOrigin, FoundCitation, OwnerKind

_ENGINE = re.compile(r"[?&]utm_source=([\w.-]{1,60})", re.IGNORECASE)
_ENGINES = (
    "openai",
    "chatgpt",
    "perplexity",
    "gemini",
    "copilot",
    "claude",
    "anthropic",
    "bing",
    "grok",
    "deepseek",
    "mistral",
    "you.com",
    "phind",
    "meta.ai",
)
_NUMBERED_LINE = re.compile(
    r"^[ \t]*(?:\[\^?(\d{1,3})\]:?|(\d{1,3})[.)])[ \t][^\n]*?(https?://[^\s<>()\"]+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of one answer, and how many markers point at none."""

    citations: tuple[FoundCitation, ...]
    dangling_markers: int


@dataclass(slots=True)
class _Source:
    citation: Citation
    key: str
    origin: CitationOrigin
    cited_at: list[int]


class CitationReader:
    """Knows the owners of domains."""

    def __init__(self, brands: Sequence[Brand], owners: Owners) -> None:
        self._owners = owners
        self._own = frozenset(b.key for b in brands if b.kind is BrandKind.OWN)

    def read(self, text: str, listed: Sequence[Citation] | None, zones: Zones) -> Cited:
        """The citations: the provider's own before the text's, each page once in the text's."""
        citations = listed or ()
        sources = [
            _Source(c, canonical_url(c.url), CitationOrigin.PROVIDER, _given_place(c))
            for c in citations
        ]
        by_key: dict[str, _Source] = {}
        for source in sources:
            by_key.setdefault(source.key, source)
        for link in zones.links:
            key = canonical_url(link.url)
            if not key.startswith("https://"):
                continue
            known = by_key.get(key)
            if known is None:
                stated = Citation(link.url, link.title, link.start, link.end)
                known = by_key[key] = _Source(stated, key, CitationOrigin.TEXT, [])
                sources.append(known)
            known.cited_at.append(link.start)
        markers = find_markers(text, zones.code)
        numbered = dict(enumerate(sources[: len(citations)], start=1))
        dangling = _place_markers(text, markers, numbered, by_key) if markers else 0
        if not numbered and listed is None:
            dangling = 0  # nobody says how many sources there are
        return Cited(tuple(self._found(source) for source in sources), dangling)

    def _found(self, source: _Source) -> FoundCitation:
        citation = source.citation
        ownership = self._owners.of(citation.url, citation.title)
        engine = _ENGINE.search(citation.url)
        owner_kind = OwnerKind.THIRD_PARTY
        if ownership.owner is not None:
            own = ownership.owner in self._own
            owner_kind = OwnerKind.OWN if own else OwnerKind.COMPETITOR
        host = host_of(source.key) or ownership.domain or ""
        return FoundCitation(
            url=citation.url,
            url_key=source.key,
            domain=ownership.domain,
            title=citation.title,
            start=citation.start,
            end=citation.end,
            origin=source.origin,
            owner=ownership.owner,
            owner_kind=owner_kind,
            source_type=source_type_of(
                ownership.domain, host, source.key, is_brand=ownership.owner is not None
            ),
            page_type=page_type_of(source.key, citation.title),
            engine=engine[1] if engine is not None and _is_engine(engine[1]) else None,
            cited_at=tuple(sorted(set(source.cited_at))),
        )


def _given_place(citation: Citation) -> list[int]:
    return [] if citation.start is None else [citation.start]


def _is_engine(sender: str) -> bool:
    return any(engine in sender.lower() for engine in _ENGINES)


def _place_markers(
    text: str,
    markers: Sequence[Marker],
    numbered: dict[int, _Source],
    by_key: Mapping[str, _Source],
) -> int:
    """Give the markers to the sources that they name; how many name none.

    A numbered list of URLs in the text adds its numbers to those of the provider's list.
    """
    entries = set()
    for line in _NUMBERED_LINE.finditer(text):
        source = by_key.get(canonical_url(line[3].rstrip(".,;:")))
        if source is not None:
            numbered.setdefault(int(line[1] or line[2]), source)
            entries.add(line.start(1))
    dangling = 0
    for marker in markers:
        if marker.start + 1 in entries or marker.start + 2 in entries:
            continue  # the number of an entry in the list itself
        for number in marker.numbers:
            named = numbered.get(number)
            if named is None:
                dangling += 1
            else:
                named.cited_at.append(marker.start)
    return dangling
