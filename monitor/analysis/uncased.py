"""Weighs names in scripts without capitals: what stands beside them, and of what the answer speaks.

Words of trade speak for the brand, words of its ordinary meaning against it; each weight is small
enough that several agree before a name that is put like a brand is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.asked_words import weight_of_prompt
from monitor.analysis.boundaries import Script, script_of
from monitor.analysis.clause_places import (
    Sides,
    follows_joint,
    weight_of_place,
    weights_of_articles,
)
from monitor.analysis.compounds import is_inside_compound, is_ordinary_word
from monitor.analysis.noun_phrases import arabic_phrases, chinese_phrases
from monitor.analysis.signs import Signs, language_of_name
from monitor.analysis.tenor import TRADE_NEAR, Tenor, Weight
from monitor.analysis.uncased_names import ARTICLE, UncasedName, read_name

_SIDE = 14  # characters read on each side of a name
_MARKS = " \t*_\u00a0"
_OPENING = "「『《〈“\"‘'«【〔["  # noqa: RUF001 # the marks themselves
_CLOSING = "」』》〉”\"’'»】〕]"  # noqa: RUF001 # the marks themselves
_TITLES = (("『", "』"), ("《", "》"))  # around the names of books and films
_LINKS = ("的", "之", "の")
_MODEL = re.compile(
    r"[ \u00a0]?(?:[a-z][\w+.-]|[a-z]\d|\d{1,4}(?![\d,.]*[\d年月日号號時时分秒个個歳円元%]))"
)
_PRODUCT = re.compile(r"の([\u30a1-\u30ff]{4,})")
_JAPANESE_MODEL = re.compile(
    r"の(?:[\u30a1-\u30ff]{1,8}\d|[a-z]{2,}|[一二三四五六七八九十百千万]+[\u30a1-\u30ff]{3,})"
)
_MIDDLE_DOT = "・"
_MAX_CLITIC = 4
_MAX_JOINT = 3
_FOOD = "fruit"
# A product that follows is surer than what else is spoken of.
_WARE_FOLLOWS = (3, "brand_after")
_BRAND_BEFORE = (1.5, "brand_before")
# Hiragana that goes on with a verb or an adjective after Chinese characters; particles do not.
_OKURIGANA = re.compile(
    r"(?![っく]て|らし|くら|ぐら)[いうえきぎくぐけげすせちっつびぶべぼみむめらりるれろん]"
)
# "To do", which makes verbs of nouns.
_SURU = re.compile(r"する|し(?:て|た|、|ま)|すれば|され|させ")

WORD_REASONS = frozenset(
    {
        *("compound", "word_before", "word_after", "glued_article", "part_of_name"),
        "okurigana",
    }
)
"""Reasons that tell of another meaning whatever the rest of the answer says."""

CLOSED_REASONS = WORD_REASONS | {
    *("construct", "predicate", "described", "attribute", "repeated", "amid_word"),
}
"""Reasons in the sentence against which the rest of the answer is no proof."""

STRAY_REASONS = frozenset({"amid_clause", "amid_trade", "amid_word", "opens_word", "joined_word"})
"""Reasons of a word inside a clause beside which nothing speaks for a brand."""


@dataclass(slots=True)  # a frozen one takes three times as long to make
class Candidate:
    """A name in a text that may be a word.

    Attributes:
        sentence: the span of the sentence, item or cell around it.
        opens_item: whether it is the first word of a list item, a heading or a cell.
    """

    name: str
    start: int
    end: int
    sentence: tuple[int, int]
    opens_item: bool


@lru_cache(maxsize=4096)
def is_uncased(name: str) -> bool:
    """Whether the name is in a script for which we know signs, all of it without capitals.

    >>> is_uncased("小米"), is_uncased("Zoom"), is_uncased("理想L9")
    (True, False, False)
    """
    return name.lower() == name.upper() and language_of_name(name, None) is not None


def uncased_evidence(
    text: str, candidate: Candidate, tenor: Tenor, language: str | None
) -> list[Weight]:
    """The weights for and against a name without capitals; none for a name that has them."""
    name = read_name(candidate.name, language)
    if name is None:
        return []
    sides = _sides_of(text, candidate, tenor)
    found = _beside(name, sides[0], sides[1])
    found += _marked(text, candidate)
    end = candidate.end
    if text[end : end + 1].isspace() and tenor.has_name_at(end + 1):
        found.append((1.5, "name_beside"))
    found += _phrased(name, sides, text, candidate, tenor, named=_BRAND_BEFORE in found)
    is_bare = not found or _is_only_judged(name, sides, found)
    spoken = tenor.speech_of(name.language, name.classes).weights_in(candidate.sentence)
    trade = spoken[0][0] if spoken and spoken[0][1] == TRADE_NEAR else 0
    doubt = 0.5 if _WARE_FOLLOWS in found else 1
    for weight, reason in spoken:
        if weight > 0:
            found.append((weight, reason))
        # What an answer speaks of tells little of a name that is no word.
        elif not name.is_made_up:
            found.append((doubt * weight, reason))
    if name.is_made_up:
        found.append((1, "made_up"))
    placed = None
    if is_bare:
        joined = follows_joint(sides) and _is_beside_name(text, candidate, tenor)
        placed = weight_of_place(name, sides, trade=trade, joined=joined)
        if placed is not None:
            found.append(placed)
    asked = None if name.is_made_up else weight_of_prompt(name, tenor)
    # Of a word amid a clause it tells nothing that the prompt has the name.
    if asked and (asked[0] < 0 or placed is None or placed[1] not in STRAY_REASONS):
        found.append(asked)
    return found


def _is_only_judged(name: UncasedName, sides: Sides, found: list[Weight]) -> bool:
    """Whether nothing but a verb of use after it speaks for a Chinese word amid a clause."""
    if name.language != "zh" or not name.is_ordinary or not sides[0][-1:].isalnum():
        return False
    return all(reason == "judged_after" for _, reason in found)


def _phrased(
    name: UncasedName,
    sides: Sides,
    text: str,
    candidate: Candidate,
    tenor: Tenor,
    *,
    named: bool,
) -> list[Weight]:
    """What the grammar of its language says; `named` after a word such as "company"."""
    found: list[Weight] = []
    if name.language == "zh":
        is_food = _FOOD in name.classes
        found += chinese_phrases(sides[1], is_ordinary=name.is_ordinary, is_food=is_food)
        if _is_compound(text, candidate, tenor):
            found.append((-6, "compound"))
    elif name.language == "ja":
        if _goes_on(name, candidate, text):
            found.append((-6, "okurigana"))
        if _SURU.match(sides[1]):
            found.append((-4, "verb"))
    elif name.language == "ar":
        found += weights_of_articles(name, sides)
        if name.is_listed and (not named or name.folded.startswith(ARTICLE)):
            start = candidate.start - len(sides[2])
            clause = tenor.slice(text, candidate.sentence[0], start)
            found += arabic_phrases(name.folded, clause, sides[1])
    return found


def _is_beside_name(text: str, candidate: Candidate, tenor: Tenor) -> bool:
    """Whether a brand's name stands right before the joint that stands before the candidate."""
    return any(
        tenor.has_name_until(candidate.start - size, text) for size in range(1, _MAX_JOINT + 1)
    )


def _sides_of(text: str, candidate: Candidate, tenor: Tenor) -> Sides:
    """The folded text before and after the name, and what Arabic glues to its front."""
    start = candidate.start
    least = max(0, start - _MAX_CLITIC)
    while start > least and script_of(text[start - 1]) is Script.ARABIC:
        start -= 1
    clitic = tenor.slice(text, start, candidate.start) if start < candidate.start else ""
    line = max(0, start - _SIDE)
    line = max(line, text.rfind("\n", line, start) + 1)
    stop = text.find("\n", candidate.end, candidate.end + _SIDE)
    stop = stop if stop >= 0 else candidate.end + _SIDE
    before = tenor.slice(text, line, start).rstrip(_MARKS).rstrip(_OPENING).rstrip(_MARKS)
    after = tenor.slice(text, candidate.end, stop).lstrip(_CLOSING).lstrip(_MARKS)
    return before, after, clitic


def _is_compound(text: str, candidate: Candidate, tenor: Tenor) -> bool:
    if candidate.end - candidate.start != len(candidate.name):
        return False
    start = max(0, candidate.start - _SIDE)
    around = tenor.slice(text, start, candidate.end + _SIDE)
    at = candidate.start - start
    return is_inside_compound(around, at, at + len(candidate.name))


def _goes_on(name: UncasedName, candidate: Candidate, text: str) -> bool:
    """Whether kana make a verb of the name's last character: "一休みする"."""
    return (
        script_of(name.folded[-1]) is Script.HAN
        and _OKURIGANA.match(text, candidate.end) is not None
    )


def _beside(name: UncasedName, before: str, after: str) -> list[Weight]:
    """What the signs directly before and after the name say."""
    found: list[Weight] = []
    signs = name.signs
    brand_after = signs.brand.size_after(after)
    named = _named_after(signs, after, brand_after)
    if named:
        found.append(named)
    brand_before = signs.brand.size_before(before)
    class_before, word_after = 0, signs.word.size_after(after)
    for sides in name.senses:
        class_before = max(class_before, sides.size_before(before))
        word_after = max(word_after, sides.size_after(after))
    word_before = max(class_before, signs.word.size_before(before))
    if brand_before and brand_before >= word_before:
        found.append(_BRAND_BEFORE)
    elif word_before:
        found.append(((-2.5 if named and not class_before else -5), "word_before"))
    elif signs.weak.size_before(before):
        found.append((0.5, "verb_before"))
    elif signs.weak.size_after(after):
        found.append((0.5, "judged_after"))
    if word_after > brand_after and not (named and named[1] == "model_after"):
        found.append((-5, "word_after"))
    return found


def _named_after(signs: Signs, after: str, brand_after: int) -> Weight | None:
    """A company, a product or a model that follows the name."""
    if brand_after:
        return 3, "brand_after"
    if after.startswith(_LINKS) and signs.brand.size_after(after[1:]):
        return 2, "brand_after"
    if _MODEL.match(after):
        return 2, "model_after"
    product = _PRODUCT.match(after)
    if _JAPANESE_MODEL.match(after):
        return 1.5, "product_after"
    if product and not is_ordinary_word(product[1]):
        return 1.5, "product_after"
    return None


def _marked(text: str, candidate: Candidate) -> list[Weight]:
    """What the form says: the head of an item, quotation marks, a name of two parts."""
    found: list[Weight] = []
    if candidate.opens_item:
        found.append((1, "opens_item"))
    before = text[max(0, candidate.start - 1) : candidate.start]
    after = text[candidate.end : candidate.end + 1]
    if before and after and before in _OPENING and after in _CLOSING:
        found.append((0.5, "quoted"))
    elif _is_in_title(text, candidate):
        found.append((-2, "in_title"))
    if _MIDDLE_DOT in (before, after):
        around = text[max(0, candidate.start - _SIDE) : candidate.end + _SIDE]
        if around.count(_MIDDLE_DOT) == 1:  # "タイガー・ウッズ"; more of them divide a list
            found.append((-3, "part_of_name"))
    return found


def _is_in_title(text: str, candidate: Candidate) -> bool:
    """Whether the name is a part of what stands between the marks of a title."""
    before = text[max(0, candidate.start - _SIDE) : candidate.start]
    for opens, closes in _TITLES:
        if opens in before and before.rfind(opens) > before.rfind(closes):
            return closes in text[candidate.end : candidate.end + _SIDE]
    return False
