"""From the text of an answer to findings, mentions and citations; pure and versioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from monitor.analysis.folding import fold
from monitor.analysis.hosts import host_around
from monitor.analysis.matching import Match, Matcher, PatternKind
from monitor.analysis.owners import Owners
from monitor.analysis.ranking import Named, ranks_of
from monitor.analysis.urls import canonical_url
from monitor.analysis.zones import Zones, find_zones
from monitor.domain.answer import Citation
from monitor.domain.findings import (
    COUNTED_KINDS,
    Analysis,
    Brand,
    CitationOrigin,
    Finding,
    FoundCitation,
    Mention,
    MentionKind,
    not_mentioned,
    Polarity,
    Place,
    Sentiment,
    OwnerKind,
)
from monitor.domain.json_value import JsonValue, sha256_of

ANALYZER_VERSION = "1.0.0"
"""Changes whenever the same answer and brands may give another analysis."""


class Analyzer:
    """All that is compiled from the brands of a workspace; used for any number of answers."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        in_order = sorted(brands, key=lambda brand: brand.key)
        self._matcher = Matcher(in_order)
        self._owners = Owners(in_order)
        self._absent = [not_mentioned(brand.key) for brand in in_order]
        self._inputs_sha256 = sha256_of([_canonical(brand) for brand in in_order])

    @property
    def inputs_sha256(self) -> str:
        """The fingerprint of the brands; the order of brands and of their texts does not matter."""
        return self._inputs_sha256

    def analyze(
        self,
        text: str,
        citations: Sequence[Citation] | None,
        *,
        language: str | None = None,
        prompt: str | None = None,
    ) -> Analysis:
        """What the answer says of the brands; time is linear in the text and no text raises.

        Args:
            text: as a reader sees it, in Markdown.
            citations: the provider's own list; None where the channel cannot know.

        Returns:
            Findings by brand key, mentions by offset, the provider's citations before the text's.
        """
        zones = find_zones(text)
        mentions = tuple(self._mentions(text, zones))
        return Analysis(
            findings=self._findings(text, mentions, zones),
            mentions=mentions,
            citations=tuple(self._citations(citations or (), zones)),
            dangling_markers=0,
        )

    def names_a_brand(self, text: str) -> bool:
        """Whether a text, such as a prompt, mentions any of the brands."""
        return any(m.kind in COUNTED_KINDS for m in self._mentions(text, find_zones(text)))

    def _mentions(self, text: str, zones: Zones) -> Iterator[Mention]:
        for match in self._matcher.find(text, fold(text)):
            kind = zones.kind_at(match.start) or _kind_in_prose(text, match)
            if kind is not None:
                pattern = match.pattern
                yield Mention(
                    pattern.brand,
                    pattern.alias,
                    match.start,
                    match.end,
                    kind,
                    Polarity.AFFIRMED,
                    1.0,
                    (),
                    Place.PROSE,
                    match.start,
                    match.end,
                )

    def _findings(
        self, text: str, mentions: Sequence[Mention], zones: Zones
    ) -> tuple[Finding, ...]:
        counted = [m for m in mentions if m.kind in COUNTED_KINDS]
        counts: dict[str, int] = {}
        for mention in counted:
            counts[mention.brand] = counts.get(mention.brand, 0) + 1
        order = {brand: place for place, brand in enumerate(counts, start=1)}
        ranks = ranks_of(text, [Named(m.brand, m.start, m.end) for m in counted], zones.code)
        return tuple(
            Finding(
                brand=absent.brand,
                mentioned=True,
                count=counts[absent.brand],
                order=order[absent.brand],
                rank=ranks.get(absent.brand),
                absent_count=0,
                sentiment=Sentiment.NEUTRAL,
                sentiment_score=0.0,
                sentiment_cues=(),
                recommended=False,
            )
            if absent.brand in counts
            else absent
            for absent in self._absent
        )

    def _citations(self, citations: Sequence[Citation], zones: Zones) -> Iterator[FoundCitation]:
        seen: set[str] = set()
        for citation in citations:
            key = canonical_url(citation.url)
            seen.add(key)
            yield self._found(citation, key, CitationOrigin.PROVIDER)
        for link in zones.links:
            key = canonical_url(link.url)
            if key in seen or not key.startswith("https://"):
                continue
            seen.add(key)
            stated = Citation(link.url, link.title, link.start, link.end)
            yield self._found(stated, key, CitationOrigin.TEXT)

    def _found(self, citation: Citation, key: str, origin: CitationOrigin) -> FoundCitation:
        ownership = self._owners.of(citation.url, citation.title)
        return FoundCitation(
            url=citation.url,
            url_key=key,
            domain=ownership.domain,
            title=citation.title,
            start=citation.start,
            end=citation.end,
            origin=origin,
            owner=ownership.owner,
            owner_kind=OwnerKind.THIRD_PARTY,
            source_type=None,
            page_type=None,
            engine=None,
            cited_at=(),
        )


def _kind_in_prose(text: str, match: Match) -> MentionKind | None:
    """Name or domain; None for a name that is only a part of another host ("acme.org")."""
    is_domain = match.pattern.kind is PatternKind.DOMAIN
    kind = MentionKind.DOMAIN if is_domain else MentionKind.NAME
    host = host_around(text, match.start, match.end)
    if host is None:
        return kind
    owned = is_domain or "." in match.pattern.alias
    begins = match.start == host.start or text[match.start - 1] == "."
    if not (owned and begins and match.end == host.end):
        return None
    return MentionKind.URL if host.has_path else kind


def _canonical(brand: Brand) -> JsonValue:
    fields: dict[str, JsonValue] = {}
    for name, value in asdict(brand).items():
        fields[name] = sorted(value) if isinstance(value, tuple) else value
    return fields
