"""How an answer speaks of each brand: cues of praise and criticism, given to the brand they are of.

A cue belongs to the brand of its clause, else to the brand before it in its sentence, else to the
brand that heads its item, heading, row or column, else, where the sentence goes on with a pronoun,
to the brand of the sentence before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.analysis.belonging import Belonging
from monitor.analysis.lexicon import Cue, CueKind
from monitor.analysis.negation import is_negated
from monitor.domain.findings import Mention, Polarity, Sentiment

_WEIGHTS = {
    CueKind.PRAISE: 1.0,
    CueKind.FAINT_PRAISE: 0.4,
    CueKind.RECOMMEND: 1.5,
    CueKind.CHOOSE: 1.5,
    CueKind.COMPLAINT: -1.0,
    CueKind.FAINT_COMPLAINT: -0.4,
    CueKind.DISCOURAGE: -2.0,
}
_NEGATED = {
    CueKind.PRAISE: -0.9,
    CueKind.FAINT_PRAISE: -0.5,
    CueKind.RECOMMEND: -2.0,
    CueKind.CHOOSE: -2.0,
    CueKind.COMPLAINT: 0.6,
    CueKind.FAINT_COMPLAINT: 0.3,
    CueKind.DISCOURAGE: 0.5,
}
_CHOICES = frozenset({CueKind.RECOMMEND, CueKind.CHOOSE})
_BY_COLUMN = 0.8  # of what stands under "Pros" or "Cons" without a cue of its own
_POLARITY_WEIGHTS = {Polarity.NEGATED: -1.5, Polarity.CONTRASTED: -0.3}
_EXPLICIT = 0.5  # less is no explicit praise or criticism
_MINOR_SHARE = 0.12  # of the other side; such a "but" is of trivial weight
_MAX_CUES = 12


@dataclass(slots=True)
class Judgement:
    """What speaks for and against one brand in one answer."""

    praise: float = 0.0
    criticism: float = 0.0
    chosen: bool = False
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


def judge_brands(
    text: str, mentions: Sequence[Mention], cues: Sequence[Cue], belonging: Belonging
) -> dict[str, Judgement]:
    """For each brand with a mention, what the cues say; all sequences are by offset."""
    judgements: dict[str, Judgement] = {}
    for mention in mentions:
        judgement = judgements.setdefault(mention.brand, Judgement())
        weight = _POLARITY_WEIGHTS.get(mention.polarity)
        if weight is not None:
            judgement.add(weight, mention.polarity.value)
            judgement.discouraged |= mention.polarity is Polarity.NEGATED
    for number, cue in enumerate(cues):
        weight = _WEIGHTS.get(cue.kind)
        if weight is None:
            continue
        sign = belonging.sign_at(cue.start)
        negated = is_negated(text, cues, number, belonging.language)
        weight = _NEGATED[cue.kind] if negated else weight
        if sign:
            weight = sign * max(abs(weight), _BY_COLUMN) if sign * weight > 0 else 0.0
        if not weight:
            continue
        if cue.kind is CueKind.CHOOSE:
            brands = belonging.brands_after(cue.end)
        else:
            brands = belonging.brands_of(cue.start, cue.end)
        word = text[cue.start : cue.end].lower()
        for brand in brands:
            judgement = judgements.setdefault(brand, Judgement())
            judgement.add(weight, f"not {word}" if negated else word)
            judgement.chosen |= cue.kind in _CHOICES and not negated and weight > 0
            judgement.discouraged |= weight <= _WEIGHTS[CueKind.DISCOURAGE]
    _weigh_columns(judgements, cues, belonging)
    return judgements


def _weigh_columns(
    judgements: dict[str, Judgement], cues: Sequence[Cue], belonging: Belonging
) -> None:
    """What stands under "Pros" or "Cons" counts once, also without a cue."""
    starts = [cue.start for cue in cues if cue.kind in _WEIGHTS]
    for start, end, sign, brand in belonging.signed_spans():
        if bisect_right(starts, end) == bisect_left(starts, start):
            judgements.setdefault(brand, Judgement()).add(
                sign * _BY_COLUMN, "pros" if sign > 0 else "cons"
            )


def outside_names(cues: Sequence[Cue], mentions: Sequence[Mention]) -> list[Cue]:
    """The cues that are no part of a brand's name ("Best Buy")."""
    spans = [(mention.start, mention.end) for mention in mentions]
    kept = []
    for cue in cues:
        at = bisect_right(spans, (cue.start, 1 << 62)) - 1
        if at < 0 or spans[at][1] <= cue.start:
            kept.append(cue)
    return kept
