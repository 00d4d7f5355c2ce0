from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from monitor.metrics.slopes import fit_slope, fit_slopes, model_logits, spread_within

LOGS = st.floats(7, 12.5, allow_nan=False)


def random_models(seed: int, size: int = 14) -> tuple[np.ndarray, np.ndarray, list[str]]:
    random = np.random.default_rng(seed)
    x = random.uniform(8, 12, size)
    y = 0.4 * x + random.normal(0, 0.7, size)
    return x, y, [f"family {index % 4}" for index in range(size)]


@pytest.mark.parametrize("seed", range(5))
def test_slope_error_p_and_interval_agree_with_statsmodels(seed: int):
    x, y, families = random_models(seed)
    dummies = [[family == each for each in sorted(set(families))] for family in families]
    design = np.column_stack([x, np.array(dummies, dtype=float)])
    theirs = sm.OLS(y, design).fit()
    ours = fit_slope(x, y, families)
    assert ours.estimate == pytest.approx(theirs.params[0])
    assert ours.standard_error == pytest.approx(theirs.bse[0])
    assert ours.p == pytest.approx(theirs.pvalues[0], abs=1e-9)
    assert (ours.interval.low, ours.interval.high) == pytest.approx(tuple(theirs.conf_int()[0]))
    assert ours.df == theirs.df_resid


def test_a_family_with_one_model_says_nothing_of_the_slope():
    x, y, families = random_models(1)
    alone = fit_slope([*x, 9.0], [*y, 4.0], [*families, "alone"])
    assert alone.estimate == pytest.approx(fit_slope(x, y, families).estimate)
    assert alone.df == fit_slope(x, y, families).df


@given(st.lists(st.tuples(LOGS, st.floats(-4, 4)), min_size=4, max_size=12), st.floats(-9, 9))
def test_what_is_added_to_a_whole_family_changes_no_slope(
    points: list[tuple[float, float]], shift: float
):
    families = ["a" if index % 2 else "b" for index in range(len(points))]
    x = np.array([point[0] for point in points])
    y = np.array([point[1] for point in points])
    if spread_within(x, families) < 0.1 or len(points) < 4:
        return
    moved = y + shift * np.array([family == "a" for family in families])
    first, second = fit_slopes(x, y, families), fit_slopes(x, moved, families)
    assert float(first.estimates) == pytest.approx(float(second.estimates), abs=1e-6)


def test_many_lines_at_once_are_the_same_as_one_by_one():
    x, _, families = random_models(3)
    ys = np.random.default_rng(9).normal(size=(6, len(x)))
    together = fit_slopes(x, ys, families)
    alone = [fit_slope(x, y, families) for y in ys]
    assert together.estimates == pytest.approx([slope.estimate for slope in alone])
    assert together.standard_errors == pytest.approx([slope.standard_error for slope in alone])


def test_too_few_models_or_equal_ones_are_refused():
    with pytest.raises(ValueError, match="at least 4 models"):
        fit_slopes([1, 2, 3], [1, 2, 3], ["a", "a", "b"])
    with pytest.raises(ValueError, match="differ in x"):
        fit_slopes([1, 1, 1], [1, 2, 3], ["a", "a", "a"])
    with pytest.raises(ValueError, match="on a line"):
        fit_slope([1, 2, 3], [5, 5, 5], ["a", "a", "a"])


def test_the_logit_of_no_and_of_all_answers_is_finite_and_symmetric():
    assert model_logits([0], [10])[0] == -model_logits([10], [10])[0]
