"""Weighs whether a name that is also a common word, a person or a place means the brand.

Weights are added per candidate; none is a gate, because hints are incomplete and in one language.
Each weight that was used leaves a short word in the reasons.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.alias_facts import AliasFacts, facts_of
from monitor.analysis.asked_words import is_small_in_prompt
from monitor.analysis.entities import ENTITY_REASONS, weigh_entities
from monitor.analysis.folding import cased, fold_word
from monitor.analysis.grammar import GRAMMAR_REASONS, weigh_opening
from monitor.analysis.matching import Match
from monitor.analysis.nearby import Nearby, word_after, words_before
from monitor.analysis.neighbors import ARTICLE_REASONS, weigh_neighbors
from monitor.analysis.scales import Scales
from monitor.analysis.surroundings import Surroundings
from monitor.analysis.uncased import CLOSED_REASONS, STRAY_REASONS, Candidate, uncased_evidence
from monitor.analysis.variants import squeeze
from monitor.domain.findings import Place

ACCEPTED = 1.1
"""The least score with which a candidate counts; scores of one were as often wrong as right."""

SLOPE = 1.5
"""How fast certainty grows with the score; fitted by tests/evaluation/fit_evidence.py."""

_HEAD_END = re.compile(
    r"[ \t]*(?:\*\*|__|\])?[ \t]*(?:[:\uff1a\u2013—|(\[\uff08]|-[ \t]|\]|\*\*|$)", re.MULTILINE
)
_NUMBER = re.compile(r"[ \u00a0](\d{1,3})(?![\d.,]*[\d%€$])")
_PRODUCT = re.compile(r"[ \u00a0](?:[A-Z][\w+-]|\d|[A-Z]\d)")
_HUMP = re.compile(r"[a-z][A-Z]")
_WORD_CAPITAL = re.compile(r" [A-Z]")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_BOLD_MARKS = ("**", "__")
_BOLD_ENDS = ("**", "__", ":*")
_ALONE = re.compile(r"[*_]{0,2}(?:\.|\s*$)", re.MULTILINE)
_AFTER_COLON = re.compile(r"[:\u2014][ *_]+\Z")
_MAX_LEAD = 4
_ALNUM = re.compile(r"[^\W_]")
_WINDOW = 60
_PARTS_WITHIN = 400  # of "Article 3", how far away "Article 4" is looked for
_OTHER_LEAN = -0.3
_OTHER_REASONS = ENTITY_REASONS | GRAMMAR_REASONS | ARTICLE_REASONS
_SPACED = frozenset({"ar", "ko"})  # languages without capitals that put spaces between words
# A quotation that begins after a colon or a comma opens a sentence of its own.
_QUOTATION = re.compile(r"[:\uff1a\u2014,][ *_]*[\"\u201c\u201e«']\Z")
_QUOTES = frozenset("\"\u201c\u201e«'")
_HOPELESS = -5.0  # in small letters, and no mark of a name: nothing else can make up for it


@dataclass(slots=True)  # a frozen one takes three times as long to make
class Verdict:
    """The score of a candidate and the words for it."""

    score: float
    reasons: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether the brand is meant."""
        return self.score >= ACCEPTED

    @property
    def confidence(self) -> float:
        """From 0 to 1; a half at the middle between counting and not."""
        return _confidence(self.score)


@lru_cache(maxsize=4096)
def _confidence(score: float) -> float:
    return round(1 / (1 + math.exp(SLOPE * (ACCEPTED - score))), 3)


@dataclass(slots=True)
class _Case:
    """One candidate with what its place tells.

    Attributes:
        opening: no word stands before it in its sentence.
        listed: it opens an item of a list, a heading or a cell.
    """

    match: Match
    facts: AliasFacts
    place: Place
    sentence: tuple[int, int]
    opening: bool
    listed: bool


def judge(match: Match, flagged: bool, around: Surroundings) -> Verdict:
    """The evidence for one candidate; `flagged` where the user calls the brand ambiguous."""
    scales = Scales()
    if not flagged:
        scales.add(1.5, "not_flagged")
    place, sentence = around.layout.place_at(match.start)
    opening = _opens_sentence(around.text, sentence[0], match.start)
    listed = opening and place is not Place.PROSE
    facts = facts_of(match.pattern.alias, match.pattern.surface)
    case = _Case(match, facts, place, sentence, opening, listed)
    if facts.is_uncased:
        _weigh_uncased(scales, case, around)
        return Verdict(scales.score, tuple(scales.reasons))
    _weigh_case(scales, case, around)
    prompt = around.tenor.prompt
    starts = "sentence_start" in scales.reasons
    if prompt and starts and not listed and is_small_in_prompt(facts.surface, prompt):
        scales.add(-1.5, "asked_word")
    _weigh_place(scales, case, around.text)
    if scales.score <= _HOPELESS:
        return Verdict(scales.score, tuple(scales.reasons))
    near = _nearby(case, around)
    weigh_neighbors(scales, near)
    starts = opening or _follows_colon(around.text, match.start)
    if starts and "heads_item" not in scales.reasons:
        weigh_opening(
            scales,
            near,
            listed=place is not Place.PROSE,
            flagged=flagged,
            asked=around.tenor.asked,
        )
    weigh_entities(scales, near, lean=around.words.lean)
    _weigh_topic(scales, case, around)
    if "heads_item" in scales.reasons and facts.is_word and around.heads.are_words(match.start):
        scales.add(-3, "among_words")
    _weigh_sentence(scales, case, around)
    # Where the words beside the name make it another thing, the rest of the answer is no proof.
    if _OTHER_REASONS.isdisjoint(scales.reasons):
        _weigh_answer(scales, match.pattern.brand, around)
    return Verdict(scales.score, tuple(scales.reasons))


def _weigh_uncased(scales: Scales, case: _Case, around: Surroundings) -> None:
    match = case.match
    candidate = Candidate(
        name=match.pattern.alias,
        start=match.start,
        end=match.end,
        sentence=case.sentence,
        opens_item=case.listed,
    )
    for weight, reason in uncased_evidence(around.text, candidate, around.tenor, around.language):
        scales.add(weight, reason)
    _weigh_place(scales, case, around.text)
    stray = STRAY_REASONS.isdisjoint(scales.reasons) or around.language in _SPACED
    is_open = stray and CLOSED_REASONS.isdisjoint(scales.reasons)
    _weigh_sentence(scales, case, around)
    if is_open:
        _weigh_answer(scales, match.pattern.brand, around)
    if "amid_word" in scales.reasons and "context_in_sentence" in scales.reasons:
        scales.add(-1, "stray_word")
    elif "other_name" in scales.reasons and not STRAY_REASONS.isdisjoint(scales.reasons):
        scales.add(-2, "stray_word")


def _weigh_case(scales: Scales, case: _Case, around: Surroundings) -> None:
    match, facts = case.match, case.facts
    if not facts.has_case:
        scales.add(1, "no_case")
        return
    surface = cased(around.text[match.start : match.end])
    is_small_within = surface[1:].islower()
    if surface == surface.lower():
        if not facts.is_small:
            scales.add(-6, "lower_case")
        elif facts.is_common:
            scales.add(-2, "lower_case")
        else:
            scales.add(1, "exact_case")
    elif not is_small_within and _is_in_capitals(surface, around.text, match):
        scales.add(2, "capitals")
    elif not is_small_within and _HUMP.search(surface) and squeeze(surface) == facts.surface:
        scales.add(3, "own_spelling")
    elif is_small_within and " " in surface and not facts.is_small_within:
        scales.add(-2, "lower_within")
    elif case.opening and (is_small_within or not _WORD_CAPITAL.search(surface)):
        # Turkish verbs stand at the end, so no verb after the name can help.
        plain = 0.5 if around.language == "tr" else 0
        scales.add(plain if facts.is_word else plain + 0.5, "sentence_start")
    elif surface[0].isupper() or squeeze(surface) == facts.surface:
        german = 0 if facts.is_frequent else 1 if facts.is_word else 1.5
        plain_case = 1 if facts.is_first_name else 2
        scales.add(german if around.language == "de" else plain_case, "exact_case")


def _is_in_capitals(surface: str, text: str, match: Match) -> bool:
    """Whether the name is written in capitals, and the words around it are not."""
    if len(surface) <= 1 or not surface.isupper():
        return False
    beside = text[max(0, match.start - _WINDOW // 3) : match.start]
    beside += text[match.end : match.end + _WINDOW // 3]
    return not any(word.isupper() for word in _LONG_WORD.findall(beside))


def _weigh_place(scales: Scales, case: _Case, text: str) -> None:
    start, end, facts = case.match.start, case.match.end, case.facts
    if facts.place_reason:
        scales.add(-0.25 if case.opening else facts.place_weight, facts.place_reason)
    bold = text[start - 2 : start] in _BOLD_MARKS if start > 1 else False
    if bold and text[end : end + 2] in _BOLD_ENDS:
        scales.add(2, "bold")
    elif facts.is_word and _counts_parts(text, start, end):
        scales.add(-3, "numbered_part")
    elif (bold or case.listed) and _PRODUCT.match(text, end):
        scales.add(2, "heads_product")
    if case.listed and _HEAD_END.match(text, end):
        scales.add(2, "heads_item")
    elif case.opening and _ALONE.match(text, end):
        scales.add(2, "alone")


def _counts_parts(text: str, start: int, end: int) -> bool:
    """Whether the name stands with another number close by, too: "Article 3", "Article 4"."""
    found = _NUMBER.match(text, end)
    if found is None:
        return False
    surface = text[start:end]
    beside = text[max(0, start - _PARTS_WITHIN) : end + _PARTS_WITHIN]
    at = beside.find(surface)
    while at >= 0:
        other = _NUMBER.match(beside, at + len(surface))
        if other is not None and other[1] != found[1]:
            return True
        at = beside.find(surface, at + 1)
    return False


def _nearby(case: _Case, around: Surroundings) -> Nearby:
    match, text = case.match, around.text
    start, end, brand = match.start, match.end, match.pattern.brand
    before, first_at = ((), 0) if case.opening else words_before(text, case.sentence[0], start)
    after = word_after(text, end)
    follows_brand = (
        bool(before)
        and before[0].istitle()
        and around.other_brand_in(brand, start - len(before[0]) - 1, start)
    )
    hints = around.hints.get(brand)
    # By place: keywords double the time that it takes to make one.
    return Nearby(
        text,
        start,
        end,
        case.facts,
        before,
        tuple([fold_word(word).strip("'") for word in before]),
        after,
        fold_word(after),
        text[end : end + 1],
        first_at,
        case.opening,
        match.pattern.split,
        follows_brand,
        hints is not None and any(end < place <= end + 3 for place in hints),
        around.language,
    )


def _weigh_topic(scales: Scales, case: _Case, around: Surroundings) -> None:
    """What the sentence and the whole answer speak of."""
    lean = around.words.lean
    if lean < _OTHER_LEAN and around.words.tone.other > 1:
        weight = -2 if lean < 2 * _OTHER_LEAN else -1
        # Who heads an item is what the list is of, whatever the answer tells of it.
        scales.add(weight / 2 if "heads_item" in scales.reasons else weight, "other_topic")
    elif lean > -_OTHER_LEAN:
        scales.add(0.5, "trade_topic")
    balance = around.balance_in(case.sentence, case.facts)
    if balance < 0:
        scales.add(max(-2, balance), "other_in_sentence")
    elif balance > 0:
        scales.add(0.5 if balance == 1 else 1, "trade_in_sentence")


def _weigh_answer(scales: Scales, brand: str, around: Surroundings) -> None:
    """What the whole answer says of the brand, after what the sentence does."""
    is_certain = brand in around.certain_brands
    if len(around.certain_brands) > is_certain and "beside_brand" not in scales.reasons:
        scales.add(0.5, "with_brand")
    if is_certain:
        scales.add(2, "other_name")
    if brand in around.owned:
        scales.add(3, "own_domain")
    if brand in around.hints and "context_in_sentence" not in scales.reasons:
        scales.add(1, "context_in_answer")
    if brand in around.contrary and "contrary_in_sentence" not in scales.reasons:
        scales.add(-0.25, "contrary_in_answer")


def _weigh_sentence(scales: Scales, case: _Case, around: Surroundings) -> None:
    """What the sentence says of the brand, beside its grammar."""
    brand, (start, end) = case.match.pattern.brand, case.sentence
    if around.other_brand_in(brand, start, end):
        scales.add(2, "beside_brand")
    if _has_one_within(around.hints.get(brand), start, end):
        scales.add(2, "context_in_sentence")
    if _has_one_within(around.contrary.get(brand), start, end):
        scales.add(-4, "contrary_in_sentence")


def _has_one_within(places: list[int] | None, start: int, end: int) -> bool:
    if places is None:
        return False
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def _opens_sentence(text: str, begin: int, place: int) -> bool:
    """Whether no word stands between the begin of the sentence and the place."""
    if begin >= place:
        return True
    if text[place - 1] in _QUOTES and _QUOTATION.search(text, max(0, place - 4), place):
        return True
    if place - begin > _WINDOW or text[begin].isalnum():
        return False
    return _ALNUM.search(text, begin, place) is None


def _follows_colon(text: str, start: int) -> bool:
    """Whether a colon or a dash stands before, with nothing between but spaces and emphasis."""
    lead = text[max(0, start - _MAX_LEAD) : start]
    return (":" in lead or "\u2014" in lead) and _AFTER_COLON.search(lead) is not None
