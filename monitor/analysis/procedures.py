"""Tells lists of steps and of questions from lists of choices by how their items are worded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_words

_WORD = re.compile(r"[^\W\d_]+")
_LEAD = 60  # characters of an item that are looked at for its first words
_REACH = 120  # and for its first sentence
_MARKS = re.compile(r"[\u064b-\u0652\u0640]")  # vowel signs of Arabic and its filling stroke
_OPENING_SIGNS = " \t*_>-“”\"'「『《"
_STOP = re.compile(r"[.!?。\uff01\uff1f]|\n|\Z")
_PARTING = re.compile(r"[:\uff1a\u2013\u2014]|\s-\s")
_QUESTION = re.compile(r"[?\uff1f؟][\s*_)\"”]*\Z|\A[^.:]*[?\uff1f؟]")
_FRENCH_IMPERATIVE = re.compile(r"[^\W\d_]{3,}ez\Z")
_ROMANCE_INFINITIVE = re.compile(
    r"[^\W\d_]{2,}(?:er|ir|re) "
    r"(?:l['\u2019]|(?:les?|la|une?|des|sur|dans|à|aux?|votre|vos|vers|du|mon|mes)\b)"
    r"|[^\W\d_]{2,}(?:ar|er|ir) (?:el|la|los|las|una?|al|su|os|as|uma?|no|na|seu|sua)\b",
    re.IGNORECASE,
)
_GERMAN_INFINITIVE = re.compile(r"(?<!\bzu) [a-zäöüß]{3,}(?:en|ern|eln)\Z")
_TURKISH_IMPERATIVE = re.compile(r" [a-zçğ\u0131öşü]{3,}[\u0131iuü]n(?:[\u0131iuü]z)?\Z")
_GERMAN_IMPERATIVE = re.compile(r"[^\W\d_]+n Sie\b")
_JAPANESE_INSTRUCTION = re.compile(
    r"[をに][^、。]{1,10}(?<!てい)(?<!あり)(?<!なり)(?<!でき)(?:ます|ください|ましょう)\Z"
)
_CHINESE_PLACE = re.compile(
    r"在[^,\uff0c。:\uff1a]{1,20}(?:点|选|找|打开|搜索|输入|里面?[,\uff0c])"
)


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    # Japanese and Chinese words are compared with folded text as well.
    return read_words("steps.txt")


@lru_cache(maxsize=1)
def _chinese() -> re.Pattern[str]:
    words = _words()
    fillers, verbs = (
        "|".join(sorted(words[name], key=len, reverse=True))
        for name in ("chinese fillers", "chinese")
    )
    return re.compile(rf"(?:(?:{fillers})[,\uff0c、]?)*(?:{verbs})")


@lru_cache(maxsize=1)
def _japanese() -> re.Pattern[str]:
    words = _words()
    objects, actions = (
        "|".join(sorted(words[name], key=len, reverse=True))
        for name in ("japanese objects", "japanese actions")
    )
    return re.compile(
        rf"を[^、。,]{{0,6}}?(?:{objects})|(?:{actions})(?:する|し(?:て|ます|、|,)|後)"
    )


def is_procedure(items: Sequence[str]) -> bool:
    """Whether more than half of the items are steps, or more than half are questions.

    >>> is_procedure(["Open the app", "**Click** Add", "Notion"])
    True
    """
    steps = sum(_is_step(item) for item in items)
    if 2 * steps > len(items):
        return True
    return 2 * sum(_QUESTION.search(item) is not None for item in items) > len(items)


def _is_step(item: str) -> bool:
    plain = _MARKS.sub("", item[:_REACH]).strip(_OPENING_SIGNS)
    if (
        _begins_with_verb(plain[:_LEAD])
        or _GERMAN_IMPERATIVE.match(plain)
        or _ROMANCE_INFINITIVE.match(plain)
    ):
        return True
    stop = _STOP.search(plain)
    sentence = plain[: stop.start()] if stop else plain
    if plain.isascii() or not sentence:
        return _ends_in_verb(sentence)
    if _chinese().match(fold_text(plain)) or _CHINESE_PLACE.match(plain):
        return True
    if _JAPANESE_INSTRUCTION.search(sentence) and not _PARTING.search(sentence):
        return True
    action = _japanese().search(fold_text(sentence))
    if action is not None and _PARTING.search(sentence, 0, action.start()) is None:
        return True
    return _ends_in_verb(sentence)


def _begins_with_verb(text: str) -> bool:
    words = _words()
    found = _WORD.findall(fold_text(text))
    if found and found[0] in words["prepositions"]:
        # "In Acme, click Menu": the verb comes after the comma.
        found = _WORD.findall(fold_text(re.split("[,\u060c\uff0c]", text, maxsplit=1)[-1]))
    for word in found:
        if word not in words["fillers"]:
            return word in words["opening"] or _is_french_imperative(word)
    return False


def _is_french_imperative(word: str) -> bool:
    is_one = _FRENCH_IMPERATIVE.match(word) is not None
    return is_one and word not in _words()["endings of no verb"]


def _ends_in_verb(sentence: str) -> bool:
    """For German and Turkish, where the verb of an instruction comes last."""
    if _PARTING.search(sentence):
        return False
    if _GERMAN_INFINITIVE.search(sentence) or _TURKISH_IMPERATIVE.search(sentence):
        return True
    last = sentence.rstrip(" \t*_»”\"')").rpartition(" ")[2]
    # German nouns in -en are written with a capital, and a lone word is a name.
    return last != sentence and last[:1].islower() and fold_text(last) in _words()["closing"]
