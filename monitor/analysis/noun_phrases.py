"""Phrases of Arabic and Chinese that make a noun of what may be a name, or a company of a noun."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.analysis.word_lists import all_words

_Weights = Iterator[tuple[float, str]]

_WORD = re.compile(r"\w+")
_ARTICLE = "ال"
_DEFINED = ("ال", "لل", "وال", "بال", "كال")
_VERB_SIGNS = ("ي", "ت", "س", "ن")  # with which imperfects and futures begin
_COMPARED = ("أ", "ا")  # noqa: RUF001 # with which comparatives begin, with and without hamza
_CLAUSE_MARKS = re.compile(r"[.!?؟،؛:\n]")
_PARTICLES = frozenset(
    _WORD.findall(
        """
        من في على عبر لدى عند إلى الى مع عن بين مثل أو أم أن إن لكن هل قد هو هي لا ما ثم قبل بعد
        خلال منذ حتى كل لأن إذا بدون دون سوى غير أمام تحت فوق حول ضد لمن لكل أكثر أقل
        """
    )
)
_GOVERNING = frozenset(_WORD.findall("في على إلى الى مع عن وجود بدون دون"))
_OPENING = frozenset(_WORD.findall("إن أن لأن لكن ولكن كان كانت لعل ليس"))
# What Arabic puts between a noun and itself: "step by step".
_REPEATED = ("ب", "ف", "تلو ال", "بعد ", "وراء ")
_FEMININES = re.compile(r"\w+ة\s+\w+ة(?!\w)")
_INSIDE = re.compile(r"(?:[里中](?!国|搜|查|看|买|找|选|订|点|下|开|央|小)|之中|之间|当中)")
_OF_A_KIND = re.compile(
    r"是[^,\uff0c。;\uff1b!\uff01?\uff1f]{0,10}(?:(?<![厂商卖买独玩店])家|学者|诗人|动物|植物|水果|城市|山脉|河流|生物|美德|动力|象征)"
    r"(?=[,\uff0c。;\uff1b!\uff01、]|\Z)"
)
_OF_A_COMPANY = re.compile(
    r"是[^,\uff0c。;\uff1b!\uff01?\uff1f]{0,8}(?:公司|企业|品牌|厂家|厂商|车企|商家|平台|巨头|大厂|银行|超市|连锁店?)"
    r"(?=[,\uff0c。;\uff1b!\uff01、]|\Z)"
)


def arabic_phrases(name: str, before: str, after: str) -> _Weights:
    """What stands beside a folded Arabic word that is in a dictionary.

    Args:
        name: the word.
        before: its clause up to it.
        after: what follows it.
    """
    if any(after.startswith(joint + name) for joint in _REPEATED):
        yield -6, "repeated"
    words = _WORD.findall(_CLAUSE_MARKS.split(before)[-1])
    if not words:
        return
    if name.startswith(_ARTICLE):
        # Only adjectives in -i follow a noun with the article; other names may be its objects.
        if name.endswith("ي") and words[-1].startswith(_DEFINED):
            yield -6, "attribute"
    elif words[-1] in _GOVERNING and not _has_subject(words):
        following = _WORD.match(after)
        if following and _describes(following[0], after):
            yield -5, "described"


def chinese_phrases(after: str, *, is_ordinary: bool) -> _Weights:
    """What the words after a folded Chinese name make of it."""
    if is_ordinary and _INSIDE.match(after):
        yield -4.5, "inside"
    if _OF_A_COMPANY.match(after):
        yield 2.5, "company"
    elif _OF_A_KIND.match(after):
        yield -5, "of_a_kind"


def _has_subject(words: list[str]) -> bool:
    """Whether the clause begins with a noun to judge, as "buying from X is cheap" does."""
    first = words[1] if words[0] in _OPENING and len(words) > 1 else words[0]
    return first.startswith(_DEFINED)


def _describes(word: str, after: str) -> bool:
    """Whether the word without article is an adjective or a noun that goes with the one before."""
    if word in _PARTICLES or word.startswith(_DEFINED):
        return False
    if word.endswith("ة"):
        # Two of them are a thing with its adjective: "I found at X a new bag".
        return _FEMININES.match(after) is None
    if word.startswith(_VERB_SIGNS):
        return False
    if word.startswith(_COMPARED) and after[len(word) :].lstrip().startswith("من "):
        return False
    return word in all_words("arabic_words.txt")
