from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from monitor.metrics.spearman import (
    _resampled_ranks,
    average_ranks,
    permutation_p,
    rho_interval,
    spearman_rho,
)

VALUES = st.lists(st.integers(0, 6), min_size=3, max_size=12)


@given(VALUES)
def test_ranks_agree_with_scipy_with_and_without_ties(values: list[int]):
    assert average_ranks(values).tolist() == stats.rankdata(values).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_rho_agrees_with_scipy(seed: int):
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 9, 15), random.normal(size=15)
    assert float(spearman_rho(x, y)) == pytest.approx(stats.spearmanr(x, y).statistic)


@pytest.mark.parametrize("seed", range(4))
def test_the_exact_p_value_agrees_with_scipys_permutation_test(seed: int):
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 5, 6), random.normal(size=6)
    if len(set(x.tolist())) == 1:
        x[0] += 1
    theirs = stats.permutation_test(
        (x,),
        lambda order: stats.spearmanr(order, y).statistic,
        permutation_type="pairings",
        n_resamples=np.inf,
    )
    assert float(permutation_p(x, y)) == pytest.approx(theirs.pvalue)


def test_with_four_models_no_result_can_be_significant():
    assert float(permutation_p([1, 2, 3, 4], [1, 2, 3, 4])) == pytest.approx(2 / 24)


def test_drawn_orders_give_nearly_the_p_value_of_the_t_approximation():
    random = np.random.default_rng(2)
    x = random.normal(size=30)
    y = x + random.normal(0, 2, 30)
    expected = stats.spearmanr(x, y).pvalue
    assert float(permutation_p(x, y)) == pytest.approx(expected, abs=0.01)


def test_the_seed_decides_the_drawn_orders():
    random = np.random.default_rng(5)
    x, y = random.normal(size=12), random.normal(size=12)
    assert permutation_p(x, y, seed=1) == permutation_p(x, y, seed=1)
    assert permutation_p(x, y, seed=1) != permutation_p(x, y, seed=2)


def test_the_interval_holds_the_rank_correlation_of_the_models():
    random = np.random.default_rng(7)
    x = random.normal(size=40)
    y = x + random.normal(size=40)
    interval = rho_interval(x, y)
    assert interval is not None
    assert -1 <= interval.low < float(spearman_rho(x, y)) < interval.high <= 1


def test_resampled_correlations_are_those_of_the_resampled_models():
    # One resample by hand: the first model twice, the second once, the third not at all.
    weights = np.array([[2.0, 1.0, 0.0]])
    ranks = _resampled_ranks(np.array([5.0, 1.0, 9.0]), weights)[0]
    assert (ranks[:2] + 2).tolist() == [2.5, 1.0]


def test_equal_values_have_no_interval():
    assert rho_interval([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]) is None


@given(VALUES)
def test_a_p_value_lies_between_0_and_1(values: list[int]):
    p = float(permutation_p(values, list(range(len(values)))))
    assert 0 < p <= 1
