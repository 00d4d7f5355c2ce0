"""Weighs the words directly before and after a name for and against the brand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.analysis.folding import fold_word
from monitor.analysis.grammar import grammar_of
from monitor.analysis.nearby import Nearby
from monitor.analysis.word_lists import all_words, is_common_word, is_frequent_word, read_words

ARTICLE_REASONS = frozenset(
    {"possessed", "german_article", "indefinite", "adjective", "thing_with_of"}
)
"""Reasons of a word before that names of companies seldom have."""

_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_GENITIVE = re.compile(r"(?:\*\*|__)?s [A-Z]")
_PREFIX = re.compile(r"([^\W\d_]+)-\Z")
_PREFIXES = frozenset({"non", "ex", "anti", "pre", "post", "pro", "pseudo", "nicht", "sans"})
_MAX_PREFIX = 24
_TRADEMARKS = ("®", "™")
_ASIDE = (",", "!")
_COMPOUND = re.compile(
    r"-(?:shaped|sized|colou?red|free|clad|bound|lined|wide|deep|fed|eating|scented|flavou?red)\b"
)
_UNIT = re.compile(r"\s?(?:[%°€$]|[.,]\d)")
_ADJECTIVE_ENDS = ("e", "en", "er", "es", "em")
_OF = {
    "en": ("of",),
    "fr": ("de", "du", "des", "d"),
    "es": ("de", "del"),
    "pt": ("de", "do", "da", "dos", "das"),
    "de": ("von", "vom", "der", "des"),
}
# Languages in which names of companies seldom have an article.
_BARE_NAMES = frozenset({"es", "fr"})
_DEFINITE = {"es": ("el", "la", "los", "las"), "fr": ("le", "la", "les")}
_FOREIGN = frozenset({"mi", "mis", "ton", "mes", "ma", "ta", "mon"})
_ENGLISH = frozenset({"en", None})
_MIN_VERB = 4


def neighbor_weights(near: Nearby) -> Iterator[tuple[float, str]]:
    """The weights with a word for each."""
    weekdays = read_words("common_words.txt")["weekdays"]
    if near.alias in weekdays or near.alias in grammar_of(near.language).days:
        yield from _day(near)
    if near.after.islower():
        yield from _verb(near)
    yield from _noun(near)
    yield from _form(near)
    if near.before:
        yield from _article(near)


def _day(near: Nearby) -> Iterator[tuple[float, str]]:
    words = _words()
    before = near.folded[0] if near.folded else ""
    yield -1, "weekday"
    if before in words["day prepositions"] | words["articles"] | words["english articles"]:
        yield -4, "preposition"
    elif near.after_folded in words["day followers"]:
        yield -3, "time_of_day"


def _verb(near: Nearby) -> Iterator[tuple[float, str]]:
    after = near.after_folded
    verbs = read_words("verbs.txt")
    grammar = grammar_of(near.language)
    if after in grammar.twofold:
        yield (0.5 if near.opening else 0), "twofold"
    elif after in verbs["strong"] or (near.language == "de" and _is_german_verb(after)):
        yield (1.5 if near.opening else 0.5), "subject"
    elif after in verbs["weak"]:
        adverb = after in grammar.adverbs  # which may as well follow a verb in the imperative
        yield (0.5 if near.opening and not adverb else 0), "weak_subject"
    elif near.opening and grammar.is_verb(near.after, after) and near.after not in grammar.objects:
        yield 1, "subject"
    elif near.opening and near.alias in all_words("small_words.txt"):
        words = _words()
        articles = words["articles"] | words["english articles"] | words["possessives"]
        yield (-3 if after in articles else -1), "small_word"


def _is_a_word(alias: str) -> bool:
    return is_common_word(alias) or is_frequent_word(alias)


def _is_german_verb(folded: str) -> bool:
    """Whether a word in small letters after a name has the ending of a verb."""
    if len(folded) <= _MIN_VERB or not folded.endswith("t"):
        return False
    return folded not in all_words("small_words.txt") and not is_frequent_word(folded)


def _noun(near: Nearby) -> Iterator[tuple[float, str]]:
    words = _words()
    after = near.after_folded
    if after in words["company suffixes"] and not near.after.islower():
        yield 3, "company_suffix"
    elif after in words["product nouns"]:
        yield 1, "product_noun"
    elif near.language == "de" and _GENITIVE.match(near.text, near.end):
        yield 1, "possessive"
    elif _POSSESSIVE.match(near.text, near.end):
        yield 0.5, "possessive"
    elif near.after[:1].isupper() and after in words["other trades"] and not near.hint_follows:
        yield -4, "other_trade"


def _form(near: Nearby) -> Iterator[tuple[float, str]]:
    if near.text.startswith(_TRADEMARKS, near.end):
        yield 3, "trademark"
    if near.alias.isdigit() and _UNIT.match(near.text, near.end):
        yield -5, "number"
    if near.split and _begins_with_first_name(near.text[near.start : near.end]):
        yield -3, "person_name"
    following = near.text[near.end : near.end + 1]
    if near.opening and following in _ASIDE and near.alias in _words()["openers"]:
        yield -3, "interjection"
    if following == "-" and _COMPOUND.match(near.text, near.end) and _is_a_word(near.alias):
        yield -3, "compound"
    if near.text[near.start - 1 : near.start] == "-" and _is_a_word(near.alias):
        prefix = _PREFIX.search(near.text, max(0, near.start - _MAX_PREFIX), near.start)
        if prefix and prefix[1].lower() not in _PREFIXES:
            yield -3, "compound"
    if near.language == "ja" and near.text[near.end : near.end + 1] in ("的", "な"):
        yield -3, "adjective"


def _begins_with_first_name(surface: str) -> bool:
    """Whether the first of several words is a first name: "Robin Hood"."""
    first, _, rest = surface.partition(" ")
    return bool(rest) and fold_word(first) in read_words("first_names.txt")["names"]


def _article(near: Nearby) -> Iterator[tuple[float, str]]:
    words = _words()
    before = near.folded[0]
    bare = not near.text.startswith("-", near.end)
    if before in words["possessives"] and (near.language != "en" or before not in _FOREIGN):
        if near.after[:1].isupper() and near.language != "de":
            yield -1, "article"
        else:
            yield -2.5, "possessed"
    elif before in words["articles"] or (
        near.language in _ENGLISH and before in words["english articles"]
    ):
        yield -1, "article"
    elif near.language in _BARE_NAMES and before in _DEFINITE[near.language or ""]:
        yield -0.75, "the_name"
    elif near.language != "de" or not bare:
        return
    elif before in words["german articles"]:
        yield -1.25, "german_article"
    elif before in words["german indefinite"]:
        yield -2, "indefinite"
    elif (
        near.before[0].islower()
        and before.endswith(_ADJECTIVE_ENDS)
        and any(
            word in words["german articles"] | words["german indefinite"]
            for word in near.folded[1:2]
        )
    ):
        yield -2.5, "adjective"
    if before in _words()["all articles"] and near.after_folded in _OF.get(
        near.language or "en", ()
    ):
        name = near.text[near.end + len(near.after) + 2 : near.end + len(near.after) + 3].isupper()
        yield (-0.5 if name else -2), "thing_with_of"


def _words() -> dict[str, frozenset[str]]:
    return read_words("evidence_words.txt")
