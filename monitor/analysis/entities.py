"""Weighs the words around a name that make it a person, a place or a thing of another kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.folding import fold_word
from monitor.analysis.nearby import Nearby
from monitor.analysis.scales import Scales
from monitor.analysis.word_lists import all_words, is_frequent_word, read_words

ENTITY_REASONS = frozenset(
    {
        *("person_title", "person_name", "person_role"),
        *("thing_of", "dwelling", "region", "apposition", "other_trade", "located"),
    }
)
"""Reasons that show which other thing is meant, so that the bare name may mean it later too."""

_ENGLISH = frozenset({"en", None})
_LOCATED = ("daki", "deki", "taki", "teki")  # Turkish: that is in
_ENDING = re.compile(r"['\u2019]\w{1,4}")
_APOSTROPHES = frozenset("'\u2019")
_TITLES_IN_SMALL = frozenset({"de", "pt", "es", "fr", "tr"})
_ARTICLES = frozenset({"la", "the", "a", "die", "o", "le", "antik"})  # of an apposition
_BEFORE_SURNAMES = frozenset({"von", "van", "de", "da", "do", "dos", "bin", "ibn"})
_SURNAME = re.compile(r"\s+(?:von|van|de|da|do|dos|bin|ibn)\s+[A-Z]")
_PARTICLE = re.compile(
    r"\s+(?:von|van|de|der|den|da|di|dos|bin|ibn|zu|the|o|el|le|I{1,3}|IV)\s+[A-Z]"
)
_SURNAME_INITIAL = re.compile(r"\s[A-Z]\.(?=[\s,;:)]|\Z)")
_REGION = re.compile(
    r"(?:\s*\(|,\s+)(?:(?:na|no|em|en|in|au|aux|dans|la|the|im)\s+)?([^\W\d_]+)", re.IGNORECASE
)
_LOCATIVE = re.compile(r"['\u2019][dt][ae]\b")
_WITHIN = re.compile(r",\s+(?:na|no|en|in|dans)\s")
_APPOSITION = re.compile(
    r",?\s+(?:(?:la|the|a|die|o|le|antik)\s+)?([^\W\d_]+)(?=\s*[,.;:)]|['\u2019\s]|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of other things, folded.

    Attributes:
        appositions: what may follow a place and tells of which kind it is.
        around_appositions: these and the articles before them.
    """

    first_names: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    companies: frozenset[str]
    products: frozenset[str]
    links: frozenset[str]
    things: frozenset[str]
    inside: frozenset[str]
    dwelling: frozenset[str]
    regions: frozenset[str]
    appositions: frozenset[str]
    around_appositions: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Places:
    """The words of one language that stand before places and before companies."""

    dealing: frozenset[str]
    verbs: frozenset[str]
    prepositions: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists, names = read_words("entity_words.txt"), read_words("first_names.txt")
    return _Words(
        first_names=names["names"],
        titles=names["titles"],
        roles=lists["roles"],
        companies=lists["company prefixes"],
        products=read_words("evidence_words.txt")["product nouns"],
        links=lists["links"],
        things=lists["things"],
        inside=lists["inside"],
        dwelling=lists["dwelling"],
        regions=lists["regions"],
        appositions=lists["appositions"],
        around_appositions=lists["appositions"] | _ARTICLES,
    )


@lru_cache(maxsize=16)
def _places_of(language: str | None) -> _Places:
    """The words of a language; those of English where we have none."""
    lists = read_words("entity_words.txt")
    known = language if f"{language} dealing" in lists else "en"
    return _Places(
        dealing=lists[f"{known} dealing"],
        verbs=lists[f"{known} place verbs"],
        prepositions=lists[f"{known} place prepositions"],
    )


def weigh_entities(scales: Scales, near: Nearby, *, lean: float) -> None:
    """Add what speaks for another thing of that name; `lean` is that of the answer."""
    words = _words()
    _weigh_person(scales, near, words, lean=lean)
    _weigh_place(scales, near, words)
    if near.before:
        _weigh_where(scales, near, words)
        if near.language == "tr" and near.before[0].endswith(_LOCATED):
            scales.add(-2, "located")
    if not near.facts.is_town:
        return
    if near.language == "tr" and _LOCATIVE.match(near.text, near.end):
        scales.add(-2, "place_preposition")
    elif near.before:
        one = near.folded[0]
        into = one in words.inside and near.before[0].lower() != "a"
        if into or (one == "a" and near.language == "es"):
            scales.add(-1.5, "place_preposition")
        elif one in words.dwelling:
            scales.add(-2, "dwelling")


def _weigh_person(scales: Scales, near: Nearby, words: _Words, *, lean: float) -> None:
    if near.before:
        _weigh_word_before(scales, near, words, lean=lean)
    if not near.facts.is_first_name:
        may_follow = near.after_folded in _BEFORE_SURNAMES if near.after else near.mark.isspace()
        if lean <= 0 and may_follow and _SURNAME.match(near.text, near.end):
            scales.add(-1.5, "person_name")
        return
    if _PARTICLE.match(near.text, near.end) or _SURNAME_INITIAL.match(near.text, near.end):
        scales.add(-4, "person_name")
    elif near.after.istitle() and near.after_folded not in words.products:
        scales.add(-1 if near.language == "de" else -3, "person_name")


def _weigh_word_before(scales: Scales, near: Nearby, words: _Words, *, lean: float) -> None:
    """What a title, a role, a first name or a surname says directly before the name."""
    before, folded = near.before[0], near.folded[0].rstrip(".")
    capital = before[:1].isupper()
    if folded in words.titles and (capital or near.language in _TITLES_IN_SMALL):
        scales.add(-5 if capital else -3, "person_title")
    elif folded in words.roles:
        scales.add(-4, "person_role")
    elif (
        _is_initial(before)
        or folded == "jr"
        or (
            capital
            and folded.partition("-")[0] in words.first_names
            and not _may_be_word(folded, near)
        )
    ):
        scales.add(-4, "person_name")
    elif _is_odd_capital(before, folded, near, words, lean=lean):
        scales.add(-1.5, "name_before")


def _is_initial(word: str) -> bool:
    """Whether the word is a capital with a full stop: "H. G. Wells"."""
    return len(word) == 2 and word[1] == "." and "A" <= word[0] <= "Z"


def _may_be_word(folded: str, near: Nearby) -> bool:
    """Whether a first name at the start of a sentence is also a common word ("Will", "Ben")."""
    if near.first_at != 1:
        return False
    small = read_words("small_words.txt").get(near.language or "", frozenset())
    return folded in small or is_frequent_word(folded)


def _is_odd_capital(before: str, folded: str, near: Nearby, words: _Words, *, lean: float) -> bool:
    """Whether an unknown capitalized word stands before the name."""
    # German writes every noun with a capital.
    if not before.istitle() or near.language == "de" or near.follows_brand:
        return False
    if folded in words.companies:
        return False
    if near.first_at != 1:
        return True
    return lean < 0 and folded not in _small_words()


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    lists = ("frequent_words.txt", "verbs.txt", "small_words.txt")
    return frozenset().union(*map(all_words, lists))


def _weigh_place(scales: Scales, near: Nearby, words: _Words) -> None:
    if near.folded:
        _weigh_thing(scales, near, words)
    text, end = near.text, near.end
    ending = _ENDING.match(text, end) if near.mark in _APOSTROPHES else None
    if ending is not None:
        end = ending.end()
    elif near.after and near.after_folded not in words.around_appositions:
        return  # no region and no apposition can begin with this word
    if end == len(text) or not (text[end] in ",(" or text[end].isspace()):
        return
    region = _REGION.match(text, end)
    if region and region[1][0].isupper():
        if fold_word(region[1]) in words.regions:
            scales.add(-4, "region")
            return
        if near.before and _WITHIN.match(text, end):
            scales.add(-1, "region_like")
    beside = _APPOSITION.match(text, end)
    if (
        beside
        and (beside[1].islower() or near.language == "tr")
        and fold_word(beside[1]) in words.appositions
    ):
        scales.add(-3, "apposition")


def _weigh_thing(scales: Scales, near: Nearby, words: _Words) -> None:
    """What "the battle of", "the street" or "lives in" says before the name."""
    one = near.folded[0]
    if one in words.links:
        two, three = (*near.folded[1:], "", "")[:2]
        thing = three if two in words.links else two
        if thing in words.things:
            scales.add(-3, "thing_of")
    elif one in words.things:
        scales.add(-2.5, "thing_of")
    if one in words.inside and len(near.folded) > 1 and near.folded[1] in words.dwelling:
        scales.add(-4, "dwelling")


def _weigh_where(scales: Scales, near: Nearby, words: _Words) -> None:
    """What the preposition or verb directly before says; none speaks for long words of trade."""
    places = _places_of(near.language)
    one = near.folded[0]
    if one in places.dealing:
        scales.add(0.5, "dealing")
    elif near.after_folded in words.products:
        return
    elif one in places.verbs:
        scales.add(-1.5, "place_verb")
    elif one in places.prepositions:
        scales.add(-1, "inside_it")
    elif one == "the" and near.language in _ENGLISH and not near.after[:1].isupper():
        scales.add(-0.5, "the_name")


@lru_cache(maxsize=1)
def people_words() -> frozenset[str]:
    """First names, titles and roles, folded."""
    names = read_words("first_names.txt")
    return names["names"] | names["titles"] | read_words("entity_words.txt")["roles"]


@lru_cache(maxsize=1)
def article_words() -> frozenset[str]:
    """Articles and possessives of all languages, folded."""
    words = read_words("evidence_words.txt")
    kinds = (
        *("articles", "english articles", "definite", "possessives"),
        *("german articles", "german indefinite"),
    )
    return frozenset().union(*(words[kind] for kind in kinds))
