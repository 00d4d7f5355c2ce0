"""Weighs whether a name that is also a common word, a person or a place means the brand.

Weights are added per candidate; none is a gate, because hints are incomplete and in one language.
Each weight that was used leaves a short word in the reasons.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.analysis.entities import ENTITY_REASONS, entity_weights
from monitor.analysis.folding import Folded, cased, fold_text, fold_word
from monitor.analysis.grammar import GRAMMAR_REASONS, opening_weights
from monitor.analysis.layout import Layout
from monitor.analysis.matching import Match
from monitor.analysis.nearby import Nearby, word_after, words_before
from monitor.analysis.neighbors import ARTICLE_REASONS, neighbor_weights
from monitor.analysis.tenor import Tenor
from monitor.analysis.topics import AnswerWords, Tone, topics_of, words_of
from monitor.analysis.uncased import STRAY_REASONS, Candidate, is_uncased, uncased_evidence
from monitor.analysis.variants import squeeze
from monitor.analysis.word_lists import is_city, is_common_word, is_frequent_word, read_words
from monitor.domain.findings import Place

ACCEPTED = 1.0
"""The least score with which a candidate counts."""

SLOPE = 1.5
"""How fast certainty grows with the score; fitted by tests/evaluation/fit_evidence.py."""

_HEAD_END = re.compile(
    r"[ \t]*(?:\*\*|__|\])?[ \t]*(?:[:\uff1a\u2013—|(\[\uff08]|-[ \t]|\]|\*\*|$)", re.MULTILINE
)
_PRODUCT = re.compile(r"[ \u00a0](?:[A-Z][\w+-]|\d|[A-Z]\d)")
_HUMP = re.compile(r"[a-z][A-Z]")
_WORD_CAPITAL = re.compile(r" [A-Z]")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_ALONE = re.compile(r"[*_]{0,2}(?:\.|\s*$)", re.MULTILINE)
_AFTER_COLON = re.compile(r"[:\u2014][ *_]+\Z")
_WINDOW = 60
_MAX_SENTENCE = 600
_OTHER_LEAN = -0.3
_OTHER_REASONS = ENTITY_REASONS | GRAMMAR_REASONS | ARTICLE_REASONS
_SPACED = frozenset({"ar", "ko"})  # languages without capitals that put spaces between words
_PHRASES = frozenset({"construct", "predicate"})  # of Arabic, in which a noun is no name
_HOPELESS = -5.0  # in small letters, and no mark of a name: nothing else can make up for it


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the whole answer speaks for or against brands.

    Attributes:
        certain: offsets and brands of the names that need no evidence.
        owned: brands of whose domains a URL stands in the answer or its sources.
        words: of the answer, by which its tone is told.
        sentence_tones: kept by the offset of the sentence and the folded name.
        tenor: the same for names without capitals.
        hints: for each brand, the offsets of its context words and of words against it.
    """

    text: str
    folded: Folded
    layout: Layout
    language: str | None
    certain: list[tuple[int, str]]
    certain_brands: frozenset[str]
    owned: frozenset[str]
    hints: dict[str, list[int]]
    contrary: dict[str, list[int]]
    words: AnswerWords
    tenor: Tenor
    sentence_tones: dict[tuple[int, str], Tone] = field(default_factory=dict)

    @property
    def tone(self) -> Tone:
        """What the answer speaks of."""
        return self.words.tone

    def other_brand_in(self, brand: str, start: int, end: int) -> bool:
        """Whether one of the first sure names in the span is of another brand."""
        if not self.certain:
            return False
        first = bisect_left(self.certain, (start, ""))
        last = bisect_left(self.certain, (end, ""), lo=first, hi=min(len(self.certain), first + 20))
        return any(other != brand for _, other in self.certain[first:last])

    def tone_in(self, sentence: tuple[int, int], alias: str) -> Tone:
        """The tone of a sentence, without the words of the name itself; folded."""
        tone = self.sentence_tones.get((sentence[0], alias))
        if tone is None:
            end = min(sentence[1], sentence[0] + _MAX_SENTENCE)
            folded = self.folded
            if folded.is_aligned:
                words = self.words.within(sentence[0], end)
            else:
                words = words_of(fold_text(self.text[sentence[0] : end]))
            tone = topics_of(self.language).tone_of(words.difference(alias.split()))
            self.sentence_tones[sentence[0], alias] = tone
        return tone


@dataclass(slots=True)
class _Scales:
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        self.score += weight
        self.reasons.append(reason)


def judge(match: Match, flagged: bool, around: Surroundings) -> Verdict:
    """The evidence for one candidate; `flagged` where the user calls the brand ambiguous."""
    scales = _Scales()
    if not flagged:
        scales.add(1.5, "not_flagged")
    place, sentence = around.layout.place_at(match.start)
    opening = _opens_sentence(around, sentence[0], match.start)
    if is_uncased(match.pattern.surface):
        return _judge_uncased(scales, match, around, opening=opening)
    near = _nearby(match, around, sentence, opening=opening)
    _weigh_case(scales, match, around, near)
    _weigh_place(scales, match, around, opening=opening)
    if scales.score <= _HOPELESS:
        return Verdict(scales.score, tuple(scales.reasons))
    for weight, reason in neighbor_weights(near):
        scales.add(weight, reason)
    starts = opening or _AFTER_COLON.search(around.text, max(0, match.start - 4), match.start)
    if starts and "heads_item" not in scales.reasons:
        for weight, reason in opening_weights(
            near, listed=place is not Place.PROSE, flagged=flagged, asked=around.tenor.asked
        ):
            scales.add(weight, reason)
    for weight, reason in entity_weights(near, lean=around.tone.lean):
        scales.add(weight, reason)
    _weigh_topic(scales, match, around, sentence)
    # Where the words beside the name make it another thing, the rest of the answer is no proof.
    if _OTHER_REASONS.isdisjoint(scales.reasons):
        _weigh_answer(scales, match, around, sentence)
    else:
        _weigh_sentence(scales, match, around, sentence)
    return Verdict(scales.score, tuple(scales.reasons))


def _judge_uncased(
    scales: _Scales, match: Match, around: Surroundings, *, opening: bool
) -> Verdict:
    place, sentence = around.layout.place_at(match.start)
    candidate = Candidate(
        name=match.pattern.alias,
        start=match.start,
        end=match.end,
        sentence=sentence,
        opens_item=opening and place is not Place.PROSE,
    )
    for weight, reason in uncased_evidence(around.text, candidate, around.tenor, around.language):
        scales.add(weight, reason)
    _weigh_place(scales, match, around, opening=opening)
    stray = STRAY_REASONS.isdisjoint(scales.reasons) or around.language in _SPACED
    if stray and _PHRASES.isdisjoint(scales.reasons):
        _weigh_answer(scales, match, around, sentence)
    else:
        _weigh_sentence(scales, match, around, sentence)
    if "other_name" in scales.reasons and not STRAY_REASONS.isdisjoint(scales.reasons):
        scales.add(-2, "stray_word")
    return Verdict(scales.score, tuple(scales.reasons))


def _weigh_case(scales: _Scales, match: Match, around: Surroundings, near: Nearby) -> None:
    surface = cased(around.text[match.start : match.end])
    written = match.pattern.surface
    if written.lower() == written.upper():
        scales.add(1, "no_case")
    elif surface == surface.lower():
        known_lower = written == written.lower()
        if not known_lower:
            scales.add(-6, "lower_case")
        elif is_common_word(near.alias):
            scales.add(-2, "lower_case")
        else:
            scales.add(1, "exact_case")
    elif _is_in_capitals(surface, around.text, match):
        scales.add(2, "capitals")
    elif _HUMP.search(surface) and squeeze(surface) == written:
        scales.add(3, "own_spelling")
    elif " " in surface and surface[1:].islower() and not written[1:].islower():
        scales.add(-2, "lower_within")
    elif near.opening and not _WORD_CAPITAL.search(surface):
        listed = is_common_word(near.alias) or is_frequent_word(near.alias)
        # Turkish verbs stand at the end, so no verb after the name can help.
        plain = 0.5 if around.language == "tr" else 0
        scales.add(plain if listed else plain + 0.5, "sentence_start")
    elif surface[0].isupper() or squeeze(surface) == written:
        german = 0 if is_frequent_word(near.alias) else 1
        scales.add(german if around.language == "de" else 2, "exact_case")


def _is_in_capitals(surface: str, text: str, match: Match) -> bool:
    """Whether the name is written in capitals, and the words around it are not."""
    if len(surface) <= 1 or not surface.isupper():
        return False
    beside = text[max(0, match.start - _WINDOW // 3) : match.start]
    beside += text[match.end : match.end + _WINDOW // 3]
    return not any(word.isupper() for word in _LONG_WORD.findall(beside))


def _weigh_place(scales: _Scales, match: Match, around: Surroundings, *, opening: bool) -> None:
    text = around.text
    place, _ = around.layout.place_at(match.start)
    bold = text[max(0, match.start - 2) : match.start] in ("**", "__")
    listed = opening and place is not Place.PROSE
    if fold_word(match.pattern.alias) in read_words("common_words.txt")["places"]:
        scales.add(-0.25 if opening else -1.25, "place_name")
    elif is_city(match.pattern.alias):
        scales.add(-0.25 if opening else -0.75, "city_name")
    if bold and text[match.end : match.end + 2] in ("**", "__", ":*"):
        scales.add(2, "bold")
    elif (bold or listed) and _PRODUCT.match(text, match.end):
        scales.add(2, "heads_product")
    if listed and _HEAD_END.match(text, match.end):
        scales.add(2, "heads_item")
    elif opening and _ALONE.match(text, match.end):
        scales.add(2, "alone")


def _is_hint_after(match: Match, around: Surroundings) -> bool:
    places = around.hints.get(match.pattern.brand)
    return places is not None and any(match.end < place <= match.end + 3 for place in places)


def _nearby(
    match: Match, around: Surroundings, sentence: tuple[int, int], *, opening: bool
) -> Nearby:
    before, first_at = ((), 0) if opening else words_before(around.text, sentence[0], match.start)
    place = match.start - len(before[0]) - 1 if before else match.start
    after = word_after(around.text, match.end)
    follows_brand = (
        bool(before)
        and before[0].istitle()
        and around.other_brand_in(match.pattern.brand, place, match.start)
    )
    # By place: keywords double the time that it takes to make one.
    return Nearby(
        around.text,
        match.start,
        match.end,
        fold_word(match.pattern.alias),
        before,
        tuple([fold_word(word).strip("'") for word in before]),
        after,
        fold_word(after),
        first_at,
        opening,
        match.pattern.split,
        follows_brand,
        _is_hint_after(match, around),
        around.language,
    )


def _weigh_topic(
    scales: _Scales, match: Match, around: Surroundings, sentence: tuple[int, int]
) -> None:
    """What the sentence and the whole answer speak of."""
    lean = around.tone.lean
    if lean < _OTHER_LEAN and around.tone.other > 1:
        weight = -2 if lean < 2 * _OTHER_LEAN else -1
        # Who heads an item is what the list is of, whatever the answer tells of it.
        scales.add(weight / 2 if "heads_item" in scales.reasons else weight, "other_topic")
    elif lean > -_OTHER_LEAN:
        scales.add(0.5, "trade_topic")
    near = around.tone_in(sentence, fold_word(match.pattern.alias))
    if near.other > near.trade:
        scales.add(max(-2, near.trade - near.other), "other_in_sentence")
    elif near.trade > near.other:
        scales.add(0.5 if near.trade - near.other == 1 else 1, "trade_in_sentence")


def _weigh_answer(
    scales: _Scales, match: Match, around: Surroundings, sentence: tuple[int, int]
) -> None:
    """What the whole answer says of the brand."""
    brand = match.pattern.brand
    _weigh_sentence(scales, match, around, sentence)
    if "beside_brand" not in scales.reasons and around.certain_brands - {brand}:
        scales.add(0.5, "with_brand")
    if brand in around.certain_brands:
        scales.add(2, "other_name")
    if brand in around.owned:
        scales.add(3, "own_domain")
    if "context_in_sentence" not in scales.reasons and around.hints.get(brand):
        scales.add(1, "context_in_answer")
    if "contrary_in_sentence" not in scales.reasons and around.contrary.get(brand):
        scales.add(-0.25, "contrary_in_answer")


def _weigh_sentence(
    scales: _Scales, match: Match, around: Surroundings, sentence: tuple[int, int]
) -> None:
    """What the sentence says of the brand, beside its grammar."""
    brand = match.pattern.brand
    if around.other_brand_in(brand, *sentence):
        scales.add(2, "beside_brand")
    for hints, weight, reason in (
        (around.hints, 2, "context_in_sentence"),
        (around.contrary, -4, "contrary_in_sentence"),
    ):
        places = hints.get(brand, [])
        first = bisect_left(places, sentence[0])
        if first < len(places) and places[first] < sentence[1]:
            scales.add(weight, reason)


def _opens_sentence(around: Surroundings, begin: int, place: int) -> bool:
    """Whether no word stands between the begin of the sentence and the place."""
    if place - begin > _WINDOW:
        return False
    return not any(map(str.isalnum, around.text[begin:place]))
