"""Weighs what follows a name that opens a sentence: a company is a subject, a word seldom is alone.

The classes of words are closed ones of each language; all other words are taken for nouns.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from monitor.analysis.folding import fold_word
from monitor.analysis.nearby import Nearby, word_after
from monitor.analysis.scales import Scales
from monitor.analysis.topics import topics_of
from monitor.analysis.word_lists import is_frequent_word, read_words, read_written

GRAMMAR_REASONS = frozenset(
    {
        "object_follows",
        "amount_follows",
        "complement_follows",
        "joined_noun",
        "amid_nouns",
        "noun_follows",
        "adverb",
    }
)
"""Reasons that make a word at the start of a sentence an ordinary one."""

_TRADEMARK = re.compile(r"(?: \w+){0,3}[®™]")
_AMOUNT = re.compile(
    r"[*_]{0,2} (?:(?:[$€£¥₺]|R\$|US\$)\s?\d|\d[\d.,]*\s?(?:[%€$£]|percent|prozent))"
)
_TO_DO = re.compile(
    r" (?:\w+ )?(?:es|era|fue|será|sería|é|foi|seria) "
    r"(?!popular|similar|particular|regular|singular|espe[ct]|familiar|escolar|l[ií]der)"
    r"[a-zà-ÿ]+[aei]r(?:lo|la|se)?\b"
)
_AMID_NOUNS = re.compile(
    r", ([a-zà-ÿ]+)(?:, [a-zà-ÿ]+)*(?:,? (?:and|or|und|oder|et|ou|y|e|o|u|ve|veya) [a-zà-ÿ]|:)"
)
_MIN_POSSESSED = 4
_WITH_INFINITIVES = frozenset({"es", "pt"})
_BESIDE = frozenset(" \u00a0")
_COMMAS = frozenset(",!\u2026")
_LISTED = 0.5  # how much of a weight remains in a list, a table or a heading, where verbs are rare

_Weight = tuple[float, str]


class Grammar:
    """The closed classes of one language; those of English for a language without lists."""

    def __init__(self, language: str | None) -> None:
        lists = read_words("grammar.txt")
        known = language if language and f"{language} objects" in lists else "en"
        # As written, since an accent tells the French "à" from "a" and the Portuguese "é" from "e".
        written = read_written("grammar.txt")
        self.objects = frozenset(written[f"{known} objects"])
        self.complements = frozenset(written[f"{known} complements"])
        self.joints = frozenset(written[f"{known} joints"])
        self.adverbs = lists[f"{known} adverbs"]
        strong = read_words("verbs.txt")
        self.verbs = lists[f"{known} verbs"] | strong["strong"] | strong["weak"]
        self.weak_verbs = strong["weak"]
        self.product_nouns = read_words("evidence_words.txt")["product nouns"]
        self.twofold = lists.get(f"{known} twofold", frozenset())
        self.days = lists.get(f"{known} days", frozenset())
        self.endings = tuple(written.get(f"{known} verb endings", ()))
        self.converbs = tuple(written.get(f"{known} converb endings", ()))
        self.noun_endings = tuple(written.get(f"{known} noun endings", ("",)))
        # The Turkish ending that marks compounds is also that of "Acme's biscuits".
        self.noun_weight = -1.0 if known == "tr" else -1.5
        self.is_german = known == "de"

    def is_verb(self, written: str, folded: str) -> bool:
        """Whether the word in small letters is a verb or an adverb that follows subjects."""
        if self.is_german and len(folded) > _MIN_POSSESSED and folded.endswith("t"):
            return not is_frequent_word(folded)
        return folded in self.verbs or (
            len(written) > _MIN_POSSESSED and written.endswith(self.endings)
        )


@lru_cache(maxsize=16)
def grammar_of(language: str | None) -> Grammar:
    """The classes of a language, read once; those of English where we have none."""
    return Grammar(language)


def weigh_opening(
    scales: Scales, near: Nearby, *, listed: bool, flagged: bool, asked: AbstractSet[str]
) -> None:
    """Add what follows a name that opens a sentence, for and against the brand.

    Args:
        scales: on which the weights are put.
        near: the name with its neighbors.
        listed: the sentence is an item of a list, a heading or a cell.
        flagged: the user calls the brand ambiguous.
        asked: the folded words of the prompt; what is asked for may stand beside a name.
    """
    share = _LISTED if listed else 1.0
    if _TRADEMARK.match(near.text, near.end):
        return
    grammar = grammar_of(near.language)
    phrase = _before_phrase(near, grammar, share)
    if phrase is not None:
        scales.add(*phrase)
        return
    is_beside = near.mark in _BESIDE and near.after.islower()
    if near.facts.folded in grammar.adverbs and (
        near.mark in _COMMAS
        or (
            is_beside
            and (near.after_folded in grammar.weak_verbs or near.after_folded not in grammar.verbs)
        )
    ):
        scales.add(-2.5, "adverb")
    elif is_beside:
        second = _second_word(near)
        if listed and second[:1].isupper():
            return  # "Acme it Miles" heads an item
        found = _classed(near, grammar, second, flagged=flagged)
        if found is None:
            if near.hint_follows or near.after_folded in asked:
                scales.add(0.25, "asked_noun")
                return
            found = _before_noun(near, grammar, listed=listed)
        if found is not None:
            scales.add(found[0] * share, found[1])


def _before_phrase(near: Nearby, grammar: Grammar, share: float) -> _Weight | None:
    """What an amount, something to do or a row of nouns says that follows the name."""
    text, end = near.text, near.end
    if _AMOUNT.match(text, end):
        return -2.5 * share, "amount_follows"
    if near.language in _WITH_INFINITIVES and _TO_DO.match(text, end):
        return -3, "object_follows"  # "Ideal es probar los dos"
    if share == 1 and _is_amid_nouns(near, grammar):
        return -2, "amid_nouns"
    return None


def _is_amid_nouns(near: Nearby, grammar: Grammar) -> bool:
    """Whether it is the first of several nouns in small letters: "Tiger, giraffe and elephant"."""
    if near.mark != "," or not near.facts.is_word:
        return False
    found = _AMID_NOUNS.match(near.text, near.end)
    if found is None:
        return False
    return not grammar.is_verb(found[1], fold_word(found[1])) and found[1] not in grammar.joints


def _second_word(near: Nearby) -> str:
    return word_after(near.text, near.text.find(near.after, near.end) + len(near.after))


def _classed(near: Nearby, grammar: Grammar, second: str, *, flagged: bool) -> _Weight | None:
    """What a word of a closed class says that follows the name."""
    after = near.after
    if after in grammar.objects or after.endswith(grammar.converbs):
        return -3, "object_follows"
    if after in grammar.joints:
        if second.islower() and not grammar.is_verb(second, fold_word(second)):
            return -1.5, "joined_noun"
        return (0.5 if second[:1].isupper() else 0), "joined_name"
    if after in grammar.complements:
        return (-1.5 if flagged else -0.5), "complement_follows"
    return None


def _before_noun(near: Nearby, grammar: Grammar, *, listed: bool) -> _Weight | None:
    """What a noun says, or any word of no closed class, that follows the name."""
    after = near.after_folded
    if after in grammar.product_nouns:
        return None
    if grammar.is_verb(near.after, after) or (listed and _is_bold(near)):
        return None
    if topics_of(near.language).is_trade(after):
        return -0.25, "trade_follows"
    if near.after.endswith(grammar.noun_endings):
        return grammar.noun_weight * (1 if near.facts.is_word else 0.75), "noun_follows"
    return None


def _is_bold(near: Nearby) -> bool:
    """Whether the name begins bold words: "**Acme thermostat**"."""
    return near.text[max(0, near.start - 2) : near.start] in ("**", "__")
