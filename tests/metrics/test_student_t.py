from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.metrics.student_t import t_cdf, t_quantile


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [
        # NIST/SEMATECH e-Handbook 1.3.6.7.2 and any printed t table, to their last digit.
        (0.90, 1, 3.078),
        (0.975, 1, 12.706),
        (0.995, 2, 9.925),
        (0.95, 5, 2.015),
        (0.975, 10, 2.228),
        (0.99, 19, 2.539),
        (0.975, 30, 2.042),
        (0.975, 60, 2.000),
        (0.999, 100, 3.174),
    ],
)
def test_the_quantile_agrees_with_the_printed_table(p: float, df: int, expected: float):
    assert round(t_quantile(p, df), 3) == expected


@given(p=st.floats(min_value=1e-6, max_value=1 - 1e-6))
def test_one_and_two_degrees_of_freedom_agree_with_their_closed_forms(p: float):
    cauchy = math.tan(math.pi * (p - 0.5))
    two = (2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p)))
    assert t_quantile(p, 1) == pytest.approx(cauchy, rel=1e-9, abs=1e-12)
    assert t_quantile(p, 2) == pytest.approx(two, rel=1e-9, abs=1e-12)


def t_cdf_of_integer_df(t: float, df: int) -> float:
    """Abramowitz and Stegun 26.7.3 and 26.7.4: finite sums of powers of a cosine."""
    angle = math.atan(t / math.sqrt(df))
    cosine, term, total = math.cos(angle), 1.0, 0.0
    odd = df % 2
    for i in range(1 + odd, df, 2):
        total += term
        term *= cosine**2 * i / (i + 1)
    if odd:
        central = 2 / math.pi * (angle + math.sin(angle) * cosine * total)
    else:
        central = math.sin(angle) * total
    return 0.5 + central / 2


@given(t=st.floats(min_value=-50, max_value=50), df=st.integers(1, 60))
@example(t=1.0, df=40)
@example(t=1.0, df=41)
def test_the_cdf_agrees_with_the_finite_sums_for_integer_degrees(t: float, df: int):
    assert t_cdf(t, df) == pytest.approx(t_cdf_of_integer_df(t, df), abs=1e-13)


def test_the_cdf_goes_to_the_very_ends():
    assert t_cdf(1e-300, 3) == t_cdf(0, 3) == 0.5
    assert t_cdf(math.inf, 3) == t_cdf(1e200, 1) == 1
    assert t_cdf(-math.inf, 3) == 0


def test_many_degrees_of_freedom_come_to_the_normal_distribution():
    # The first terms of the Cornish-Fisher expansion around the normal quantile.
    z, df = 1.959963984540054, 1e6
    assert t_quantile(0.975, df) == pytest.approx(z + (z**3 + z) / (4 * df), abs=1e-10)


@given(
    p=st.floats(min_value=1e-9, max_value=1 - 1e-9),
    df=st.one_of(st.integers(1, 5000), st.floats(min_value=1, max_value=1e6)),
)
def test_the_cdf_of_the_quantile_is_the_probability(p: float, df: float):
    assert t_cdf(t_quantile(p, df), df) == pytest.approx(p, rel=1e-9)


@given(p=st.floats(min_value=1e-6, max_value=0.5), df=st.integers(1, 200))
def test_the_distribution_is_symmetric(p: float, df: int):
    assert t_cdf(-t_quantile(1 - p, df), df) == pytest.approx(p, abs=1e-12)
    assert t_quantile(0.5, df) == 0


@given(df=st.integers(1, 500))
def test_more_degrees_of_freedom_bring_the_quantile_down(df: int):
    assert t_quantile(0.975, df + 1) < t_quantile(0.975, df)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.1, math.nan, 1e-16])
def test_a_probability_without_a_quantile_is_refused(p: float):
    with pytest.raises(ValueError, match="p must lie between"):
        t_quantile(p, 3)


@pytest.mark.parametrize("df", [0, 0.5, -1, math.inf, math.nan])
def test_degrees_of_freedom_below_one_are_refused(df: float):
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_quantile(0.975, df)
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_cdf(1.0, df)
