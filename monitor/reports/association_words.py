"""Verdicts in words: what the tests carry, and what they could have found. Never a cause."""

from __future__ import annotations

import math

from monitor.metrics.by_parameters import Association, Gate
from monitor.metrics.cell import Interval
from monitor.metrics.setting_trend import SettingTrend
from monitor.reports.parameters_query import COUNTS, Factor
from monitor.reports.setting_rows import FEWEST_PROMPTS

FOUND_AT = 0.05
"""Of what is called associated, about one in twenty is expected to be chance."""

NAMES = {
    Factor.PARAMETERS_TOTAL: "total parameters",
    Factor.PARAMETERS_ACTIVE: "active parameters",
    Factor.ARCHITECTURE: "a mixture of experts (against dense)",
    Factor.OPEN_WEIGHTS: "open weights (against closed)",
}


def association_verdict(found: Association, factor: Factor, q: float | None) -> str:
    """What may be said of one brand and factor."""
    if q is None or found.p is None:
        return f"not tested: {found.reason or 'nothing to compare'}"
    if found.primary is None:
        return _of_ranks(found, factor, q)
    lowly = "; low power" if found.gate is Gate.LOW_POWER else ""
    across = "" if found.within_families else "; across vendors, so descriptive only"
    if q > FOUND_AT:
        return f"no association shown; {_detectable(found, factor)}{across}"
    direction = "higher" if found.primary.estimate > 0 else "lower"
    odds = f"{odds_words(found.primary.estimate)}{_between(found.primary.interval, 1)}"
    return (
        f"associated with {NAMES[factor]}: {direction}, an odds ratio of {odds}"
        f"{_per(factor)}{lowly}{across}"
    )


def _of_ranks(found: Association, factor: Factor, q: float) -> str:
    assert found.ranks is not None
    if q > FOUND_AT:
        return f"no association of ranks shown; {found.models} models would miss most effects"
    direction = "up" if found.ranks.rho > 0 else "down"
    return f"indicative only: ranks go {direction} with {NAMES[factor]}, {found.models} models"


def _detectable(found: Association, factor: Factor) -> str:
    assert found.detectable is not None
    return (
        f"with these {found.models} models an odds ratio of {odds_words(found.detectable)}"
        f"{_per(factor)} would have been found with 80 % power"
    )


def _per(factor: Factor) -> str:
    return " per tenfold" if factor in COUNTS else ""


def odds_words(log_odds: float) -> str:
    """An odds ratio as it is shown.

    >>> odds_words(0.5), odds_words(-3), odds_words(9)
    ('1.65', '0.05', 'over 1000')
    """
    if log_odds > math.log(1000):
        return "over 1000"
    if log_odds < math.log(0.001):
        return "under 0.001"
    ratio = math.exp(log_odds)
    return f"{ratio:.3g}" if ratio >= 0.1 else f"{ratio:.2g}"


def trend_verdict(trend: SettingTrend | None, setting: str, q: float | None, span: float) -> str:
    """What may be said of a brand and a setting of one model.

    Args:
        trend: None where no prompt tells anything.
        setting: its name.
        q: the adjusted p-value; None where nothing was tested.
        span: from the lowest to the highest value.
    """
    if trend is None:
        return "not tested: in no prompt do answers differ"
    if q is None:
        return f"not tested: answers differ in {trend.prompts} prompts, {FEWEST_PROMPTS} are needed"
    if q > FOUND_AT:
        assert trend.detectable is not None
        odds = odds_words(trend.detectable * span)
        return (
            f"no association shown; an odds ratio of {odds} from the lowest to the highest "
            f"{setting} would have been found with 80 % power"
        )
    if trend.slope is None:
        return f"associated with {setting}, without a finite odds ratio"
    direction = "higher" if trend.slope > 0 else "lower"
    odds = odds_words(trend.slope * span)
    return (
        f"associated with {setting}: {direction}, an odds ratio of {odds}"
        f"{_between(trend.interval, span)} from its lowest to its highest value"
    )


def _between(interval: Interval | None, span: float) -> str:
    if interval is None:
        return ""
    return f" (95 % {odds_words(interval.low * span)}-{odds_words(interval.high * span)})"
