"""Weighs the words around a name that make it a person, a place or a thing of another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.analysis.folding import fold_word
from monitor.analysis.nearby import Nearby
from monitor.analysis.word_lists import all_words, is_city, is_frequent_word, read_words

ENTITY_REASONS = frozenset(
    {
        *("person_title", "person_name", "person_role"),
        *("thing_of", "dwelling", "region", "apposition", "other_trade", "located"),
    }
)
"""Reasons that show which other thing is meant, so that the bare name may mean it later too."""

_LOCATED = ("daki", "deki", "taki", "teki")  # Turkish: that is in
_ENDING = re.compile(r"['\u2019]\w{1,4}")
_INITIAL = re.compile(r"[A-Z]\.")
_SURNAME = re.compile(r"\s+(?:von|van|de|da|do|dos|bin|ibn)\s+[A-Z]")
_PARTICLE = re.compile(
    r"\s+(?:von|van|de|der|den|da|di|dos|bin|ibn|zu|the|o|el|le|I{1,3}|IV)\s+[A-Z]"
)
_REGION = re.compile(
    r"(?:\s*\(|,\s+)(?:(?:na|no|em|en|in|au|aux|dans|la|the|im)\s+)?([^\W\d_]+)", re.IGNORECASE
)
_LOCATIVE = re.compile(r"['\u2019][dt][ae]\b")
_WITHIN = re.compile(r",\s+(?:na|no|en|in|dans)\s")
_APPOSITION = re.compile(
    r",?\s+(?:(?:la|the|a|die|o|le|antik)\s+)?([^\W\d_]+)(?=\s*[,.;:)]|['\u2019\s]|\Z)",
    re.IGNORECASE,
)


def entity_weights(near: Nearby, *, lean: float) -> Iterator[tuple[float, str]]:
    """What speaks for another thing of that name; `lean` is that of the answer."""
    yield from _person(near, lean=lean)
    yield from _place(near)
    yield from _where(near)
    if near.language == "tr" and near.before and near.before[0].endswith(_LOCATED):
        yield -2, "located"
    if near.alias not in read_words("common_words.txt")["places"] and not is_city(near.alias):
        return
    if near.language == "tr" and _LOCATIVE.match(near.text, near.end):
        yield -2, "place_preposition"
    elif near.before:
        lists = read_words("entity_words.txt")
        one = near.folded[0]
        into = one in lists["inside"] and near.before[0].lower() != "a"
        if into or (one == "a" and near.language == "es"):
            yield -1.5, "place_preposition"
        elif one in lists["dwelling"]:
            yield -2, "dwelling"


def _person(near: Nearby, *, lean: float) -> Iterator[tuple[float, str]]:
    names = read_words("first_names.txt")
    before = near.before[0] if near.before else ""
    folded = near.folded[0].rstrip(".") if near.folded else ""
    capital = before[:1].isupper()
    if folded in names["titles"] and (capital or near.language in {"de", "pt", "es", "fr", "tr"}):
        yield (-5 if capital else -3), "person_title"
    elif folded in read_words("entity_words.txt")["roles"]:
        yield -4, "person_role"
    elif (
        _INITIAL.fullmatch(before)
        or folded == "jr"
        or (
            capital
            and folded.partition("-")[0] in names["names"]
            and not _may_be_word(folded, near)
        )
    ):
        yield -4, "person_name"
    elif _is_odd_capital(before, folded, near, lean=lean):
        yield -1.5, "name_before"
    if near.alias not in names["names"]:
        if lean <= 0 and _SURNAME.match(near.text, near.end):
            yield -1.5, "person_name"
        return
    if _PARTICLE.match(near.text, near.end):
        yield -4, "person_name"
    elif near.after.istitle() and not _is_trade_word(near.after_folded):
        yield (-1 if near.language == "de" else -3), "person_name"


def _may_be_word(folded: str, near: Nearby) -> bool:
    """Whether a first name at the start of a sentence is also a common word ("Will", "Ben")."""
    if near.first_at != 1:
        return False
    small = read_words("small_words.txt").get(near.language or "", frozenset())
    return folded in small or is_frequent_word(folded)


def _is_odd_capital(before: str, folded: str, near: Nearby, *, lean: float) -> bool:
    """Whether an unknown capitalized word stands before the name."""
    # German writes every noun with a capital.
    if not before.istitle() or near.language == "de" or near.follows_brand:
        return False
    if folded in read_words("entity_words.txt")["company prefixes"]:
        return False
    if near.first_at != 1:
        return True
    return lean < 0 and folded not in _small_words()


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    lists = ("frequent_words.txt", "verbs.txt", "small_words.txt")
    return frozenset().union(*map(all_words, lists))


def _is_trade_word(folded: str) -> bool:
    return folded in read_words("evidence_words.txt")["product nouns"]


def _place(near: Nearby) -> Iterator[tuple[float, str]]:
    lists = read_words("entity_words.txt")
    if near.folded:
        one, two, three = (*near.folded, "", "")[:3]
        if one in lists["links"]:
            thing = three if two in lists["links"] else two
            if thing in lists["things"]:
                yield -3, "thing_of"
        elif one in lists["things"]:
            yield -2.5, "thing_of"
        if one in lists["inside"] and two in lists["dwelling"]:
            yield -4, "dwelling"
    ending = _ENDING.match(near.text, near.end)
    end = ending.end() if ending else near.end
    region = _REGION.match(near.text, end)
    if region and region[1][0].isupper():
        if fold_word(region[1]) in lists["regions"]:
            yield -4, "region"
            return
        if near.before and _WITHIN.match(near.text, end):
            yield -1, "region_like"
    beside = _APPOSITION.match(near.text, end)
    if (
        beside
        and (beside[1].islower() or near.language == "tr")
        and fold_word(beside[1]) in lists["appositions"]
    ):
        yield -3, "apposition"


def _where(near: Nearby) -> Iterator[tuple[float, str]]:
    """What the preposition or verb directly before says; none speaks for long words of trade."""
    lists = read_words("entity_words.txt")
    language = near.language if f"{near.language} dealing" in lists else "en"
    if not near.folded:
        return
    one = near.folded[0]
    if one in lists[f"{language} dealing"]:
        yield 0.5, "dealing"
    elif _is_trade_word(near.after_folded):
        return
    elif one in lists[f"{language} place verbs"]:
        yield -1.5, "place_verb"
    elif one in lists[f"{language} place prepositions"]:
        yield -1, "inside_it"
    elif one == "the" and near.language in {"en", None} and not near.after[:1].isupper():
        yield -0.5, "the_name"


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
