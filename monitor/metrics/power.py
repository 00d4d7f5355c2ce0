"""What a test could have found: its power, and the effect that it would find four times in five."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from monitor.metrics.intervals import CONFIDENCE
from monitor.metrics.student_t import t_quantile

USUAL_POWER = 0.8

_STEPS = 400


def t_test_power(effect: float, standard_error: float, df: float) -> float:
    """The probability that a two-sided t test at 5 % finds an effect of this size.

    The noncentral t distribution, integrated over the estimate of the standard error.

    Raises:
        ValueError: the standard error is not above 0, or `df` is below 1.

    >>> round(t_test_power(1.0, 0.3, 18), 3)
    0.883
    """
    if standard_error <= 0:
        raise ValueError(f"expected a standard error above 0, got {standard_error}")
    return _power(abs(effect) / standard_error, df)


def detectable_effect(standard_error: float, df: float, *, power: float = USUAL_POWER) -> float:
    """The smallest effect that a two-sided t test at 5 % finds with this power.

    >>> round(detectable_effect(0.3, 18), 3)
    0.889
    """
    return _detectable_ratio(df, power) * standard_error


@lru_cache(maxsize=512)
def _detectable_ratio(df: float, power: float) -> float:
    low, high = 0.0, 1.0
    while _power(high, df) < power:
        low, high = high, 2 * high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _power(middle, df) < power else (low, middle)
    return high


def _power(ratio: float, df: float) -> float:
    """P(|T| > t) for the noncentral t: over all sizes that the standard error may seem to have."""
    critical = t_quantile((1 + CONFIDENCE) / 2, df)
    top = 1 + 10 / math.sqrt(2 * df)
    scale = math.log(2) + df / 2 * math.log(df / 2) - math.lgamma(df / 2)
    normal = NormalDist()
    total = 0.0
    for step in range(1, _STEPS):  # Simpson's rule; the density is 0 at both ends or nearly so
        seeming = top * step / _STEPS
        density = math.exp(scale + (df - 1) * math.log(seeming) - df * seeming**2 / 2)
        found = normal.cdf(ratio - critical * seeming) + normal.cdf(-ratio - critical * seeming)
        total += (4 if step % 2 else 2) * density * found
    if df == 1:
        total += math.exp(scale) * 1.0  # at 0 the density of one degree of freedom is not 0
    return min(total * top / _STEPS / 3, 1.0)
