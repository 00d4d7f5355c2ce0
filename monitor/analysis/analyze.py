"""From the text of an answer to findings, mentions and citations; pure and versioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from monitor.analysis.belonging import Belonging
from monitor.analysis.citations import CitationReader
from monitor.analysis.folding import fold
from monitor.analysis.heads import Named
from monitor.analysis.inflection import TextLanguage
from monitor.analysis.lexicon import CueKind, lexicon_of
from monitor.analysis.mentions import MentionFinder, Reading
from monitor.analysis.owners import Owners
from monitor.analysis.ranking import ranks_of
from monitor.analysis.recommendation import asks_for_options, recommended_brands
from monitor.analysis.sentiment import Judgement, judge_brands, outside_names
from monitor.analysis.source_types import SourceRule
from monitor.analysis.zones import find_zones
from monitor.domain.answer import Citation
from monitor.domain.findings import Analysis, Brand, Finding, Mention, Polarity, not_mentioned
from monitor.domain.json_value import JsonValue, sha256_of

ANALYZER_VERSION = "3.1.0"
"""Changes whenever the same answer and brands may give another analysis."""


class Analyzer:
    """All that is compiled from the brands of a workspace; used for any number of answers."""

    def __init__(self, brands: Sequence[Brand], sources: Sequence[SourceRule] = ()) -> None:
        in_order = sorted(brands, key=lambda brand: brand.key)
        owners = Owners(in_order)
        self._mentions = MentionFinder(in_order, owners)
        self._citations = CitationReader(in_order, owners, sources)
        self._absent = tuple(not_mentioned(brand.key) for brand in in_order)
        self._places = {brand.key: place for place, brand in enumerate(in_order)}
        self._inputs_sha256 = _fingerprint(in_order, sources)

    @property
    def inputs_sha256(self) -> str:
        """The fingerprint of brands and rules for sources; no order matters."""
        return self._inputs_sha256

    def analyze(
        self,
        text: str,
        citations: Sequence[Citation] | None,
        *,
        language: str | None = None,
        prompt: str | None = None,
        targets: Mapping[str, str] | None = None,
    ) -> Analysis:
        """What the answer says of the brands; time is linear in the text and no text raises.

        Args:
            text: as a reader sees it, in Markdown.
            citations: the provider's own list; None where the channel cannot know.
            language: BCP 47; None to guess it from the text.
            prompt: what was asked; None where not known.
            targets: where redirects that hide it lead, as far as somebody has looked.

        Returns:
            Findings by brand key, mentions by offset, the provider's citations before the text's.
        """
        reading = _read(text, language, citations or (), prompt)
        mentions = tuple(self._mentions.find(reading))
        cited = self._citations.read(text, citations, reading.zones, targets)
        return Analysis(
            findings=self._findings(reading, mentions, prompt),
            mentions=mentions,
            citations=cited.citations,
            dangling_markers=cited.dangling_markers,
        )

    def names_a_brand(self, text: str) -> bool:
        """Whether a text, such as a prompt, mentions any of the brands."""
        return any(mention.counts for mention in self._mentions.find(_read(text, None, ())))

    def _findings(
        self, reading: Reading, mentions: Sequence[Mention], prompt: str | None
    ) -> tuple[Finding, ...]:
        counted = [mention for mention in mentions if mention.counts]
        absent = [m.brand for m in mentions if m.polarity is Polarity.ABSENT]
        if not counted and not absent:
            return self._absent
        findings = list(self._absent)
        for brand in set(absent):
            findings[self._places[brand]] = not_mentioned(brand, absent_count=absent.count(brand))
        for finding in _found(reading, counted, absent, prompt):
            findings[self._places[finding.brand]] = finding
        return tuple(findings)


def _read(
    text: str, language: str | None, citations: Sequence[Citation], prompt: str | None = None
) -> Reading:
    return Reading(
        text=text,
        folded=fold(text),
        zones=find_zones(text),
        language=TextLanguage(text, language),
        cited=tuple((citation.url, citation.title) for citation in citations),
        prompt=prompt,
    )


def _found(
    reading: Reading, counted: Sequence[Mention], absent: Sequence[str], prompt: str | None
) -> list[Finding]:
    """The findings of the brands that are mentioned."""
    if not counted:
        return []
    language = reading.language.code
    lexicon = lexicon_of(language)
    layout = reading.layout
    cues = outside_names(lexicon.find(reading.folded), counted)
    contrasts = [cue.start for cue in cues if cue.kind is CueKind.CONTRAST]
    belonging = Belonging(layout, counted, contrasts, lexicon, language)
    judgements = judge_brands(reading.text, counted, cues, belonging)
    names = [Named(mention.brand, mention.start, mention.end) for mention in counted]
    ranks = ranks_of(reading.text, names, reading.zones.code, layout.tables())
    recommended = recommended_brands(
        counted,
        judgements,
        frozenset(ranks),
        belonging,
        layout,
        asked=asks_for_options(prompt, language),
    )
    counts: dict[str, int] = {}
    for mention in counted:
        counts[mention.brand] = counts.get(mention.brand, 0) + 1
    return [
        _finding(
            brand,
            (order, count, absent.count(brand)),
            ranks.get(brand),
            judgements[brand],
            recommended=brand in recommended,
        )
        for order, (brand, count) in enumerate(counts.items(), start=1)
    ]


def _finding(
    brand: str,
    counts: tuple[int, int, int],
    rank: int | None,
    judgement: Judgement,
    *,
    recommended: bool,
) -> Finding:
    order, count, absent_count = counts
    # By place: keywords double the time that it takes to make one.
    return Finding(
        brand,
        True,
        count,
        absent_count,
        order,
        rank,
        judgement.sentiment,
        judgement.score,
        tuple(judgement.cues),
        recommended,
    )


def _fingerprint(brands: Sequence[Brand], sources: Sequence[SourceRule]) -> str:
    plain: list[JsonValue] = [_canonical(brand) for brand in brands]
    plain += [
        {"domain": rule.domain, "source_type": rule.source_type.value}
        for rule in sorted(sources, key=lambda rule: rule.domain)
    ]
    return sha256_of(plain)


def _canonical(brand: Brand) -> JsonValue:
    fields: dict[str, JsonValue] = {}
    for name, value in asdict(brand).items():
        fields[name] = sorted(value) if isinstance(value, tuple) else value
    return fields
