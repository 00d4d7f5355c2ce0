"""Weighs names in scripts without capitals: what stands beside them, and of what the answer speaks.

Words of trade speak for the brand, words of its ordinary meaning against it; each weight is small
enough that several agree before a name that is put like a brand is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.boundaries import Script, script_of
from monitor.analysis.compounds import is_inside_compound, is_ordinary_word
from monitor.analysis.folding import fold_text
from monitor.analysis.signs import Signs, language_of_name, signs_of
from monitor.analysis.tenor import Tenor, Weight, weights_of_speech

_SIDE = 14  # characters read on each side of a name
_MARKS = " \t*_\u00a0"
_OPENING = "「『《〈“\"‘'«【〔"  # noqa: RUF001 # the marks themselves
_CLOSING = "」』》〉”\"’'»】〕"  # noqa: RUF001 # the marks themselves
_LINKS = ("的", "之", "の")
_MODEL = re.compile(
    r"[ \u00a0]?(?:[a-z][\w+-]|[a-z]\d|\d{1,4}(?![\d,.]*[\d年月日号號時时分秒个個歳円元%]))"
)
_KATAKANA = re.compile(r"[\u30a1-\u30ff]{4,}")
_PRODUCT = re.compile(r"の([\u30a1-\u30ff]{4,})")
_MIDDLE_DOT = "・"
_ARTICLES = ("ال", "لل")
_MAX_CLITIC = 4
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
# How much a word inside a clause without any sign beside it is less likely a brand.
_AMID = -3.0
_CLAUSE_ENDS = ("고", "며", "지만", "는데", "니까", "なら", "だが", "けど", "ので", "から")
# Shorter names are taken for words even where no list has them; lengths in characters.
_MADE_UP = {"zh": 4, "ja": 6, "ko": 5, "th": 9, "ar": 9}

WORD_REASONS = frozenset({"compound", "word_before", "word_after", "glued_article", "part_of_name"})
"""Reasons that tell of another meaning whatever the rest of the answer says."""

STRAY_REASONS = frozenset({"amid_clause", "amid_trade"})
"""Reasons of a word inside a clause beside which nothing speaks for a brand."""


@dataclass(frozen=True, slots=True)
class _Name:
    """What is known of a name before any text is read.

    Attributes:
        classes: of ordinary words to which it belongs.
        is_ordinary: it is a word of a dictionary or of a class.
        is_made_up: it is too long, or too mixed in its scripts, for an ordinary word.
        is_foreign: it is written as foreign words and names are in Japanese, and no known word.
    """

    folded: str
    language: str
    classes: tuple[str, ...]
    is_ordinary: bool
    is_made_up: bool
    is_foreign: bool


@dataclass(frozen=True, slots=True)
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
) -> Iterator[Weight]:
    """The weights for and against a name without capitals; none for a name that has them."""
    name = _read_name(candidate.name, language)
    if name is None:
        return
    before, after, clitic = _sides_of(text, candidate, tenor)
    beside = list(_beside(signs_of(name.language), name.classes, before, after))
    beside += _marked(text, candidate)
    if tenor.has_name_at(candidate.end + 1) and text[candidate.end].isspace():
        beside.append((1.5, "name_beside"))
    if clitic.endswith(_ARTICLES) and not name.folded.startswith(_ARTICLES[0]):
        beside.append((-4, "glued_article"))
    if name.language == "zh" and _is_compound(text, candidate, tenor):
        beside.append((-6, "compound"))
    spoken = [
        (weight, reason)
        for weight, reason in weights_of_speech(
            tenor.of(name.language), name.classes, candidate.sentence
        )
        # What an answer speaks of tells little of a name that is no word.
        if weight > 0 or not name.is_made_up
    ]
    yield from (*beside, *spoken)
    if name.is_made_up:
        yield 1, "made_up"
    if beside or before.endswith(_JOINTS) or clitic in _JOINTS:
        return
    if not before or not before[-1].isalnum() or before.endswith(_CLAUSE_ENDS):
        yield 0.5, "opens_clause"
    elif not name.is_made_up and not name.is_foreign:
        trade = sum(weight for weight, reason in spoken if reason == "trade_in_sentence")
        amid = _AMID if name.is_ordinary else _AMID / 2
        yield (amid / (2 * trade), "amid_trade") if trade else (amid, "amid_clause")


@lru_cache(maxsize=4096)
def _read_name(name: str, language: str | None) -> _Name | None:
    own_language = language_of_name(name, language)
    if own_language is None:
        return None
    folded = fold_text(name).strip()
    classes = signs_of(own_language).classes_of(folded)
    is_ordinary = bool(classes) or is_ordinary_word(folded) or folded.startswith(_ARTICLES[0])
    is_long = len(folded) >= _MADE_UP[own_language]
    is_mixed = " " in folded or len({script_of(char) for char in folded}) > 1
    return _Name(
        folded=folded,
        language=own_language,
        classes=classes,
        is_ordinary=is_ordinary,
        is_made_up=not is_ordinary and (is_long or is_mixed),
        is_foreign=not is_ordinary and _KATAKANA.fullmatch(folded) is not None,
    )


def _sides_of(text: str, candidate: Candidate, tenor: Tenor) -> tuple[str, str, str]:
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


def _beside(signs: Signs, classes: tuple[str, ...], before: str, after: str) -> Iterator[Weight]:
    brand_after = signs.brand.size_after(after)
    named = _named_after(signs, after, brand_after)
    if named:
        yield named
    own = [signs.classes[each] for each in classes]
    brand_before = signs.brand.size_before(before)
    class_before = max((sides.size_before(before) for sides in own), default=0)
    word_before = max(class_before, signs.word.size_before(before))
    if brand_before and brand_before >= word_before:
        yield 1.5, "brand_before"
    elif word_before:
        yield (-2.5 if named and not class_before else -5), "word_before"
    elif signs.weak.size_before(before):
        yield 0.5, "verb_before"
    elif signs.weak.size_after(after):
        yield 0.5, "judged_after"
    word_after = max(sides.size_after(after) for sides in (signs.word, *own))
    if word_after > brand_after and not (named and named[1] == "model_after"):
        yield -5, "word_after"


def _named_after(signs: Signs, after: str, brand_after: int) -> Weight | None:
    """A company, a product or a model that follows the name."""
    if brand_after:
        return 3, "brand_after"
    if after.startswith(_LINKS) and signs.brand.size_after(after[1:]):
        return 2, "brand_after"
    if _MODEL.match(after):
        return 2, "model_after"
    product = _PRODUCT.match(after)
    if product and not is_ordinary_word(product[1]):
        return 1.5, "product_after"
    return None


def _marked(text: str, candidate: Candidate) -> Iterator[Weight]:
    """What the form says: the head of an item, quotation marks, a name of two parts."""
    if candidate.opens_item:
        yield 1, "opens_item"
    before = text[max(0, candidate.start - 1) : candidate.start]
    after = text[candidate.end : candidate.end + 1]
    if before and after and before in _OPENING and after in _CLOSING:
        yield 1, "quoted"
    if _MIDDLE_DOT in (before, after):
        around = text[max(0, candidate.start - _SIDE) : candidate.end + _SIDE]
        if around.count(_MIDDLE_DOT) == 1:  # "タイガー・ウッズ"; more of them divide a list
            yield -3, "part_of_name"
