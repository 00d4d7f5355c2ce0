"""Student's t distribution: probability and quantile, correct to 1e-9 for one degree of freedom up.

The tail is the regularized incomplete beta function by its continued fraction (DLMF 8.17.22, 26.5.8
in Abramowitz and Stegun), evaluated by the modified Lentz method.
"""

from __future__ import annotations

import math
from statistics import NormalDist

_SMALLEST_TAIL = 1e-15
_RELATIVE_STEP = 1e-14
_TINY = 1e-300


def t_cdf(t: float, df: float) -> float:
    """The probability that a t variable with `df` degrees of freedom is at most `t`.

    Raises:
        ValueError: `df` is below 1.

    >>> round(t_cdf(2.2009851600916384, 11), 12)
    0.975
    """
    _check_df(df)
    tail = _upper_tail(abs(t), df)
    return tail if t < 0 else 1 - tail


def t_quantile(p: float, df: float) -> float:
    """The value that a t variable with `df` degrees of freedom exceeds with probability 1 - p.

    Raises:
        ValueError: `df` is below 1, or `p` is nearer than 1e-15 to 0 or 1.

    >>> round(t_quantile(0.975, 11), 6)
    2.200985
    """
    _check_df(df)
    tail = min(p, 1 - p)
    if not tail >= _SMALLEST_TAIL:
        raise ValueError(f"p must lie between 1e-15 and 1 - 1e-15, got {p!r}")
    # The normal quantile lies below and the tail is convex, so Newton's steps only ever go up.
    t = -NormalDist().inv_cdf(tail)
    while (step := (_upper_tail(t, df) - tail) / _density(t, df)) > _RELATIVE_STEP * t:
        t += step
    return t if p > 0.5 else -t


def _check_df(df: float) -> None:
    if not 1 <= df < math.inf:
        raise ValueError(f"degrees of freedom must be finite and at least 1, got {df!r}")


def _upper_tail(t: float, df: float) -> float:
    """P(T > t) for t >= 0: half of I_x(df/2, 1/2) at x = df / (df + t^2)."""
    a, b, ratio = df / 2, 0.5, t * t / df
    if ratio in (0, math.inf):
        return 0.5 if ratio == 0 else 0.0
    x, y = 1 / (1 + ratio), ratio / (1 + ratio)
    log_front = _log_gamma_step(a) + 0.5 * math.log(y / math.pi) - a * math.log1p(ratio)
    front = math.exp(log_front)
    # Each of the two forms converges fast on its own side of this point.
    if x < (a + 1) / (a + b + 2):
        return 0.5 * front / a * _beta_fraction(a, b, x)
    return 0.5 - 0.5 * front / b * _beta_fraction(b, a, y)


def _density(t: float, df: float) -> float:
    log_scale = _log_gamma_step(df / 2) - 0.5 * math.log(df * math.pi)
    return math.exp(log_scale - (df + 1) / 2 * math.log1p(t * t / df))


def _log_gamma_step(a: float) -> float:
    """The logarithm of gamma(a + 1/2) / gamma(a)."""
    if a < 20:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    # The difference of two large logarithms would lose the digits; this series keeps them.
    series = -1 / 8 + (1 / 192 + (-1 / 640 + 17 / 14336 / a**2) / a**2) / a**2
    return 0.5 * math.log(a) + series / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    c, fraction, m = 1.0, d, 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            return fraction


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
