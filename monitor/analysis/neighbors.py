"""Weighs the words directly before and after a name for and against the brand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.folding import fold_word
from monitor.analysis.grammar import grammar_of
from monitor.analysis.nearby import Nearby
from monitor.analysis.scales import Scales
from monitor.analysis.word_lists import all_words, is_frequent_word, read_words

ARTICLE_REASONS = frozenset(
    {"possessed", "german_article", "indefinite", "adjective", "thing_with_of"}
)
"""Reasons of a word before that names of companies seldom have."""

_APOSTROPHES = frozenset("'\u2019")
_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_GENITIVE = re.compile(r"(?:\*\*|__)?s [A-Z]")
_HYPHENS = frozenset("-\u2010\u2011")
_PREFIX = re.compile(r"([^\W\d_]+)[-\u2010\u2011]\Z")
_PREFIXES = frozenset({"non", "ex", "anti", "pre", "post", "pro", "pseudo", "nicht", "sans"})
_MAX_PREFIX = 24
_TRADEMARKS = frozenset("®™")
_ASIDE = frozenset(",!")
_JAPANESE_ADJECTIVE = frozenset("的な")
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


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of neighbors, folded.

    Attributes:
        determiners: all words that may divide a name from its sentence, of all languages.
    """

    verbs: frozenset[str]
    weak_verbs: frozenset[str]
    objects: frozenset[str]
    before_days: frozenset[str]
    after_days: frozenset[str]
    companies: frozenset[str]
    products: frozenset[str]
    other_trades: frozenset[str]
    possessives: frozenset[str]
    articles: frozenset[str]
    english_articles: frozenset[str]
    german_articles: frozenset[str]
    german_indefinite: frozenset[str]
    german_determiners: frozenset[str]
    all_articles: frozenset[str]
    determiners: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists, verbs = read_words("evidence_words.txt"), read_words("verbs.txt")
    articles = lists["articles"] | lists["english articles"]
    german = lists["german articles"] | lists["german indefinite"]
    return _Words(
        verbs=verbs["strong"],
        weak_verbs=verbs["weak"],
        objects=articles | lists["possessives"],
        before_days=articles | lists["day prepositions"],
        after_days=lists["day followers"],
        companies=lists["company suffixes"],
        products=lists["product nouns"],
        other_trades=lists["other trades"],
        possessives=lists["possessives"],
        articles=lists["articles"],
        english_articles=lists["english articles"],
        german_articles=lists["german articles"],
        german_indefinite=lists["german indefinite"],
        german_determiners=german,
        all_articles=lists["all articles"],
        determiners=frozenset().union(
            articles, lists["possessives"], german, lists["all articles"], *_DEFINITE.values()
        ),
    )


def weigh_neighbors(scales: Scales, near: Nearby) -> None:
    """Add the weights of the words and marks beside the name."""
    words = _words()
    if near.facts.is_weekday or near.facts.folded in grammar_of(near.language).days:
        _weigh_day(scales, near, words)
    if near.after.islower():
        _weigh_verb(scales, near, words)
    _weigh_noun(scales, near, words)
    _weigh_form(scales, near)
    if near.before:
        _weigh_article(scales, near, words)


def _weigh_day(scales: Scales, near: Nearby, words: _Words) -> None:
    scales.add(-1, "weekday")
    if near.folded and near.folded[0] in words.before_days:
        scales.add(-4, "preposition")
    elif near.after_folded in words.after_days:
        scales.add(-3, "time_of_day")


def _weigh_verb(scales: Scales, near: Nearby, words: _Words) -> None:
    after = near.after_folded
    grammar = grammar_of(near.language)
    if after in grammar.twofold:
        scales.add(0.5 if near.opening else 0, "twofold")
    elif after in words.verbs or (near.language == "de" and _is_german_verb(after)):
        scales.add(1.5 if near.opening else 0.5, "subject")
    elif after in words.weak_verbs:
        adverb = after in grammar.adverbs  # which may as well follow a verb in the imperative
        scales.add(0.5 if near.opening and not adverb else 0, "weak_subject")
    elif not near.opening:
        return
    elif grammar.is_verb(near.after, after) and near.after not in grammar.objects:
        scales.add(1, "subject")
    elif near.facts.is_small_word:
        scales.add(-3 if after in words.objects else -1, "small_word")


def _is_german_verb(folded: str) -> bool:
    """Whether a word in small letters after a name has the ending of a verb."""
    if len(folded) <= _MIN_VERB or not folded.endswith("t"):
        return False
    return folded not in all_words("small_words.txt") and not is_frequent_word(folded)


def _weigh_noun(scales: Scales, near: Nearby, words: _Words) -> None:
    after = near.after_folded
    if after in words.companies and not near.after.islower():
        scales.add(3, "company_suffix")
    elif after in words.products:
        scales.add(1, "product_noun")
    elif near.language == "de" and _GENITIVE.match(near.text, near.end):
        scales.add(1, "possessive")
    elif near.mark in _APOSTROPHES and _POSSESSIVE.match(near.text, near.end):
        scales.add(0.5, "possessive")
    elif after in words.other_trades and near.after[:1].isupper() and not near.hint_follows:
        scales.add(-4, "other_trade")


def _weigh_form(scales: Scales, near: Nearby) -> None:
    text, start, end, mark = near.text, near.start, near.end, near.mark
    if mark in _TRADEMARKS:
        scales.add(3, "trademark")
    if near.facts.is_number and _UNIT.match(text, end):
        scales.add(-5, "number")
    if near.split and _begins_with_first_name(text[start:end]):
        scales.add(-3, "person_name")
    if near.opening and mark in _ASIDE and near.facts.is_opener:
        scales.add(-3, "interjection")
    if mark == "-" and _COMPOUND.match(text, end) and near.facts.is_word:
        scales.add(-3, "compound")
    if start > 0 and text[start - 1] in _HYPHENS and near.facts.is_word:
        prefix = _PREFIX.search(text, max(0, start - _MAX_PREFIX), start)
        if prefix and prefix[1].lower() not in _PREFIXES:
            scales.add(-3, "compound")
    if near.language == "ja" and mark in _JAPANESE_ADJECTIVE:
        scales.add(-3, "adjective")


def _begins_with_first_name(surface: str) -> bool:
    """Whether the first of several words is a first name: "Robin Hood"."""
    first, _, rest = surface.partition(" ")
    return bool(rest) and fold_word(first) in read_words("first_names.txt")["names"]


def _weigh_article(scales: Scales, near: Nearby, words: _Words) -> None:
    before = near.folded[0]
    if before not in words.determiners:
        if near.language == "de" and near.mark != "-" and _is_german_adjective(near, words):
            scales.add(-2.5, "adjective")
        return
    weight = _weight_of_determiner(before, near, words)
    if weight is not None:
        scales.add(*weight)
    elif near.language != "de" or near.mark == "-":
        return
    if before in words.all_articles and near.after_folded in _OF.get(near.language or "en", ()):
        at = near.end + len(near.after) + 2
        name = near.text[at : at + 1].isupper()
        scales.add(-0.5 if name else -2, "thing_with_of")


def _weight_of_determiner(before: str, near: Nearby, words: _Words) -> tuple[float, str] | None:
    """What an article or a possessive says that stands right before; None in other languages."""
    language = near.language
    if before in words.possessives and (language != "en" or before not in _FOREIGN):
        name = near.after[:1].isupper() and language != "de"
        return (-1, "article") if name else (-2.5, "possessed")
    if before in words.articles or (language in _ENGLISH and before in words.english_articles):
        return -1, "article"
    if language in _BARE_NAMES and before in _DEFINITE[language or ""]:
        return -0.75, "the_name"
    if language != "de" or near.mark == "-":
        return None
    if before in words.german_articles:
        return -1.25, "german_article"
    if before in words.german_indefinite:
        return -2, "indefinite"
    return (-2.5, "adjective") if _is_german_adjective(near, words) else None


def _is_german_adjective(near: Nearby, words: _Words) -> bool:
    """Whether a word with the ending of an adjective stands between an article and the name."""
    return (
        near.before[0].islower()
        and near.folded[0].endswith(_ADJECTIVE_ENDS)
        and len(near.folded) > 1
        and near.folded[1] in words.german_determiners
    )
