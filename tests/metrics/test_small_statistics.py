from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.multitest import multipletests

from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.metrics.pairs import mcnemar, paired_difference
from monitor.metrics.power import detectable_effect, t_test_power
from monitor.metrics.rubin import draw_between, pool_draws

# The 15 p-values of Benjamini and Hochberg (1995).
P_1995 = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
)


def test_the_example_of_1995_has_four_discoveries():
    adjusted = benjamini_hochberg(P_1995)
    assert sum(q <= 0.05 for q in adjusted) == 4
    assert adjusted == pytest.approx(multipletests(P_1995, method="fdr_bh")[1].tolist())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_values_are_at_least_the_given_ones_and_keep_their_order(p_values: list[float]):
    adjusted = benjamini_hochberg(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    assert adjusted == pytest.approx(multipletests(p_values, method="fdr_bh")[1].tolist())


def test_no_p_values_are_no_discoveries():
    assert benjamini_hochberg([]) == []


@pytest.mark.parametrize("df", [1, 2, 5, 18, 60])
@pytest.mark.parametrize("ratio", [0.0, 0.7, 2.5, 4.0])
def test_power_is_that_of_the_noncentral_t(df: int, ratio: float):
    critical = stats.t.ppf(0.975, df)
    theirs = stats.nct.sf(critical, df, ratio) + stats.nct.cdf(-critical, df, ratio)
    assert t_test_power(ratio * 0.2, 0.2, df) == pytest.approx(theirs, abs=1e-5)


@pytest.mark.parametrize("df", [3, 10, 40])
def test_the_detectable_effect_is_found_four_times_in_five(df: int):
    assert t_test_power(detectable_effect(0.4, df), 0.4, df) == pytest.approx(0.8, abs=1e-6)


def test_power_needs_a_standard_error():
    with pytest.raises(ValueError, match="above 0"):
        t_test_power(1, 0, 5)


@example([0.0, 2.929708726578983e-132], 1.0, 2)  # their squared share of the variance is 0
@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=20),
    st.floats(0.01, 2),
    st.integers(2, 50),
)
def test_pooled_variance_is_rubins(estimates: list[float], variance: float, df: int):
    pooled = pool_draws(estimates, [variance] * len(estimates), df=df, method="")
    between = float(np.var(estimates, ddof=1))
    total = variance + (1 + 1 / len(estimates)) * between
    assert pooled.standard_error**2 == pytest.approx(total)
    assert pooled.estimate == pytest.approx(float(np.mean(estimates)))
    assert 1 <= pooled.df <= df


def test_draws_that_agree_add_no_uncertainty():
    pooled = pool_draws([0.5] * 10, [0.04] * 10, df=1000, method="")
    assert pooled.standard_error == pytest.approx(0.2)
    assert pooled.df == pytest.approx(1000 * 1001 / 1003)


def test_a_known_count_is_never_drawn_anew_and_an_uncertain_one_stays_in_its_range():
    drawn = draw_between([9.0, 11.0], [9.0, 12.0], seed=4)
    assert drawn.shape == (200, 2)
    assert set(drawn[:, 0]) == {9.0}
    assert 11 <= drawn[:, 1].min() < 11.1
    assert 11.9 < drawn[:, 1].max() <= 12


@pytest.mark.parametrize(("first", "second"), [(6, 16), (2, 9), (0, 4), (5, 0), (7, 7), (300, 280)])
def test_mcnemar_agrees_with_statsmodels_and_its_interval_with_scipy(first: int, second: int):
    ours = mcnemar(first, second)
    theirs = their_mcnemar([[0, first], [second, 0]], exact=True)
    assert ours.p == pytest.approx(theirs.pvalue)
    share = stats.binomtest(second, first + second).proportion_ci(method="exact")
    assert ours.interval is not None
    assert ours.interval.low == pytest.approx(share.low / (1 - share.low))
    high = share.high / (1 - share.high) if share.high < 1 else math.inf
    assert ours.interval.high == pytest.approx(high)


def test_without_a_pair_that_differs_there_is_nothing_to_say():
    assert mcnemar(0, 0).p == 1
    assert mcnemar(0, 0).odds_ratio is None
    with pytest.raises(ValueError, match="0 or more"):
        mcnemar(-1, 2)


def test_the_sign_flip_test_is_exact_for_few_prompts():
    before = (5, 5, 4, 5, 0, 0, 1, 0, 3, 2, 5, 0)
    after = (5, 5, 5, 5, 1, 0, 3, 1, 4, 2, 5, 2)
    changes = [(b - a) / 5 for a, b in zip(before, after, strict=True)]
    found = paired_difference(changes)
    assert found is not None
    assert found.mean == pytest.approx(0.133333, abs=1e-6)
    assert found.p == pytest.approx(0.03125)
    theirs = stats.ttest_1samp(changes, 0).confidence_interval()
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((theirs.low, theirs.high))


def test_many_differences_are_flipped_by_chance_with_a_seed():
    changes = np.random.default_rng(1).normal(0.3, 1, 40).tolist()
    found = paired_difference(changes)
    assert found is not None
    assert found.p == pytest.approx(stats.ttest_1samp(changes, 0).pvalue, abs=0.02)
    assert found == paired_difference(changes)


def test_no_prompt_no_difference():
    assert paired_difference([]) is None
    same = paired_difference([0.0, 0.0])
    assert same is not None
    assert (same.p, same.interval) == (1.0, None)
