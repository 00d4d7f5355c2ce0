"""The sources that an answer cites: the provider's list, the links of the text, and its markers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.analysis.markers import Marker, find_markers
from monitor.analysis.owners import Owners
from monitor.analysis.page_types import page_type_of
from monitor.analysis.source_types import SourceRule, ruled_type, source_type_of
from monitor.analysis.urls import (
    canonical_url,
    host_of,
    is_opaque_redirect,
    normal_host,
    unwrapped_url,
)
from monitor.analysis.zones import Zones
from monitor.domain.answer import Citation
from monitor.domain.findings import (
    Brand,
    BrandKind,
    CitationOrigin,
    FoundCitation,
    OwnerKind,
    PageType,
    SourceType,
)

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
    r"^[ \t]*(?:[-*+•][ \t]+)?(?:\[\^?(\d{1,3})\]:?|(\d{1,3})[.)])[ \t](?P<title>[^\n]*?)"
    r"(?P<url>https?://[^\s<>()\"]+)",
    re.MULTILINE,
)
_DEFINED = re.compile(
    r"^ {0,3}\[(\^?[^\[\]\n]{1,100})\]:[^\n]*?(https?://[^\s<>\"]+)", re.MULTILINE
)
_LABEL = re.compile(r"\[(\^?[^\[\]\n]{1,100})\](?![(:])")
_MAX_PAGES = 4096  # of which one reader remembers what it told
_TITLE_ENDS = ' \t*_[](<"“”.,:;|\u2013\u2014-'


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of one answer, and how many markers point at none."""

    citations: tuple[FoundCitation, ...]
    dangling_markers: int


@dataclass(slots=True)
class _Source:
    citation: Citation
    target: str
    key: str
    origin: CitationOrigin
    cited_at: list[int]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the address and the title of a source tell; see FoundCitation."""

    domain: str | None
    owner: str | None
    owner_kind: OwnerKind
    source_type: SourceType | None
    page_type: PageType | None
    engine: str | None


class CitationReader:
    """Knows the owners of domains, and what the user says of the types of sites."""

    def __init__(
        self, brands: Sequence[Brand], owners: Owners, rules: Sequence[SourceRule] = ()
    ) -> None:
        self._owners = owners
        self._own = frozenset(b.key for b in brands if b.kind is BrandKind.OWN)
        self._rules = {normal_host(rule.domain): rule.source_type for rule in rules}
        # Answers to the same prompt cite the same pages.
        self._pages: dict[tuple[str, str, str, str | None], _Page] = {}

    def read(
        self,
        text: str,
        listed: Sequence[Citation] | None,
        zones: Zones,
        targets: Mapping[str, str] | None = None,
    ) -> Cited:
        """The citations: the provider's own before the text's, each page once in the text's.

        Args:
            text: of the answer.
            listed: the provider's own list; None where the channel cannot know.
            zones: of the text.
            targets: where redirects that hide it lead, as far as somebody has looked.
        """
        citations = listed or ()
        known_targets = targets or {}
        sources = [
            _source(c, known_targets, CitationOrigin.PROVIDER, _given_place(c)) for c in citations
        ]
        by_key: dict[str, _Source] = {}
        for source in sources:
            by_key.setdefault(source.key, source)
        for link in zones.links:
            stated = Citation(link.url, link.title, link.start, link.end)
            found = _source(stated, known_targets, CitationOrigin.TEXT, [])
            if not found.key.startswith("https://"):
                continue
            known = by_key.setdefault(found.key, found)
            if known is found:
                sources.append(found)
            known.cited_at.append(link.start)
        markers = find_markers(text, zones.code)
        numbered = dict(enumerate(sources[: len(citations)], start=1))
        dangling = _place_markers(text, markers, numbered, by_key) if markers else 0
        if "]:" in text:
            _place_labels(text, by_key)
        if not numbered and listed is None:
            dangling = 0  # nobody says how many sources there are
        return Cited(tuple(self._found(source) for source in sources), dangling)

    def _found(self, source: _Source) -> FoundCitation:
        citation = source.citation
        page = self._page(source)
        # By place: keywords double the time that it takes to make one.
        return FoundCitation(
            citation.url,
            source.key,
            page.domain,
            citation.title,
            citation.start,
            citation.end,
            source.origin,
            page.owner,
            page.owner_kind,
            page.source_type,
            page.page_type,
            page.engine,
            tuple(sorted(set(source.cited_at))),
        )

    def _page(self, source: _Source) -> _Page:
        """What is told of the page of a source, kept for the next answer that cites it."""
        citation = source.citation
        seen = (citation.url, source.target, source.key, citation.title)
        page = self._pages.get(seen)
        if page is None:
            page = self._read_page(source)
            if len(self._pages) < _MAX_PAGES:
                self._pages[seen] = page
        return page

    def _read_page(self, source: _Source) -> _Page:
        citation = source.citation
        ownership = self._owners.of(source.target, citation.title)
        engine = _ENGINE.search(source.target) or _ENGINE.search(citation.url)
        owner_kind = OwnerKind.THIRD_PARTY
        if ownership.owner is not None:
            own = ownership.owner in self._own
            owner_kind = OwnerKind.OWN if own else OwnerKind.COMPETITOR
        host = host_of(source.key) or ""
        if is_opaque_redirect(source.key):
            host = ownership.domain or ""
        return _Page(
            domain=ownership.domain,
            owner=ownership.owner,
            owner_kind=owner_kind,
            source_type=ruled_type(host, self._rules)
            or source_type_of(
                ownership.domain, host, source.key, is_brand=ownership.owner is not None
            ),
            page_type=page_type_of(source.key, citation.title),
            engine=engine[1] if engine is not None and _is_engine(engine[1]) else None,
        )


def _source(
    citation: Citation, targets: Mapping[str, str], origin: CitationOrigin, cited_at: list[int]
) -> _Source:
    target = unwrapped_url(targets.get(citation.url, citation.url))
    return _Source(citation, target, canonical_url(target), origin, cited_at)


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
        source = by_key.get(canonical_url(line["url"].rstrip(".,;:")))
        if source is not None:
            numbered.setdefault(int(line[1] or line[2]), source)
            entries.add(line.start(1))
            title = line["title"].strip(_TITLE_ENDS)
            if title and source.citation.title is None:
                source.citation = replace(source.citation, title=title)
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


def _place_labels(text: str, by_key: Mapping[str, _Source]) -> None:
    """Give the places of links and footnotes with a label, such as "[note]", to their sources."""
    labelled: dict[str, _Source] = {}
    for line in _DEFINED.finditer(text):
        source = by_key.get(canonical_url(line[2].rstrip(".,;:")))
        if source is not None and not line[1].lstrip("^").isdecimal():
            labelled.setdefault(line[1].casefold(), source)
    if labelled:
        for found in _LABEL.finditer(text):
            source = labelled.get(found[1].casefold())
            if source is not None:
                source.cited_at.append(found.start())
