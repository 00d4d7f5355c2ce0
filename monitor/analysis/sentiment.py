"""How an answer speaks of each brand: cues of praise and criticism, given to the brand they are of.

A cue belongs to the brand of its clause, else to the brand before it in its sentence, else to the
brand that heads its item, heading, row or column, else, where the sentence goes on with a pronoun,
to the brand of the sentence before. What stands under "Pros" or "Cons" counts by its label.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from monitor.analysis.belonging import Belonging
from monitor.analysis.cue_places import CuePlaces
from monitor.analysis.folding import fold_text
from monitor.analysis.labels import Signed, signed_spans_of
from monitor.analysis.lexicon import Cue, CueKind, Lexicon, lexicon_of
from monitor.analysis.negation import is_negated
from monitor.analysis.turns import Turn, find_turns
from monitor.domain.findings import Finding, Mention, Place, Polarity, Sentiment

_WEIGHTS = {
    CueKind.PRAISE: 1.0,
    CueKind.FAINT_PRAISE: 0.5,
    CueKind.RECOMMEND: 1.5,
    CueKind.CHOOSE: 1.5,
    CueKind.COMPLAINT: -1.0,
    CueKind.FAINT_COMPLAINT: -0.4,
    CueKind.DISCOURAGE: -2.0,
}
_NEGATED = {
    CueKind.PRAISE: -0.9,
    CueKind.FAINT_PRAISE: -0.6,
    CueKind.RECOMMEND: -2.0,
    CueKind.CHOOSE: -2.0,
    CueKind.COMPLAINT: 0.6,
    CueKind.FAINT_COMPLAINT: 0.3,
    CueKind.DISCOURAGE: 0.5,
}
_CHOICES = frozenset({CueKind.RECOMMEND, CueKind.CHOOSE})
_NEGATORS = frozenset({CueKind.NEGATOR, CueKind.NEGATOR_AFTER})
_BY_COLUMN = 0.8  # of what stands under "Pros" or "Cons" without a cue of its own
_BY_TURN = 0.7  # of the half beside a "but" for which no cue is known
_BY_VERDICT = 1.5
_POLARITY_WEIGHTS = {Polarity.NEGATED: -1.5, Polarity.CONTRASTED: -0.3}
_EXPLICIT = 0.5  # less is no explicit praise or criticism
_MINOR_SHARE = 0.2  # of the other side; such a "but" is of trivial weight
_MAX_CUES = 12
_MAX_VERDICT = 80  # characters of a sentence that only names the answer
_SAYS_NOTHING = re.compile(r"[\W\d_]*\Z")
_MARKS = " \t*_#>-•+|:.\u2013\u2014\uff1a\u3002()[]"
_STOPS = (".", "!", "\u3002", "\uff01")
_INFERRED = frozenset({"+but", "-but", "+pros", "-cons"})


@dataclass(slots=True)
class Judgement:
    """What speaks for and against one brand in one answer."""

    praise: float = 0.0
    criticism: float = 0.0
    chosen: bool = False
    picked: bool = False  # only by a word such as "use", which instructions have, too
    discouraged: bool = False
    cues: list[str] = field(default_factory=list)

    def add(self, weight: float, word: str) -> None:
        """Weigh one cue."""
        if weight > 0:
            self.praise += weight
        else:
            self.criticism -= weight
        if len(self.cues) < _MAX_CUES:
            self.cues.append(("+" if weight > 0 else "-") + word)

    @property
    def score(self) -> float:
        """From -1 to 1; 0 where nothing speaks for or against."""
        total = self.praise + self.criticism
        return round((self.praise - self.criticism) / total, 3) if total else 0.0

    @property
    def sentiment(self) -> Sentiment:
        """The one word for it."""
        praised = self.praise >= _EXPLICIT and self.praise > _MINOR_SHARE * self.criticism
        blamed = self.criticism >= _EXPLICIT and self.criticism > _MINOR_SHARE * self.praise
        if self.discouraged and self.criticism >= self.praise:
            return Sentiment.NEGATIVE
        if praised and blamed:
            return Sentiment.MIXED
        if praised:
            return Sentiment.POSITIVE
        return Sentiment.NEGATIVE if blamed else Sentiment.NEUTRAL


@dataclass(slots=True)  # a frozen one takes three times as long to make
class _Weighed:
    """A cue with its weight for one brand, to be looked up by place."""

    start: int
    brand: str
    weight: float


def sentiment_margin(finding: Finding) -> float:
    """How clear the sentiment of a finding is, from 0 (a toss-up) to 1; 0 when not mentioned.

    A sentiment from no cue, from few or inferred ones, or near the edge to another is unclear.
    """
    if finding.sentiment is None or finding.sentiment_score is None:
        return 0.0
    known = [cue for cue in finding.sentiment_cues if cue not in _INFERRED]
    inferred = [cue for cue in finding.sentiment_cues if cue in _INFERRED]
    match finding.sentiment:
        case Sentiment.NEUTRAL:
            return 0.2 if finding.sentiment_cues else 0.4
        case Sentiment.MIXED:
            # A turn beside one known cue is right more often than two cues that may be of others.
            return 0.2 if not known else 0.8 if inferred else 0.6
        case Sentiment.POSITIVE:
            return round(abs(finding.sentiment_score) * min(1.0, 0.2 + 0.4 * len(known)), 3)
        case Sentiment.NEGATIVE:
            return round(abs(finding.sentiment_score) * min(1.0, 0.5 * len(known)), 3)
        case _:
            assert_never(finding.sentiment)


def judge_brands(
    text: str, mentions: Sequence[Mention], cues: Sequence[Cue], belonging: Belonging
) -> dict[str, Judgement]:
    """For each brand with a mention, what the cues say; all sequences are by offset."""
    lexicon = lexicon_of(belonging.language)
    if lookalikes := lexicon.lookalikes:
        cues = [cue for cue in cues if text[cue.start : cue.end].lower() not in lookalikes]
    judgements: dict[str, Judgement] = {}
    for mention in mentions:
        judgement = _of(mention.brand, judgements)
        weight = _POLARITY_WEIGHTS.get(mention.polarity)
        if weight is not None:
            judgement.add(weight, mention.polarity.value)
            judgement.discouraged |= mention.polarity is Polarity.NEGATED
        if mention.place is not Place.PROSE and belonging.is_avoided(mention.start):
            judgement.add(_WEIGHTS[CueKind.DISCOURAGE], "list to avoid")
            judgement.discouraged = True
    signed = signed_spans_of(text, mentions, belonging, lexicon)
    places = CuePlaces(mentions, belonging, signed, text)
    weighed = list(_weigh_cues(text, cues, judgements, places))
    _weigh_labels(judgements, signed)
    for turn in find_turns(text, cues, lexicon):
        _weigh_turn(turn, weighed, judgements, places)
    for brand in _verdicts(text, mentions, lexicon):
        judgements[brand].add(_BY_VERDICT, "verdict")
        judgements[brand].chosen = True
    return judgements


def _of(brand: str, judgements: dict[str, Judgement]) -> Judgement:
    """The judgement of the brand, a new one if it has none."""
    judgement = judgements.get(brand)
    if judgement is None:
        judgement = judgements[brand] = Judgement()
    return judgement


def _weigh_cues(
    text: str, cues: Sequence[Cue], judgements: dict[str, Judgement], places: CuePlaces
) -> Iterator[_Weighed]:
    language = places.belonging.language
    may_be_negated = any(cue.kind in _NEGATORS for cue in cues)
    for number, cue in enumerate(cues):
        kind = cue.kind
        weight = _WEIGHTS.get(kind)
        if weight is None:
            continue
        negated = may_be_negated and is_negated(text, cues, number, language)
        if negated:
            weight = _NEGATED[kind]
        label = places.signed_at(cue.start)
        if label is not None:
            if label.sign * weight > 0:
                word = text[cue.start : cue.end].lower()
                _of(label.brand, judgements).add(0.1 * weight, word)
            continue
        brands = places.brands_of(cue)
        if not brands:
            continue
        word = text[cue.start : cue.end].lower()
        for brand in brands:
            judgement = _of(brand, judgements)
            judgement.add(weight, f"not {word}" if negated else word)
            if weight > 0 and kind in _CHOICES:
                judgement.chosen |= kind is CueKind.RECOMMEND
                judgement.picked |= kind is CueKind.CHOOSE
            elif weight <= _WEIGHTS[CueKind.DISCOURAGE]:
                judgement.discouraged = True
            yield _Weighed(cue.start, brand, weight)


def _weigh_labels(judgements: dict[str, Judgement], signed: Sequence[Signed]) -> None:
    for each in signed:
        _of(each.brand, judgements).add(each.sign * _BY_COLUMN, "pros" if each.sign > 0 else "cons")


def _weigh_turn(
    turn: Turn, weighed: Sequence[_Weighed], judgements: dict[str, Judgement], places: CuePlaces
) -> None:
    """The half beside a judged half counts as its opposite, where both are of one brand."""
    if places.signed_at(turn.start) is not None:
        return
    brands = places.brands_at(turn.before[1] - 1, -1)
    beside = places.brands_at(turn.after[0], 1) if brands else ()
    for brand in brands:
        if brand not in beside:
            continue
        before = _signs(weighed, brand, turn.before)
        after = _signs(weighed, brand, turn.after)
        judgement = _of(brand, judgements)
        if len(before) == 1 and not after:
            judgement.add(-_BY_TURN * next(iter(before)), "but")
        elif len(after) == 1 and not before:
            judgement.add(-_BY_TURN * next(iter(after)), "but")
        elif not before and not after and places.is_item_of(brand, turn.start):
            judgement.add(_BY_TURN, "but")
            judgement.add(-_BY_TURN, "but")


def _signs(weighed: Sequence[_Weighed], brand: str, span: tuple[int, int]) -> set[int]:
    first = bisect_left(weighed, span[0], key=lambda each: each.start)
    last = bisect_left(weighed, span[1], key=lambda each: each.start)
    return {1 if each.weight > 0 else -1 for each in weighed[first:last] if each.brand == brand}


def _verdicts(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> set[str]:
    """The brands whose name is the whole answer: "Verdict: Acme" or, first of all, "Acme."."""
    found = set()
    for mention in mentions:
        if mention.place is not Place.PROSE or mention.polarity is not Polarity.AFFIRMED:
            continue
        if not _SAYS_NOTHING.match(text, mention.end, mention.sentence_end):
            continue
        lead = text[mention.sentence_start : mention.start]
        label = fold_text(lead).strip(_MARKS)
        is_opening = not text[: mention.sentence_start].strip(_MARKS) and (
            (not label and text[mention.end : mention.sentence_end].strip(" *_")[:1] in _STOPS)
            or lead.rstrip(" *_")[-1:] in (",", "\uff0c", "、", "،")
        )
        names_verdict = lexicon.phrases(CueKind.VERDICT).start_of(label) == len(label) > 0
        if len(lead) <= _MAX_VERDICT and (is_opening or names_verdict):
            found.add(mention.brand)
    return found


def outside_names(cues: Sequence[Cue], mentions: Sequence[Mention]) -> list[Cue]:
    """The cues that are no part of a brand's name ("Best Buy")."""
    kept = []
    following = end = 0  # the next mention, and where the one before it ends
    for cue in cues:
        while following < len(mentions) and mentions[following].start <= cue.start:
            end = mentions[following].end
            following += 1
        if end <= cue.start:
            kept.append(cue)
    return kept
