"""What is found in an answer: brands, their mentions, and cited URLs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BrandKind(StrEnum):
    """Whose brand it is."""

    OWN = "own"
    COMPETITOR = "competitor"


@dataclass(frozen=True, slots=True)
class Brand:
    """A tracked name.

    Attributes:
        key: the user's own short name, unique in the workspace.
        name: as it is shown; it is matched like an alias.
        aliases: other spellings that mean the brand.
        domains: host names that belong to the brand, such as "acme.com".
        exclusions: longer texts around the name that mean something else ("Delta Faucet").
        ambiguous: the name is also a common word or another entity.
        case_sensitive: only the given case counts.
        context_words: words that make the brand likelier nearby; evidence, never a gate.
    """

    key: str
    name: str
    kind: BrandKind = BrandKind.COMPETITOR
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    ambiguous: bool = False
    case_sensitive: bool = False
    context_words: tuple[str, ...] = ()


class MentionKind(StrEnum):
    """Where an occurrence stands; only a name, or a domain written as text, counts as a mention.

    An occurrence of "other_meaning" is a common word, a person, a place or another company.
    """

    NAME = "name"
    DOMAIN = "domain"
    URL = "url"
    EMAIL_OR_HANDLE = "email_or_handle"
    CODE = "code"
    CITATION_TITLE = "citation_title"
    OTHER_MEANING = "other_meaning"


COUNTED_KINDS = frozenset({MentionKind.NAME, MentionKind.DOMAIN})


class Polarity(StrEnum):
    """How a mention is put: negated ("avoid X"), contrasted ("unlike X"), or said to be unknown."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    CONTRASTED = "contrasted"
    ABSENT = "absent"


class Place(StrEnum):
    """The kind of line on which a mention stands."""

    PROSE = "prose"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a brand.

    Attributes:
        alias: the alias, name or domain that matched, as the user wrote it.
        start, end: code-point offsets into the answer's text; text[start:end] is the surface.
        confidence: from 0 to 1, that the brand is meant; a score of evidence, not a frequency.
        reasons: the evidence in short words, such as "exact_case"; for the eye of a person.
        sentence_start, sentence_end: the sentence, item or cell around it.
    """

    brand: str
    alias: str
    start: int
    end: int
    kind: MentionKind
    polarity: Polarity
    confidence: float
    reasons: tuple[str, ...]
    place: Place
    sentence_start: int
    sentence_end: int

    @property
    def counts(self) -> bool:
        """Whether it is a mention: a name or domain, and not a statement that nothing is known."""
        return self.kind in COUNTED_KINDS and self.polarity is not Polarity.ABSENT


class Sentiment(StrEnum):
    """How an answer speaks of a brand; mixed is explicit praise with explicit criticism."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one answer says of one brand.

    Attributes:
        brand: the brand's key.
        mentioned: whether at least one mention counts.
        count: mentions that count.
        absent_count: statements that nothing is known or found of the brand; they do not count.
        order: 1 for the brand that is named first; None when it is not mentioned.
        rank: the ordinal that the answer gives the brand in a ranked list; None without one.
        sentiment: None when it is not mentioned.
        sentiment_score: from -1 (only criticism) to 1 (only praise), 0 without either; None when it
            is not mentioned.
        sentiment_cues: the words that speak for or against, each with its sign ("+reliable").
        recommended: whether the answer puts the brand forward as something to choose.
    """

    brand: str
    mentioned: bool
    count: int
    absent_count: int
    order: int | None
    rank: int | None
    sentiment: Sentiment | None
    sentiment_score: float | None
    sentiment_cues: tuple[str, ...]
    recommended: bool


def not_mentioned(brand: str, *, absent_count: int = 0) -> Finding:
    """The finding for a brand that the answer does not mention."""
    return Finding(
        brand=brand,
        mentioned=False,
        count=0,
        absent_count=absent_count,
        order=None,
        rank=None,
        sentiment=None,
        sentiment_score=None,
        sentiment_cues=(),
        recommended=False,
    )


class CitationOrigin(StrEnum):
    """Who says that the URL is a source: the provider's list, or only the text."""

    PROVIDER = "provider"
    TEXT = "text"


class OwnerKind(StrEnum):
    """Whose page a cited URL is."""

    OWN = "own"
    COMPETITOR = "competitor"
    THIRD_PARTY = "third_party"


class SourceType(StrEnum):
    """What kind of site a cited URL is on."""

    NEWS = "news"
    FORUM = "forum"
    REVIEW = "review"
    REFERENCE = "reference"
    GOVERNMENT = "government"
    ACADEMIC = "academic"
    SOCIAL = "social"
    VIDEO = "video"
    ECOMMERCE = "ecommerce"
    DOCUMENTATION = "documentation"
    BLOG = "blog"
    CORPORATE = "corporate"


class PageType(StrEnum):
    """What kind of page a cited URL is, as far as its address and title tell."""

    HOME = "home"
    LISTICLE = "listicle"
    COMPARISON = "comparison"
    PRODUCT = "product"
    HOW_TO = "how_to"
    DISCUSSION = "discussion"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A URL that the answer cites.

    Attributes:
        url: as it stands in the answer.
        url_key: a comparison key: the same for spellings of one page; not an address to fetch.
        domain: the registrable domain; None for an IP address or an unknown host.
        owner: the key of the brand that owns the host; None for a third party.
        source_type, page_type: None where no rule tells.
        engine: the answer engine that the URL names as its sender (utm_source); None without one.
        cited_at: the offsets at which the text cites it, by link or by a marker such as "[2]".
    """

    url: str
    url_key: str
    domain: str | None
    title: str | None
    start: int | None
    end: int | None
    origin: CitationOrigin
    owner: str | None
    owner_kind: OwnerKind
    source_type: SourceType | None
    page_type: PageType | None
    engine: str | None
    cited_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the analyzer finds in one answer: one finding for each brand, mentioned or not.

    Attributes:
        dangling_markers: markers such as "[9]" that point beyond the list of sources.
    """

    findings: tuple[Finding, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[FoundCitation, ...]
    dangling_markers: int
