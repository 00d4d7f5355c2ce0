from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.findings import MentionKind, Sentiment
from monitor.evaluation.predictions import PredictedMention
from monitor.evaluation.records import NegativeKind, Span
from monitor.evaluation.scoring import (
    Counts,
    Scores,
    Share,
    by_language,
    by_style,
    matched_spans,
    score,
)
from tests.evaluation.labelled_answers import cited, found, judged, label

POSITIVE, NEGATIVE, MIXED = Sentiment.POSITIVE, Sentiment.NEGATIVE, Sentiment.MIXED


def test_a_perfect_prediction_has_full_scores():
    page = cited("https://acme.com/a", "acme.com", owned=True)
    scores = score(
        [
            judged(
                {"Acme": label((3, 7), rank=1, tone=POSITIVE, recommended=True)},
                {"Acme": found((3, 7), rank=1, tone=POSITIVE, recommended=True)},
                cited_gold=(page,),
                cited_found=(page,),
            )
        ]
    )
    assert scores.spans_strict.f1 == scores.brands.f1 == scores.recommended.f1 == 1
    assert scores.ranks.rate == scores.sentiment_accuracy == scores.sentiment_macro_f1 == 1
    assert scores.urls.f1 == scores.domains.f1 == scores.owned.rate == 1
    assert scores.negatives.rate == 0


def test_a_span_of_more_than_half_matches_relaxed_and_not_strict():
    scores = score([judged({"Acme": label((3, 7))}, {"Acme": found((3, 6))})])  # 3 of 4 letters
    assert scores.spans_relaxed == Counts(1, 0, 0)
    assert scores.spans_strict == Counts(0, 1, 1)


def test_a_span_of_exactly_half_does_not_match():
    scores = score([judged({"Acme": label((3, 7))}, {"Acme": found((3, 5))})])
    assert scores.spans_relaxed == Counts(0, 1, 1)


def test_a_span_matches_once():
    scores = score([judged({"Acme": label((3, 7))}, {"Acme": found((3, 7), (3, 6))})])
    assert scores.spans_relaxed == Counts(1, 1, 0)


def test_a_span_of_another_brand_does_not_match():
    scores = score(
        [
            judged(
                {"Acme": label((3, 7)), "Globex": label()},
                {"Acme": found(), "Globex": found((3, 7))},
            )
        ]
    )
    assert scores.spans_relaxed == Counts(0, 1, 1)
    assert scores.brands == Counts(0, 1, 1)


def test_a_touched_hard_negative_counts_by_its_kind():
    scores = score([judged({"Acme": label()}, {"Acme": found((36, 40))})])
    assert scores.negatives == Share(1, 1)
    assert scores.negatives_by_kind == {NegativeKind.COMMON_WORD: Share(1, 1)}


def test_a_wrong_rank_a_missing_rank_and_a_false_rank():
    scores = score(
        [
            judged({"Acme": label((3, 7), rank=1)}, {"Acme": found((3, 7), rank=2)}),
            judged({"Acme": label((3, 7), rank=1)}, {"Acme": found((3, 7))}),
            judged({"Acme": label((3, 7), rank=1)}, {"Acme": found((3, 7), rank=1)}),
            judged({"Acme": label((3, 7))}, {"Acme": found((3, 7), rank=1)}),
            judged({"Acme": label((3, 7))}, {"Acme": found((3, 7))}),
            judged({"Acme": label()}, {"Acme": found((36, 40), rank=1)}),  # not mentioned
        ]
    )
    assert scores.ranks == Share(1, 3)
    assert scores.false_ranks == Share(1, 2)


def test_macro_f1_is_the_mean_over_labelled_tones():
    pairs = [(POSITIVE, POSITIVE), (POSITIVE, NEGATIVE), (NEGATIVE, NEGATIVE), (NEGATIVE, MIXED)]
    scores = score(
        [
            judged({"Acme": label((3, 7), tone=gold)}, {"Acme": found((3, 7), tone=tone)})
            for gold, tone in pairs
        ]
    )
    # positive: 1 right, 1 missed: 2/3; negative: 1 right, 1 wrong, 1 missed: 1/2.
    assert scores.sentiment_accuracy == 0.5
    assert scores.sentiment_macro_f1 == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_a_missed_brand_has_no_tone_and_is_wrong():
    scores = score([judged({"Acme": label((3, 7), tone=POSITIVE)}, {"Acme": found()})])
    assert (scores.sentiment_accuracy, scores.sentiment_macro_f1) == (0, 0)


def test_recommended_looks_at_mentioned_brands_only():
    scores = score(
        [
            judged(
                {"Acme": label((3, 7), recommended=True), "Globex": label()},
                {
                    "Acme": found((3, 7), recommended=False),
                    "Globex": found((20, 26), recommended=True),
                },
            )
        ]
    )
    assert scores.recommended == Counts(0, 0, 1)


def test_citations_are_compared_by_url_and_by_domain():
    scores = score(
        [
            judged(
                {"Acme": label()},
                {"Acme": found()},
                cited_gold=(
                    cited("https://acme.com/a", "acme.com", owned=True),
                    cited("https://b.org/b", "b.org"),
                ),
                cited_found=(
                    cited("https://acme.com/a", "acme.com"),
                    cited("https://b.org/other", "b.org"),
                ),
            )
        ]
    )
    assert scores.urls == Counts(1, 1, 1)
    assert scores.domains == Counts(2, 0, 0)
    assert scores.owned == Share(0, 1)


def test_scores_are_told_by_language_and_by_every_style():
    answers = [
        judged({"Acme": label((3, 7))}, {"Acme": found((3, 7))}, style=("table", "bold")),
        judged({"Acme": label((3, 7))}, {"Acme": found()}, language="pt", style=("table",)),
    ]
    assert {key: one.brands.f1 for key, one in by_language(answers).items()} == {"en": 1, "pt": 0}
    assert {key: one.records for key, one in by_style(answers).items()} == {"bold": 1, "table": 2}


def test_nothing_to_count_is_not_a_rate():
    empty = Scores()
    assert empty.brands.f1 is empty.ranks.rate is empty.sentiment_macro_f1 is None


spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))),
    max_size=6,
)


@given(spans, spans)
def test_pairs_are_one_to_one_and_strict_ones_are_relaxed_ones(
    gold: list[tuple[int, int]], predicted: list[tuple[int, int]]
):
    labels = [Span(start, end, "") for start, end in gold]
    mentions = [PredictedMention(start, end, "", MentionKind.NAME) for start, end in predicted]
    relaxed = matched_spans(labels, mentions, strict=False)
    strict = matched_spans(labels, mentions, strict=True)
    assert len({id(one) for one, _ in relaxed}) == len({id(one) for _, one in relaxed})
    assert len(relaxed) == len({id(one) for one, _ in relaxed})
    assert len(strict) <= len(relaxed)
    assert all((one.start, one.end) == (other.start, other.end) for one, other in strict)


@given(spans)
def test_the_same_spans_match_in_full(gold: list[tuple[int, int]]):
    labels = [Span(start, end, "") for start, end in gold]
    mentions = [PredictedMention(start, end, "", MentionKind.NAME) for start, end in gold]
    assert len(matched_spans(labels, mentions, strict=True)) == len(gold)
