from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.markers import find_markers
from monitor.metrics.impression import Impression, Sentence, count_words, impressions

GOLDEN = [
    Sentence(10, frozenset({1})),
    Sentence(8, frozenset({2})),
    Sentence(12, frozenset({1, 2})),
    Sentence(6, frozenset()),
    Sentence(9, frozenset({3})),
]


def test_the_golden_numbers_of_the_paper_s_formulas_hold():
    found = impressions(GOLDEN, [1, 2, 3])
    assert [round(found[n].word_share, 6) for n in (1, 2, 3)] == [0.410256, 0.358974, 0.230769]
    assert [round(found[n].position_adjusted_word_share, 6) for n in (1, 2, 3)] == [
        0.508551,
        0.367998,
        0.123451,
    ]
    assert [round(found[n].position_share, 6) for n in (1, 2, 3)] == [0.473362, 0.393020, 0.133618]


def test_the_share_of_all_words_is_not_divided():
    found = impressions(GOLDEN, [1, 2, 3])
    assert [found[n].answer_word_share for n in (1, 2, 3)] == [22 / 45, 20 / 45, 9 / 45]


def test_an_answer_that_cites_nothing_gives_nobody_a_share():
    nothing = Impression(0.0, 0.0, 0.0, 0.0)
    assert impressions([Sentence(5, frozenset())], ["a", "b"]) == {"a": nothing, "b": nothing}
    assert impressions([], ["a"]) == {"a": nothing}


def test_markers_in_all_forms_are_credited_and_years_and_zero_are_not():
    markers = find_markers("A [1, 2] b \u30101\u3011 c [2024] d [0]", [])
    credited = [number for marker in markers for number in marker.numbers]
    assert credited == [1, 2, 1]


def test_the_first_source_is_number_one():
    found = impressions([Sentence(4, frozenset({1}))], [1, 2])
    assert (found[1].word_share, found[2].word_share) == (1.0, 0.0)


def test_short_words_count_and_texts_without_spaces_are_counted_by_characters():
    assert count_words("It is up to us") == 5
    assert count_words("\u63a8\u8350\u5c0f\u7c73") == 2
    assert count_words("\u4f7f\u7528 Lumo 3") == 3


def test_one_sentence_has_its_full_weight():
    assert impressions([Sentence(4, frozenset({"a"}))], ["a"])["a"] == Impression(1, 1, 1, 1)


def test_a_subject_that_nobody_asks_for_keeps_its_part_of_a_sentence():
    found = impressions(
        [Sentence(4, frozenset({"a", "b"})), Sentence(4, frozenset({"c"}))], ["a", "c"]
    )
    assert found["a"].word_share == pytest.approx(1 / 3)


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError, match="negative"):
        impressions([Sentence(-1, frozenset({"a"}))], ["a"])


SENTENCES = st.lists(
    st.builds(
        Sentence,
        st.integers(0, 40).map(float),
        st.frozensets(st.sampled_from("abc"), max_size=3),
    ),
    max_size=8,
)


@given(SENTENCES)
def test_shares_lie_between_0_and_1_and_add_up(sentences: list[Sentence[str]]):
    found = list(impressions(sentences, list("abc")).values())
    for shares in (
        [each.word_share for each in found],
        [each.position_adjusted_word_share for each in found],
        [each.position_share for each in found],
    ):
        assert all(0 <= share <= 1 for share in shares)
        assert math.isclose(sum(shares), 1) or sum(shares) == 0
    assert all(0 <= each.answer_word_share <= 1 + 1e-12 for each in found)
