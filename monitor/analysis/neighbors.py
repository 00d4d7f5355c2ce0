"""Weighs the words directly before and after a name for and against the brand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.analysis.folding import fold_word
from monitor.analysis.nearby import Nearby
from monitor.analysis.word_lists import all_words, is_common_word, is_frequent_word, read_words

_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_GENITIVE = re.compile(r"(?:\*\*|__)?s [A-Z]")
_ASIDE = (",", "!")
_COMPOUND = re.compile(
    r"-(?:shaped|sized|colou?red|free|clad|bound|lined|wide|deep|fed|eating|scented|flavou?red)\b"
)
_UNIT = re.compile(r"\s?(?:[%°€$]|[.,]\d)")
_ADJECTIVE_ENDS = ("e", "en", "er", "es", "em")
_ENGLISH = frozenset({"en", None})
_MIN_VERB = 4


def neighbor_weights(near: Nearby) -> Iterator[tuple[float, str]]:
    """The weights with a word for each."""
    if near.alias in read_words("common_words.txt")["weekdays"]:
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
    if after in verbs["strong"] or (near.language == "de" and _is_german_verb(after)):
        yield (1.5 if near.opening else 0.5), "subject"
    elif after in verbs["weak"]:
        yield (0.5 if near.opening else 0), "subject"
    elif near.opening and near.alias in all_words("small_words.txt"):
        words = _words()
        articles = words["articles"] | words["english articles"] | words["possessives"]
        yield (-3 if after in articles else -1), "small_word"
    elif near.opening and near.language != "tr" and _is_a_word(near.alias):
        yield -0.5, "noun_follows"


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
    if near.alias.isdigit() and _UNIT.match(near.text, near.end):
        yield -5, "number"
    if near.split and _begins_with_first_name(near.text[near.start : near.end]):
        yield -3, "person_name"
    following = near.text[near.end : near.end + 1]
    if near.opening and following in _ASIDE and near.alias in _words()["openers"]:
        yield -3, "interjection"
    if following == "-" and _COMPOUND.match(near.text, near.end) and _is_a_word(near.alias):
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
    if before in words["possessives"]:
        yield -2, "article"
    elif before in words["articles"] or (
        near.language in _ENGLISH and before in words["english articles"]
    ):
        yield -1, "article"
    elif near.language != "de" or near.text.startswith("-", near.end):
        return
    elif before in words["german articles"]:
        yield -0.5, "article"
    elif before in words["german indefinite"]:
        yield -1.5, "article"
    elif (
        near.before[0].islower()
        and before.endswith(_ADJECTIVE_ENDS)
        and any(
            word in words["german articles"] | words["german indefinite"]
            for word in near.folded[1:2]
        )
    ):
        yield -2, "adjective"


def _words() -> dict[str, frozenset[str]]:
    return read_words("evidence_words.txt")
