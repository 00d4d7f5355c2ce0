"""Weighs the place of a name without capitals in its clause, and Arabic articles around it."""

from __future__ import annotations

import re

from monitor.analysis.folding import fold_text
from monitor.analysis.noun_phrases import is_judged_topic
from monitor.analysis.tenor import Weight
from monitor.analysis.uncased_names import ARTICLE, UncasedName

Sides = tuple[str, str, str]
"""What stands before and after a name, and what is glued to its front."""

_ARTICLES = (ARTICLE, "لل")
_IMPERFECTS = ("ي", "ت")  # with which Arabic verbs of the third person begin
_GOVERNORS = frozenset(
    map(
        fold_text,
        re.findall(
            r"\w+",
            "من في على عبر لدى عند إلى مع عن بين مثل أما أن إن لكن ولكن هل قد فإن بأن لأن سوى",
        ),
    )
)
_DEFINED = ("ال", "لل", "وال", "بال", "كال")
_JOINTS = (
    "、",
    "和",
    "与",
    "與",
    "或",
    "跟",
    "及",
    "と",
    "や",
    "か",
    "vs",
    "하고",
    "أو",
    "أم",
    "و",
)
_POSSESSIVE = "的"
# After a word that opens a clause, what makes it the thing that is spoken of.
_TOPICS = {"zh": ("的", "也", "则", "比", "更"), "ja": ("は", "の", "も", "なら")}
# How much a word inside a clause without any sign beside it is less likely a brand.
_AMID = -3.0
_MAKES_UP = 1.25  # how far words of trade in its sentence make up for that
# An Arabic noun with another that has the article is "the X of the Y": a name has none of it.
_CONSTRUCT = re.compile(
    "ال(?!سعودي|إمارات|امارات|كويت|بحرين|أردن|اردن|مغرب|عراق|عالمي|دولي|وطني|رسمي|جديد|يوم|آن|أفضل)"
    "\\w{2,}"
)
_UNSPACED = frozenset({"zh", "ja"})
_CLAUSE_ENDS = (
    "고",
    "며",
    "지만",
    "는데",
    "니까",
    "なら",
    "だが",
    "けど",
    "ので",
    "から",
    "たら",
    "れば",
)


def follows_joint(sides: Sides) -> bool:
    """Whether a word such as "and" stands right before the name."""
    return sides[0].endswith(_JOINTS) or sides[2] in _JOINTS


def weight_of_place(
    name: UncasedName, sides: Sides, *, trade: float, joined: bool
) -> Weight | None:
    """What the place in the clause says where nothing beside the name says anything."""
    before, after, _ = sides
    ordinary = name.is_ordinary and name.language in _UNSPACED
    if follows_joint(sides):
        return (-1, "joined_word") if ordinary and not joined else None
    if not before or not before[-1].isalnum() or before.endswith(_CLAUSE_ENDS):
        if ordinary and not _is_topic(name, after):
            return -1.25, "opens_word"
        if name.is_listed and not name.folded.startswith(ARTICLE):
            return -0.25, "opens_word"
        owner = name.language == "zh" and after.startswith(_POSSESSIVE)
        return (0.5 if owner else 0.25), "opens_clause"
    if name.is_made_up or name.is_foreign:
        return None
    amid = _AMID if name.is_ordinary else _AMID / 2
    # Words of trade do not make up for a place inside a clause where a known word stands.
    if name.language in _UNSPACED or (name.is_listed and not _governs(before)):
        return (amid / (_MAKES_UP * trade) if trade else amid), "amid_word"
    amid /= 2 if name.is_listed else 1
    amid /= 2 if _governs(before) and not after[:1].isalnum() else 1
    return (amid / (2 * trade), "amid_trade") if trade else (amid, "amid_clause")


def _is_topic(name: UncasedName, after: str) -> bool:
    """Whether what follows makes the word the thing that is spoken of."""
    if after.startswith(_TOPICS[name.language]):
        return True
    return name.language == "zh" and is_judged_topic(after)


def _governs(before: str) -> bool:
    """Whether an Arabic preposition or verb stands before, after which names often stand."""
    word = before.rpartition(" ")[2]
    return word in _GOVERNORS or word.startswith(_IMPERFECTS)


def weights_of_articles(name: UncasedName, sides: Sides) -> list[Weight]:
    """Arabic phrases with articles, in which a noun without one is no name."""
    found: list[Weight] = []
    before, after, clitic = sides
    if name.language != "ar":
        return found
    has_article = name.folded.startswith(ARTICLE)
    if not has_article and clitic.endswith(_ARTICLES):
        found.append((-4, "glued_article"))
    if name.is_made_up:
        return found
    if _CONSTRUCT.match(after):
        verb = before.rpartition(" ")[2].startswith(_IMPERFECTS)
        found.append(((-0.5 if verb else -3 if name.is_listed else -2), "construct"))
    is_bare = not clitic and not has_article and before[-1:].isalnum()
    if is_bare and before.rpartition(" ")[2].startswith(_DEFINED):
        found.append(((-4 if name.is_listed else -1.5), "predicate"))
    return found
