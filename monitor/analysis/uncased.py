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
from monitor.analysis.noun_phrases import arabic_phrases, chinese_phrases
from monitor.analysis.signs import Signs, language_of_name, signs_of
from monitor.analysis.tenor import Tenor, Weight, weights_of_speech
from monitor.analysis.word_lists import all_words

_Sides = tuple[str, str, str]  # before, after, and what is glued to the front

_SIDE = 14  # characters read on each side of a name
_MARKS = " \t*_\u00a0"
_OPENING = "「『《〈“\"‘'«【〔["  # noqa: RUF001 # the marks themselves
_CLOSING = "」』》〉”\"’'»】〕]"  # noqa: RUF001 # the marks themselves
_LINKS = ("的", "之", "の")
_MODEL = re.compile(
    r"[ \u00a0]?(?:[a-z][\w+-]|[a-z]\d|\d{1,4}(?![\d,.]*[\d年月日号號時时分秒个個歳円元%]))"
)
_KATAKANA = re.compile(r"[\u30a1-\u30ff]{4,}")
_PRODUCT = re.compile(r"の([\u30a1-\u30ff]{4,})")
_MIDDLE_DOT = "・"
_ARTICLES = ("ال", "لل")
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
_MAX_JOINT = 3
# After a word that opens a clause, what makes it the thing that is spoken of.
_TOPICS = {"zh": ("的", "也", "则", "比", "更"), "ja": ("は", "の", "も", "なら")}
# How much a word inside a clause without any sign beside it is less likely a brand.
_AMID = -3.0
# An Arabic noun with another that has the article is "the X of the Y": a name has none of it.
_CONSTRUCT = re.compile(
    "ال(?!سعودي|إمارات|امارات|كويت|بحرين|أردن|اردن|مغرب|عراق|عالمي|دولي|وطني|رسمي|جديد|يوم|آن|أفضل)"
    "\\w{2,}"
)
_UNSPACED = frozenset({"zh", "ja"})
# Hiragana that goes on with a verb or an adjective after Chinese characters; particles do not.
_OKURIGANA = re.compile(
    r"(?![っく]て|らし|くら|ぐら)[いうえきぎくぐけげすせちっつびぶべぼみむめらりるれろん]"
)
_SURU = re.compile(
    r"する|し(?:て|た|、|ま)|すれば|され|させ"
)  # "to do", which makes verbs of nouns
_CLAUSE_ENDS = ("고", "며", "지만", "는데", "니까", "なら", "だが", "けど", "ので", "から")
# Shorter names are taken for words even where no list has them; lengths in characters.
_MADE_UP = {"zh": 4, "ja": 6, "ko": 5, "th": 9, "ar": 9}

WORD_REASONS = frozenset(
    {
        *("compound", "word_before", "word_after", "glued_article", "part_of_name"),
        "okurigana",
    }
)
"""Reasons that tell of another meaning whatever the rest of the answer says."""

STRAY_REASONS = frozenset({"amid_clause", "amid_trade", "amid_word", "opens_word", "joined_word"})
"""Reasons of a word inside a clause beside which nothing speaks for a brand."""


@dataclass(frozen=True, slots=True)
class _Name:
    """What is known of a name before any text is read.

    Attributes:
        classes: of ordinary words to which it belongs.
        is_ordinary: it is a word of a dictionary or of a class.
        is_listed: it is a word of our Arabic list.
        is_made_up: it is too long, or too mixed in its scripts, for an ordinary word.
        is_foreign: it is written as foreign words and names are in Japanese, and no known word.
    """

    folded: str
    language: str
    classes: tuple[str, ...]
    is_ordinary: bool
    is_listed: bool
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
    sides = _sides_of(text, candidate, tenor)
    beside = list(_beside(signs_of(name.language), name.classes, *sides[:2]))
    beside += _marked(text, candidate)
    if tenor.has_name_at(candidate.end + 1) and text[candidate.end].isspace():
        beside.append((1.5, "name_beside"))
    beside += _phrased(name, sides)
    if name.is_listed and (1.5, "brand_before") not in beside:
        clause = tenor.slice(text, candidate.sentence[0], candidate.start - len(sides[2]))
        beside += arabic_phrases(name.folded, clause, sides[1])
    if name.language == "ja" and _goes_on(name, candidate, text):
        beside.append((-6, "okurigana"))
    if name.language == "ja" and _SURU.match(sides[1]):
        beside.append((-4, "verb"))
    if name.language == "zh":
        beside += chinese_phrases(sides[1], is_ordinary=name.is_ordinary)
        if _is_compound(text, candidate, tenor):
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
    judged = name.language == "zh" and {reason for _, reason in beside} == {"judged_after"}
    if not beside or (judged and name.is_ordinary and sides[0][-1:].isalnum()):
        trade = sum(weight for weight, reason in spoken if reason == "trade_in_sentence")
        joined = _is_beside_name(text, candidate, tenor)
        yield from _placed(name, sides, trade=trade, joined=joined)


def _placed(name: _Name, sides: _Sides, *, trade: float, joined: bool) -> Iterator[Weight]:
    """What the place in the clause says where nothing beside the name says anything."""
    before, after, clitic = sides
    ordinary = name.is_ordinary and name.language in _UNSPACED
    if before.endswith(_JOINTS) or clitic in _JOINTS:
        if ordinary and not joined:
            yield -1, "joined_word"
    elif not before or not before[-1].isalnum() or before.endswith(_CLAUSE_ENDS):
        if ordinary and not after.startswith(_TOPICS[name.language]):
            yield -1.25, "opens_word"
        elif name.is_listed and not name.folded.startswith(_ARTICLES[0]):
            yield -0.25, "opens_word"
        else:
            yield 0.5, "opens_clause"
    elif not name.is_made_up and not name.is_foreign:
        amid = _AMID if name.is_ordinary else _AMID / 2
        # Words of trade do not make up for a place inside a clause where a known word stands.
        if ordinary or (name.is_listed and not _governs(before)):
            yield (amid / (1.5 * trade) if trade else amid), "amid_word"
        else:
            yield (amid / (2 * trade), "amid_trade") if trade else (amid, "amid_clause")


def _governs(before: str) -> bool:
    """Whether an Arabic preposition or verb stands before, after which names often stand."""
    word = before.rpartition(" ")[2]
    return word in _GOVERNORS or word.startswith(_IMPERFECTS)


def _phrased(name: _Name, sides: _Sides) -> Iterator[Weight]:
    """Arabic phrases with articles, in which a noun without one is no name."""
    before, after, clitic = sides
    if name.language != "ar":
        return
    if clitic.endswith(_ARTICLES) and not name.folded.startswith(_ARTICLES[0]):
        yield -4, "glued_article"
    if not name.is_made_up and _CONSTRUCT.match(after):
        verb = before.rpartition(" ")[2].startswith(_IMPERFECTS)
        yield (-0.5 if verb else -2), "construct"
    defined = before[-1:].isalnum() and before.rpartition(" ")[2].startswith(_DEFINED)
    if defined and not name.is_made_up and not name.folded.startswith(_ARTICLES[0]):
        yield (-4 if name.is_listed else -1.5), "predicate"


def _is_beside_name(text: str, candidate: Candidate, tenor: Tenor) -> bool:
    """Whether a brand's name stands right before the joint that stands before the candidate."""
    return any(
        tenor.has_name_until(candidate.start - size, text) for size in range(1, _MAX_JOINT + 1)
    )


@lru_cache(maxsize=4096)
def _read_name(name: str, language: str | None) -> _Name | None:
    own_language = language_of_name(name, language)
    if own_language is None:
        return None
    folded = fold_text(name).strip()
    classes = signs_of(own_language).classes_of(folded)
    plain = folded.removeprefix(_ARTICLES[0])
    is_listed = own_language == "ar" and not {folded, plain}.isdisjoint(
        all_words("arabic_words.txt")
    )
    is_ordinary = bool(classes) or is_ordinary_word(folded) or plain != folded or is_listed
    is_long = len(folded) >= _MADE_UP[own_language]
    is_mixed = " " in folded or len({script_of(char) for char in folded}) > 1
    return _Name(
        folded=folded,
        language=own_language,
        classes=classes,
        is_ordinary=is_ordinary,
        is_listed=is_listed or (own_language == "ar" and bool(classes)),
        is_made_up=not is_ordinary and (is_long or is_mixed),
        is_foreign=not is_ordinary and _KATAKANA.fullmatch(folded) is not None,
    )


def _sides_of(text: str, candidate: Candidate, tenor: Tenor) -> _Sides:
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


def _goes_on(name: _Name, candidate: Candidate, text: str) -> bool:
    """Whether kana make a verb of the name's last character: "一休みする"."""
    return (
        script_of(name.folded[-1]) is Script.HAN
        and _OKURIGANA.match(text, candidate.end) is not None
    )


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
