"""What was found in an answer: brands with their mentions, and cited URLs."""

from __future__ import annotations

from datetime import datetime

from api.schemas.base import Shape
from monitor.domain.findings import (
    CitationOrigin,
    MentionKind,
    OwnerKind,
    PageType,
    Place,
    Polarity,
    Sentiment,
    SourceType,
)


class JudgedBy(Shape):
    """The judging model that settled a finding, and what the rules had said."""

    target_key: str
    """The key of the target that judged."""
    provider: str
    """The provider that was asked."""
    model: str
    """The model as it was asked for."""
    served_model: str | None
    """The model that says that it judged; null where it does not say."""
    evidence: str | None
    """The passage of the answer that it quotes."""
    judged_at: datetime
    """When, in UTC."""
    rule_sentiment: Sentiment | None
    """The sentiment by the rules."""
    rule_recommended: bool
    """Whether the rules take the brand for recommended."""


class BrandFinding(Shape):
    """What the answer says of one brand."""

    brand: str
    """The key of the brand."""
    mentioned: bool
    """Whether at least one mention counts."""
    count: int
    """Mentions that count."""
    absent_count: int
    """Statements that nothing is known or found of the brand; they do not count."""
    order: int | None
    """1 for the brand that is named first; null when it is not mentioned."""
    rank: int | None
    """Its place in a ranked list; null without one."""
    sentiment: Sentiment | None
    """How the answer speaks of it; null when it is not mentioned."""
    sentiment_score: float | None
    """From -1 (only criticism) to 1 (only praise); null when it is not mentioned."""
    sentiment_cues: list[str]
    """The words that speak for or against it, each with its sign."""
    recommended: bool
    """Whether the answer puts it forward as something to choose."""
    judged_by: JudgedBy | None
    """Whose sentiment and recommended these are; null where they are the rules' own."""


class BrandMention(Shape):
    """One occurrence of a brand in the text."""

    brand: str
    """The key of the brand."""
    alias: str
    """The name, alias or domain that matched."""
    start: int
    """Where it begins, in code points of the text."""
    end: int
    """Where it ends, in code points of the text."""
    kind: MentionKind
    """Only "name" and "domain" count as mentions."""
    polarity: Polarity
    """How it is put; with "absent" it does not count as a mention."""
    confidence: float
    """From 0 to 1, that the brand is meant; a score of evidence, not a frequency."""
    reasons: list[str]
    """The evidence in short words."""
    place: Place
    """The kind of line on which it stands."""
    sentence_start: int
    """Where the sentence, item or cell around it begins, in code points of the text."""
    sentence_end: int
    """Where it ends."""
    surface: str
    """The text from start to end."""


class CitedUrl(Shape):
    """A URL that the answer cites."""

    url: str
    """As it stands in the answer."""
    url_key: str
    """The same for all spellings of one page; not an address to fetch."""
    domain: str | None
    """The registrable domain; null for an IP address or an unknown host."""
    title: str | None
    """Its title, where one was given."""
    start: int | None
    """Where it begins, in code points of the text; null where not known."""
    end: int | None
    """Where it ends, in code points of the text; null where not known."""
    origin: CitationOrigin
    """Whether the provider lists it or only the text holds it."""
    owner: str | None
    """The key of the brand that owns the host; null for a third party."""
    owner_kind: OwnerKind
    """Whose page it is."""
    source_type: SourceType | None
    """What kind of site it is on; null where no rule tells."""
    page_type: PageType | None
    """What kind of page it is; null where no rule tells."""
    engine: str | None
    """The answer engine that the URL names as its sender; null without one."""
    cited_at: list[int]
    """The offsets at which the text cites it, in code points."""


class AnalysisDocument(Shape):
    """What was found in the answer, and by which analyzer."""

    analyzer_version: str
    """The version of the analyzer."""
    inputs_sha256: str
    """The fingerprint of the brands that it looked for."""
    analyzed_at: datetime
    """When, in UTC."""
    findings: list[BrandFinding]
    """One for each brand, mentioned or not."""
    mentions: list[BrandMention]
    """All occurrences, by where they begin."""
    citations: list[CitedUrl]
    """The provider's own before those of the text."""
    dangling_markers: int
    """Markers such as "[9]" that point beyond the list of sources."""
