"""Suggests aliases under which a brand is not found yet, and tells which aliases are ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.analysis.analyze import Analyzer
from monitor.analysis.folding import fold_text
from monitor.analysis.urls import registrable_domain
from monitor.analysis.variants import squeeze
from monitor.analysis.word_lists import all_words
from monitor.domain.findings import Brand

_LAST = re.compile(
    r"[ ,]+(?:GmbH & Co\.? ?KG|GmbH|AG|SE|KG|e\.K\.|Incorporated|Inc\.?|Corporation|Corp\.?"
    r"|Company|L\.?L\.?C\.?|Limited|(?:(?:Co|Pty|Pvt)\.?,? )?Ltd\.?|Co\.|P\.?L\.?C\.?|plc|LLP"
    r"|L\.P\.|Pty|S\.?A\.? de C\.?V\.?|S\.?A\.?S\.?|S\.?/?A\.?|S\.?L\.?U?\.?|S\.à ?r\.l\.|SARL"
    r"|S\.?r\.?l\.?|S\.?p\.?A\.?|(?:Ltda|LTDA|Lda)\.?|EIRELI|B\.?V\.?|N\.?V\.?|A/S|ApS|AB|ASA|AS|Oyj?"
    r"|Sp\. z o\.o\.|A\.Ş\.|Ltd\. Şti\.|K\.?K\.)\Z"
    r"|(?:株式会社|有限会社|合同会社|\(株\)|(?:股份|责任)?有限公司)\Z"
)
_FIRST = re.compile(r"\A(?:株式会社|有限会社|合同会社|\(株\))\s*")
_FORMS_BY_SUFFIX = {
    "de": ("GmbH", "AG"),
    "at": ("GmbH", "AG"),
    "ch": ("AG", "SA"),
    "br": ("Ltda", "S.A."),
    "pt": ("Lda", "S.A."),
    "es": ("S.L.", "S.A."),
    "mx": ("S.A. de C.V.",),
    "fr": ("SAS", "S.A."),
    "it": ("S.r.l.", "S.p.A."),
    "nl": ("B.V.", "N.V."),
    "tr": ("A.Ş.",),
    "uk": ("Ltd", "PLC"),
}
_USUAL_FORMS = ("Inc.", "Ltd")
_AND = re.compile(r" (?:&|and|und|e|y|et|en|ve) ", re.IGNORECASE)
_ANDS = ("&", "and", "und", "e", "y", "et")
_IN_PARENTHESES = re.compile(r"\A(?P<long>[^()]+?)\s*\((?P<short>[^()]{2,40})\)\Z")
_MIN_LETTERS = 3
_FIRST_IDEOGRAPHIC = "\u2e80"  # from here on two characters make a name


class SuggestionReason(StrEnum):
    """Why an alias is suggested."""

    WITHOUT_LEGAL_FORM = "without_legal_form"
    WITH_LEGAL_FORM = "with_legal_form"
    DOMAIN = "domain"
    OTHER_AND = "other_and"
    PARENTHESES = "parentheses"


@dataclass(frozen=True, slots=True)
class AliasSuggestion:
    """A text that means the brand, and in which the brand is not found without it."""

    brand: str
    alias: str
    reason: SuggestionReason


class AmbiguityReason(StrEnum):
    """Why an alias may mean something else."""

    COMMON_WORD = "common_word"
    UNDER_THREE_LETTERS = "under_three_letters"


@dataclass(frozen=True, slots=True)
class AmbiguousAlias:
    """A name or alias of a brand that is not marked as ambiguous, and may mean something else."""

    brand: str
    alias: str
    reason: AmbiguityReason


def suggest_aliases(brands: Sequence[Brand]) -> tuple[AliasSuggestion, ...]:
    """What to add, in the order of the brands; nothing in which a brand is found already.

    >>> [s.alias for s in suggest_aliases([Brand("ibm", "International Machines (IBM)")])]
    ['International Machines', 'IBM']
    """
    suggestions: list[AliasSuggestion] = []
    all_brands = Analyzer(brands)
    for brand in brands:
        known = {squeeze(fold_text(name)) for name in (brand.name, *brand.aliases)}
        for alias, reason in _candidates(brand):
            # Other case, accents, spaces and hyphens are found already, so they drop out here.
            folded = squeeze(fold_text(alias))
            if not folded or folded in known or all_brands.names_a_brand(alias):
                continue
            known.add(folded)
            if not _is_found(alias, [s.alias for s in suggestions if s.brand == brand.key]):
                suggestions.append(AliasSuggestion(brand.key, alias, reason))
    return tuple(suggestions)


def _is_found(alias: str, others: Sequence[str]) -> bool:
    """Whether one of the aliases suggested before finds this one too."""
    return bool(others) and Analyzer([Brand("x", others[0], aliases=tuple(others))]).names_a_brand(
        alias
    )


def _candidates(brand: Brand) -> Iterator[tuple[str, SuggestionReason]]:
    names = tuple(dict.fromkeys((brand.name, *brand.aliases)))
    for name in names:
        plain = without_legal_form(name)
        parted = _IN_PARENTHESES.fullmatch(plain)
        if parted is not None:
            yield parted["long"], SuggestionReason.PARENTHESES
            yield parted["short"].strip(), SuggestionReason.PARENTHESES
        if plain != name:
            yield plain, SuggestionReason.WITHOUT_LEGAL_FORM
        joined = _AND.search(plain)
        for word in _ANDS if joined else ():
            yield _AND.sub(f" {word} ", plain), SuggestionReason.OTHER_AND
    for domain in brand.domains:
        yield domain, SuggestionReason.DOMAIN
        yield _name_in(domain), SuggestionReason.DOMAIN
    plain = without_legal_form(brand.name)
    if brand.ambiguous or _ambiguity(plain) is not None:
        # Elsewhere the name inside of the longer form is found already.
        for form in _forms_of(brand):
            yield f"{plain} {form}", SuggestionReason.WITH_LEGAL_FORM
        if max(plain) >= _FIRST_IDEOGRAPHIC or _ends_with(brand, "jp"):
            yield f"株式会社{plain}", SuggestionReason.WITH_LEGAL_FORM


def without_legal_form(name: str) -> str:
    """The name without what tells the form of the company.

    >>> without_legal_form("Acme GmbH & Co. KG"), without_legal_form("株式会社アクメ")
    ('Acme', 'アクメ')
    """
    return _LAST.sub("", _FIRST.sub("", name.strip())).rstrip(" ,") or name


def _name_in(domain: str) -> str:
    """The registered word of a domain, with a capital: "Acme" of "www.acme.co.uk"."""
    stem = (registrable_domain(domain) or "").partition(".")[0]
    return stem.capitalize() if len(stem) >= _MIN_LETTERS else ""


def _forms_of(brand: Brand) -> tuple[str, ...]:
    for suffix, forms in _FORMS_BY_SUFFIX.items():
        if _ends_with(brand, suffix):
            return forms
    return _USUAL_FORMS


def _ends_with(brand: Brand, suffix: str) -> bool:
    return any(domain.endswith(f".{suffix}") for domain in brand.domains)


def ambiguous_aliases(brands: Sequence[Brand]) -> tuple[AmbiguousAlias, ...]:
    """Names and aliases that are common words or very short, of brands not marked as ambiguous."""
    return tuple(
        AmbiguousAlias(brand.key, alias, reason)
        for brand in brands
        if not brand.ambiguous
        for alias in dict.fromkeys((brand.name, *brand.aliases))
        if (reason := _ambiguity(alias)) is not None
    )


def _ambiguity(alias: str) -> AmbiguityReason | None:
    folded = squeeze(fold_text(alias))
    if len(folded) < _MIN_LETTERS and max(folded, default="") < _FIRST_IDEOGRAPHIC:
        return AmbiguityReason.UNDER_THREE_LETTERS
    word = fold_text(alias).strip()
    if word in all_words("frequent_words.txt") or word in all_words("common_words.txt"):
        return AmbiguityReason.COMMON_WORD
    return None
