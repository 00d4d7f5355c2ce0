from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.metrics.cell import PromptCell
from monitor.metrics.intervals import (
    WILSON_ONE_PROMPT,
    clustered_wilson,
    design_effect,
    effective_sample_size,
    intraclass_correlation,
    prompt_weighted_rate,
    wilson_interval,
)
from monitor.metrics.student_t import t_quantile

# Twelve prompts with five repeats each; all figures about it were made with statsmodels and scipy.
PANEL = [PromptCell(i, k, 5) for i, k in enumerate((5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0))]


def cell_of(prompt_id: int, counts: tuple[int, int]) -> PromptCell:
    return PromptCell(prompt_id, min(counts), max(counts))


def panels(
    *, min_repeats: int = 0, min_prompts: int = 1, max_repeats: int = 12
) -> st.SearchStrategy[list[PromptCell]]:
    count = st.tuples(st.integers(0, max_repeats), st.integers(min_repeats, max_repeats)).map(
        lambda pair: (min(pair), max(pair))
    )
    return st.lists(count, min_size=min_prompts, max_size=30).map(
        lambda pairs: [cell_of(i, pair) for i, pair in enumerate(pairs)]
    )


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, gives 81/263, 15/148, 0/20 and 1/29.
        (0, 10, 0, 0.277533),
        (1, 10, 0.017876, 0.404150),
        (7, 20, 0.181192, 0.567146),
        (20, 20, 0.838875, 1),
        (81, 263, 0.255289, 0.366210),
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0, 0.161125),
        (1, 29, 0.006113, 0.171755),
    ],
)
def test_the_plain_interval_agrees_with_published_values(k: int, n: int, low: float, high: float):
    interval = wilson_interval(k, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-7)


def test_a_rate_of_none_or_all_has_its_bound_exactly_there():
    for n in range(1, 400):
        assert wilson_interval(0, n).low == 0
        assert wilson_interval(n, n).high == 1


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_a_plain_interval_of_impossible_counts_is_refused(k: int, n: int):
    with pytest.raises(ValueError, match=f"got {k}/{n}"):
        wilson_interval(k, n)


@given(k=st.integers(0, 500), failures=st.integers(1, 500), times=st.integers(2, 20))
def test_more_answers_with_the_same_split_never_widen_the_plain_interval(
    k: int, failures: int, times: int
):
    few, many = wilson_interval(k, k + failures), wilson_interval(k * times, (k + failures) * times)
    assert few.low <= many.low <= k / (k + failures) <= many.high <= few.high


@given(k=st.integers(0, 300), failures=st.integers(0, 300).filter(bool))
def test_the_plain_interval_of_the_complement_is_the_mirror_image(k: int, failures: int):
    named, unnamed = wilson_interval(k, k + failures), wilson_interval(failures, k + failures)
    assert named.low == pytest.approx(1 - unnamed.high, abs=1e-12)


def test_the_bounds_are_where_the_score_test_just_rejects():
    k, n, z = 7, 20, 1.5
    interval = wilson_interval(k, n, z=z)
    for bound in (interval.low, interval.high):
        assert abs(k / n - bound) / math.sqrt(bound * (1 - bound) / n) == pytest.approx(z)


def test_the_clustered_interval_agrees_with_the_reference_panel():
    assert prompt_weighted_rate(PANEL) == 0.5
    assert effective_sample_size(PANEL) == pytest.approx(15)
    assert t_quantile(0.975, 11) == pytest.approx(2.200985, abs=5e-7)
    interval = clustered_wilson(PANEL)
    assert (interval.low, interval.high) == pytest.approx((0.252959, 0.747041), abs=5e-7)


def test_likeness_of_repeats_agrees_with_the_reference_panel():
    assert intraclass_correlation(PANEL) == pytest.approx(0.6875)
    effect = design_effect(PANEL)
    assert effect == pytest.approx(3.75)
    assert effect is not None
    assert 60 / effect == pytest.approx(16)


@pytest.mark.parametrize("k", [0, 4])
def test_a_brand_in_all_answers_or_in_none_counts_each_prompt_once(k: int):
    cells = [PromptCell(i, k, 4) for i in range(12)]
    assert effective_sample_size(cells) == 12
    expected = wilson_interval(k * 3, 12, z=t_quantile(0.975, 11))
    interval = clustered_wilson(cells)
    assert (interval.low, interval.high) == (expected.low, expected.high)


def test_prompts_of_one_rate_count_every_answer():
    assert effective_sample_size([PromptCell(i, 3, 5) for i in range(7)]) == pytest.approx(35)


def test_prompts_that_always_answer_alike_count_about_once_each():
    cells = [PromptCell(1, 30, 30), PromptCell(2, 0, 30)]
    assert effective_sample_size(cells) == pytest.approx(1)
    assert effective_sample_size([*cells, PromptCell(3, 0, 30)]) == pytest.approx(2)


def test_unequal_repeats_cannot_tell_more_than_their_harmonic_mean():
    cells = [PromptCell(0, 50, 100), *(PromptCell(i, 1, 2) for i in range(1, 10))]
    assert effective_sample_size(cells) == pytest.approx(100 / (9 / 2 + 1 / 100))


def test_each_prompt_weighs_the_same_whatever_its_repeats():
    assert prompt_weighted_rate([PromptCell(1, 90, 90), PromptCell(2, 0, 10)]) == 0.5


def test_one_prompt_gets_the_plain_interval_and_says_so():
    interval = clustered_wilson([PromptCell(5, 7, 20), PromptCell(6, 0, 0)])
    plain = wilson_interval(7, 20)
    assert (interval.low, interval.high) == (plain.low, plain.high)
    assert interval.method == WILSON_ONE_PROMPT
    assert "this prompt only" in interval.method


def test_an_interval_without_answers_is_refused():
    with pytest.raises(ValueError, match="at least one answer"):
        clustered_wilson([PromptCell(1, 0, 0)])


def test_an_effective_size_from_one_prompt_is_refused():
    with pytest.raises(ValueError, match="at least two prompts"):
        effective_sample_size([PromptCell(1, 1, 3)])


@given(cells=panels(min_repeats=1))
def test_the_clustered_interval_contains_the_rate_within_zero_and_one(cells: list[PromptCell]):
    interval = clustered_wilson(cells)
    assert 0 <= interval.low <= prompt_weighted_rate(cells) <= interval.high <= 1


@given(cells=panels(min_repeats=1, min_prompts=2))
def test_the_effective_size_lies_between_prompts_less_one_and_answers(cells: list[PromptCell]):
    answers, size = sum(cell.n for cell in cells), effective_sample_size(cells)
    assert (len(cells) - 1) * (1 - 1e-12) <= size <= answers * (1 + 1e-12)


@given(cells=panels(min_repeats=1, min_prompts=2))
def test_the_clustered_interval_is_never_narrower_than_independent_answers(cells: list[PromptCell]):
    rate, answers = prompt_weighted_rate(cells), sum(cell.n for cell in cells)
    interval = clustered_wilson(cells)
    z = 1.959963984540054
    half = z / (1 + z * z / answers)
    half *= math.sqrt(rate * (1 - rate) / answers + z * z / (4 * answers**2))
    assert interval.high - interval.low >= min(2 * half, 1) * (1 - 1e-9)


@given(cells=panels(min_repeats=1), seed=st.integers(0, 1000))
def test_the_order_of_the_prompts_changes_nothing(cells: list[PromptCell], seed: int):
    shuffled = Random(seed).sample(cells, len(cells))
    assert clustered_wilson(shuffled) == clustered_wilson(cells)
    assert intraclass_correlation(shuffled) == intraclass_correlation(cells)
    assert design_effect(shuffled) == design_effect(cells)


@given(cells=panels())
def test_likeness_of_repeats_is_at_most_one(cells: list[PromptCell]):
    correlation, effect = intraclass_correlation(cells), design_effect(cells)
    assert (correlation is None) == (effect is None)
    assert correlation is None or correlation <= 1 + 1e-12
    assert effect is None or effect >= 0


@given(repeats=st.integers(2, 12), counts=st.lists(st.integers(0, 12), min_size=2, max_size=20))
def test_equal_repeats_give_the_textbook_design_effect(repeats: int, counts: list[int]):
    cells = [PromptCell(i, min(k, repeats), repeats) for i, k in enumerate(counts)]
    correlation = intraclass_correlation(cells)
    if correlation is not None:
        textbook = 1 + (repeats - 1) * correlation
        assert design_effect(cells) == pytest.approx(textbook, abs=1e-9)


def test_unequal_repeats_give_the_correlation_worked_out_by_hand():
    # MSB 7/9, MSW 1/9, adjusted repeats (9 - 29/9) / 2 = 26/9: (2/3) / (7/9 + 17/81) = 27/40.
    cells = [PromptCell(1, 4, 4), PromptCell(2, 0, 2), PromptCell(3, 1, 3)]
    assert intraclass_correlation(cells) == pytest.approx(0.675)
    # 9/3 (ICC + (1 - ICC) / H) with H = 3 / (1/4 + 1/2 + 1/3) = 36/13.
    assert design_effect(cells) == pytest.approx(3 * (0.675 + 0.325 * 13 / 36))


def test_prompts_more_alike_than_chance_allows_have_no_negative_design_effect():
    # Unclamped, rounding makes this -3e-16.
    cells = [PromptCell(1, 2, 4), PromptCell(2, 3, 6)]
    assert intraclass_correlation(cells) == pytest.approx(-5 / 19)
    assert design_effect(cells) == 0


def test_prompts_that_always_answer_alike_have_the_correlation_one():
    cells = [PromptCell(1, 4, 4), PromptCell(2, 0, 2), PromptCell(3, 3, 3)]
    assert intraclass_correlation(cells) == pytest.approx(1)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [PromptCell(1, 2, 5)],
        [PromptCell(1, 1, 1), PromptCell(2, 0, 1)],
        [PromptCell(1, 5, 5), PromptCell(2, 5, 5)],
        [PromptCell(1, 0, 5), PromptCell(2, 0, 5)],
    ],
)
def test_a_correlation_that_cannot_be_estimated_is_not_known(cells: list[PromptCell]):
    assert intraclass_correlation(cells) is None
    assert design_effect(cells) is None


def correlated_panel(random: Random, *, rate: float, correlation: float) -> list[PromptCell]:
    spread = (1 - correlation) / correlation
    cells = []
    for prompt_id in range(20):
        own_rate = random.betavariate(rate * spread, (1 - rate) * spread)
        cells.append(PromptCell(prompt_id, sum(random.random() < own_rate for _ in range(5)), 5))
    return cells


def test_the_clustered_interval_covers_the_truth_where_the_plain_one_does_not():
    # Beta-binomial panels of 20 prompts x 5 repeats; in the long run plain .728, clustered .961.
    random, panels_made, rate = Random(20260101), 600, 0.3
    plain = clustered = 0
    for _ in range(panels_made):
        cells = correlated_panel(random, rate=rate, correlation=0.5)
        by_answers = wilson_interval(sum(cell.k for cell in cells), 100)
        by_prompts = clustered_wilson(cells)
        plain += by_answers.low <= rate <= by_answers.high
        clustered += by_prompts.low <= rate <= by_prompts.high
    assert plain / panels_made < 0.80
    assert 0.93 <= clustered / panels_made <= 0.985
