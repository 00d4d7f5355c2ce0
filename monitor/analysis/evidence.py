"""Weighs whether a name that is also a common word, a person or a place means the brand.

Weights are added per candidate; none is a gate, because hints are incomplete and in one language.
Each weight that was used leaves a short word in the reasons.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass, field

from monitor.analysis.folding import cased, fold_text
from monitor.analysis.layout import Layout
from monitor.analysis.matching import Match
from monitor.analysis.variants import squeeze
from monitor.analysis.word_lists import all_words, read_words
from monitor.domain.findings import Place

ACCEPTED = 1.0
"""The least score with which a candidate counts."""

_STRONG = 3.0
_WEAK = -1.0
_BEFORE = re.compile(r"([\w'\u2019.]+)[ \t*_\u00a0]*\Z")
_BEFORE_MARKS = " \t*_\u00a0"
_AFTER = re.compile(r"(?:'s|\u2019s)?[*_]{0,2}[ \u00a0]([^\W_]+)")
_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_HEAD_END = re.compile(
    r"[ \t]*(?:\*\*|__|\])?[ \t]*(?:[:\uff1a\u2013—|(\[\uff08]|-[ \t]|\]|\*\*|$)", re.MULTILINE
)
_PRODUCT = re.compile(r"[ \u00a0](?:[A-Z][\w+-]|\d|[A-Z]\d)")
_WINDOW = 60


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
        return round(1 / (1 + math.exp(0.5 - self.score)), 3)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the whole answer speaks for or against brands.

    Attributes:
        certain: offsets and brands of the names that need no evidence.
        owned: brands of whose domains a URL stands in the answer or its sources.
        hints: for each brand, the offsets of its context words and of words against it.
    """

    text: str
    layout: Layout
    language: str | None
    certain: list[tuple[int, str]]
    certain_brands: frozenset[str]
    owned: frozenset[str]
    hints: dict[str, list[int]]
    contrary: dict[str, list[int]]

    def other_brand_in(self, brand: str, start: int, end: int) -> bool:
        """Whether one of the first sure names in the span is of another brand."""
        first = bisect_left(self.certain, (start, ""))
        last = bisect_left(self.certain, (end, ""), lo=first, hi=min(len(self.certain), first + 20))
        return any(other != brand for _, other in self.certain[first:last])


@dataclass(slots=True)
class _Scales:
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        self.score += weight
        self.reasons.append(reason)


def is_common_word(alias: str) -> bool:
    """Whether the alias is also a word, first name or place in our lists."""
    return fold_text(alias).strip() in all_words("common_words.txt")


def judge(match: Match, flagged: bool, around: Surroundings) -> Verdict:
    """The evidence for one candidate; `flagged` where the user calls the brand ambiguous."""
    scales = _Scales()
    if not flagged:
        scales.add(1, "not_flagged")
    sentence = around.layout.sentence_at(match.start)
    opening = _opens_sentence(around, sentence[0], match.start)
    _weigh_case(scales, match, around, opening=opening)
    _weigh_place(scales, match, around, opening=opening)
    _weigh_neighbors(scales, match, around, opening=opening)
    _weigh_answer(scales, match, around, sentence)
    return Verdict(scales.score, tuple(scales.reasons))


def with_one_sense(verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts on one brand in one answer; a sure one lifts doubtful ones of its case."""
    if not any(verdict.score >= _STRONG for verdict in verdicts):
        return verdicts
    return [
        Verdict(v.score + 2, (*v.reasons, "same_sense"))
        if _WEAK <= v.score < ACCEPTED and "lower_case" not in v.reasons
        else v
        for v in verdicts
    ]


def _weigh_case(scales: _Scales, match: Match, around: Surroundings, *, opening: bool) -> None:
    surface = cased(around.text[match.start : match.end])
    written = match.pattern.surface
    if written.lower() == written.upper():
        scales.add(1, "no_case")
    elif surface == surface.lower():
        known_lower = written == written.lower()
        if not known_lower:
            scales.add(-4, "lower_case")
        elif is_common_word(match.pattern.alias):
            scales.add(-2, "lower_case")
        else:
            scales.add(1, "exact_case")
    elif opening:
        scales.add(0, "sentence_start")
    elif squeeze(surface) == written or surface[0].isupper():
        scales.add(1 if around.language == "de" else 2, "exact_case")


def _weigh_place(scales: _Scales, match: Match, around: Surroundings, *, opening: bool) -> None:
    text = around.text
    line = around.layout.lines[around.layout.line_at(match.start)]
    bold = text[max(0, match.start - 2) : match.start] in ("**", "__")
    if fold_text(match.pattern.alias) in read_words("common_words.txt")["places"]:
        scales.add(-1.5, "place_name")
    if bold and text[match.end : match.end + 2] in ("**", "__", ":*"):
        scales.add(2, "bold")
    elif opening and line.place is not Place.PROSE and _HEAD_END.match(text, match.end):
        scales.add(2, "heads_item")
    elif opening and line.place is not Place.PROSE and _PRODUCT.match(text, match.end):
        scales.add(1.5, "heads_product")


def _weigh_neighbors(scales: _Scales, match: Match, around: Surroundings, *, opening: bool) -> None:
    words = _words()
    before = _word_before(around.text, match.start)
    found = _AFTER.match(around.text, match.end, match.end + _WINDOW)
    after = found[1] if found is not None else ""
    folded_before, folded_after = fold_text(before), fold_text(after)
    _weigh_day(scales, match, folded_before, folded_after)
    if opening and folded_after in words["verbs"]:
        scales.add(0.5, "subject")
    if folded_after in words["company suffixes"]:
        scales.add(3, "company_suffix")
    elif folded_after in words["product nouns"] or _POSSESSIVE.match(around.text, match.end):
        scales.add(1, "product_noun")
    elif (
        found is not None
        and after[:1].isupper()
        and folded_after in words["other trades"]
        and found.start(1) not in around.hints.get(match.pattern.brand, ())
    ):
        scales.add(-4, "other_trade")
    if folded_before in words["articles"]:
        scales.add(-1, "article")
    elif (
        around.language == "de"
        and folded_before in words["german articles"]
        and not around.text.startswith("-", match.end)
    ):
        scales.add(-2, "article")
    _weigh_person(scales, match, before, after, around)
    if around.language == "ja" and around.text[match.end : match.end + 1] in ("的", "な"):
        scales.add(-3, "adjective")


def _weigh_day(scales: _Scales, match: Match, before: str, after: str) -> None:
    words = _words()
    if fold_text(match.pattern.alias) not in read_words("common_words.txt")["weekdays"]:
        return
    scales.add(-1, "weekday")
    if before in words["day prepositions"]:
        scales.add(-4, "preposition")
    elif after in words["day followers"]:
        scales.add(-3, "time_of_day")


def _weigh_person(
    scales: _Scales, match: Match, before: str, after: str, around: Surroundings
) -> None:
    names = read_words("first_names.txt")
    folded = fold_text(before).rstrip(".")
    if before and before[0].isupper() and folded in names["titles"]:
        scales.add(-5, "person_title")
    elif folded in names["titles"] and around.language in {"de", "pt", "es", "fr"}:
        scales.add(-3, "person_title")
    elif before[:1].isupper() and folded in names["names"]:
        scales.add(-4, "person_name")
    elif _is_odd_capital(before, match, around):
        scales.add(-1, "name_before")
    is_first_name = fold_text(match.pattern.alias) in names["names"]
    if is_first_name and after.istitle() and fold_text(after) not in _words()["product nouns"]:
        scales.add(-1 if around.language == "de" else -3, "person_name")


def _is_odd_capital(before: str, match: Match, around: Surroundings) -> bool:
    """Whether an unknown capitalized word stands before the name within its sentence."""
    # German writes every noun with a capital.
    if not before.istitle() or around.language == "de":
        return False
    place = match.start - len(before) - 1
    follows_brand = around.other_brand_in(match.pattern.brand, place, match.start)
    return not follows_brand and not _is_first_word(around, place)


def _words() -> dict[str, frozenset[str]]:
    return read_words("evidence_words.txt")


def _weigh_answer(
    scales: _Scales, match: Match, around: Surroundings, sentence: tuple[int, int]
) -> None:
    brand = match.pattern.brand
    if around.other_brand_in(brand, *sentence):
        scales.add(2, "beside_brand")
    elif around.certain_brands - {brand}:
        scales.add(1, "with_brand")
    if brand in around.certain_brands:
        scales.add(2, "other_name")
    if brand in around.owned:
        scales.add(3, "own_domain")
    for hints, near, far, reason in (
        (around.hints, 2, 1, "context"),
        (around.contrary, -3, -1.5, "contrary"),
    ):
        places = hints.get(brand, [])
        first = bisect_left(places, sentence[0])
        if first < len(places) and places[first] < sentence[1]:
            scales.add(near, f"{reason}_in_sentence")
        elif places:
            scales.add(far, f"{reason}_in_answer")


def _word_before(text: str, start: int) -> str:
    found = _BEFORE.search(text[max(0, start - _WINDOW) : start])
    return found[1] if found is not None else ""


def _opens_sentence(around: Surroundings, begin: int, place: int) -> bool:
    """Whether no word stands between the begin of the sentence and the place."""
    if place - begin > _WINDOW:
        return False
    return not any(map(str.isalnum, around.text[begin:place]))


def _is_first_word(around: Surroundings, place: int) -> bool:
    begin, _ = around.layout.sentence_at(max(0, place))
    return _opens_sentence(around, begin, max(0, place))
