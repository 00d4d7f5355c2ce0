"""Weighs the places of one name in an answer against each other, and brands that stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.analysis.entities import ENTITY_REASONS
from monitor.analysis.evidence import ACCEPTED, Verdict
from monitor.analysis.grammar import GRAMMAR_REASONS
from monitor.analysis.layout import Layout
from monitor.analysis.neighbors import ARTICLE_REASONS
from monitor.analysis.uncased import WORD_REASONS

_LOCAL = frozenset(
    {
        *("contrary_in_sentence", "other_in_sentence", "small_word", "adjective", "located"),
        *("place_preposition", "number", "weekday"),
    }
    | GRAMMAR_REASONS
    | ARTICLE_REASONS
    | {"amid_word", "opens_word", "joined_word", "construct", "predicate", "verb"}
    | {"inside_it", "lower_within", "compound"}
)
"""Reasons in the sentence itself, against which the rest of the answer does not weigh."""

_STRONG = 3.0
_FIRM_REASONS = frozenset({"lower_case", "amid_clause"})  # which nothing elsewhere outweighs
_OTHER_REASONS = ENTITY_REASONS | WORD_REASONS | {"name_before"}
_ALONE_REASONS = (
    _FIRM_REASONS
    | ENTITY_REASONS
    | GRAMMAR_REASONS
    | {"amid_word", "opens_word", "contrary_in_sentence"}
)
_WEAK = -1.0


def with_one_sense(verdicts: Sequence[Verdict], after_longer: Sequence[bool]) -> list[Verdict]:
    """The verdicts on one brand in one answer, with what its other places say of its sense.

    A sure one lifts doubtful ones of its case. Where none before it is sure, a bare name after one
    that clearly means another thing means that thing too.

    Args:
        verdicts: by offset.
        after_longer: for each, whether something else's longer name stands before it.
    """
    if len(verdicts) == 1 and not after_longer[0]:
        return [*verdicts]
    sure = any(verdict.score >= _STRONG for verdict in verdicts)
    result: list[Verdict] = []
    other = sure_before = False
    for verdict, follows_longer in zip(verdicts, after_longer, strict=True):
        other = other or follows_longer
        means_other = verdict.score < ACCEPTED and not _OTHER_REASONS.isdisjoint(verdict.reasons)
        if not _FIRM_REASONS.isdisjoint(verdict.reasons) or means_other:
            result.append(verdict)
        elif other and not sure_before and verdict.score < _STRONG:
            result.append(Verdict(verdict.score - 2, (*verdict.reasons, "other_sense")))
        elif sure and _WEAK <= verdict.score < ACCEPTED and _LOCAL.isdisjoint(verdict.reasons):
            result.append(Verdict(verdict.score + 2, (*verdict.reasons, "same_sense")))
        else:
            result.append(verdict)
        other = other or means_other
        sure_before = sure_before or verdict.score >= _STRONG
    return result


def with_peers(
    verdicts: Mapping[str, Sequence[Verdict]], starts: Mapping[str, Sequence[int]], layout: Layout
) -> dict[str, list[Verdict]]:
    """The verdicts by brand; other brands that are meant lift doubtful ones.

    Args:
        verdicts: by brand, in the order of the offsets.
        starts: the offsets, by brand.
        layout: of the whole answer.
    """
    sentences = {
        brand: {
            layout.place_at(start)[1][0]
            for start, verdict in zip(starts[brand], judged, strict=True)
            if verdict.accepted
        }
        for brand, judged in verdicts.items()
    }
    meant = [brand for brand, places in sentences.items() if places]
    result: dict[str, list[Verdict]] = {}
    for brand, judged in verdicts.items():
        others = [sentences[other] for other in meant if other != brand]
        result[brand] = [
            _lifted(verdict, layout.place_at(start)[1][0], others)
            if others
            and 0 <= verdict.score < ACCEPTED
            and _ALONE_REASONS.isdisjoint(verdict.reasons)
            else verdict
            for start, verdict in zip(starts[brand], judged, strict=True)
        ]
    return result


def _lifted(verdict: Verdict, sentence: int, others: Sequence[set[int]]) -> Verdict:
    near = any(sentence in places for places in others)
    return Verdict(verdict.score + (1 if near else 0.5), (*verdict.reasons, "with_peer"))
