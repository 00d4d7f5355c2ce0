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
    """Where an occurrence stands; only a name, or a domain written as text, counts as a mention."""

    NAME = "name"
    DOMAIN = "domain"
    URL = "url"
    EMAIL_OR_HANDLE = "email_or_handle"
    CODE = "code"
    CITATION_TITLE = "citation_title"


COUNTED_KINDS = frozenset({MentionKind.NAME, MentionKind.DOMAIN})


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a brand.

    Attributes:
        alias: the alias, name or domain that matched, as the user wrote it.
        start, end: code-point offsets into the answer's text; text[start:end] is the surface.
    """

    brand: str
    alias: str
    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Finding:
    """What one answer says of one brand.

    Attributes:
        brand: the brand's key.
        mentioned: whether at least one mention counts.
        count: mentions that count.
        order: 1 for the brand that is named first; None when it is not mentioned.
        rank: the ordinal that the answer gives the brand in a ranked list; None without one.
    """

    brand: str
    mentioned: bool
    count: int
    order: int | None
    rank: int | None


class CitationOrigin(StrEnum):
    """Who says that the URL is a source: the provider's list, or only the text."""

    PROVIDER = "provider"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A URL that the answer cites.

    Attributes:
        url: as it stands in the answer.
        url_key: a comparison key: the same for spellings of one page; not an address to fetch.
        domain: the registrable domain; None for an IP address or an unknown host.
        owner: the key of the brand that owns the host; None for a third party.
    """

    url: str
    url_key: str
    domain: str | None
    title: str | None
    start: int | None
    end: int | None
    origin: CitationOrigin
    owner: str | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the analyzer finds in one answer: one finding for each brand, mentioned or not."""

    findings: tuple[Finding, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[FoundCitation, ...]
