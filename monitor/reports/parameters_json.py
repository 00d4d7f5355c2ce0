"""A report on parameters as JSON, for the API and for --json alike."""

from __future__ import annotations

import math
from typing import Any

from monitor.metrics.by_parameters import USUAL_EFFECT, Association, RankTest
from monitor.metrics.cell import Interval
from monitor.metrics.setting_trend import SettingTrend
from monitor.metrics.slopes import Slope
from monitor.reports.as_json import brand_json, card_summary_json, plain, query_json
from monitor.reports.asked_alike import AskedModel, Exclusion, Setup
from monitor.reports.association_words import association_verdict, trend_verdict
from monitor.reports.drift_json import drift_event_json
from monitor.reports.parameters_query import COUNTS
from monitor.reports.parameters_rows import ParametersReport, ParametersRow
from monitor.reports.setting_rows import SettingRow

MOST_LOG_ODDS = 700.0
"""Beyond it an odds ratio is no finite number any more."""


def parameters_json(report: ParametersReport) -> dict[str, Any]:
    """The query made explicit, setups with their models, rows, exclusions, settings and notes."""
    return {
        "query": query_json(report.query),
        "setups": [_setup_json(number, setup) for number, setup in enumerate(report.setups)],
        "rows": [_row_json(row) for row in report.rows],
        "settings": [_setting_json(row) for row in report.settings],
        "exclusions": [_exclusion_json(each) for each in report.exclusions],
        "factor_exclusions": [
            {
                "setup": each.setup,
                "factor": each.factor.value,
                "exclusions": [_exclusion_json(one) for one in each.exclusions],
            }
            for each in report.factor_exclusions
        ],
        "breaks": [drift_event_json(event) for event in report.breaks],
        "notes": list(report.notes),
    }


def _setup_json(number: int, setup: Setup) -> dict[str, Any]:
    return {
        "number": number,
        "channel": setup.channel.value,
        "web_search": setup.web_search,
        "country": setup.country,
        "settings": plain(setup.settings),
        "options": plain(setup.options),
        "system_prompt_sha256": setup.system_prompt_sha256,
        "n_prompts": len(setup.prompts),
        "models": [_model_json(model) for model in setup.models],
        "exclusions": [_exclusion_json(each) for each in setup.exclusions],
    }


def _model_json(model: AskedModel) -> dict[str, Any]:
    return {
        "key": model.key,
        "targets": list(model.targets),
        "answers": sum(model.answered().values()),
        "model_card": card_summary_json(model.summary),
    }


def _exclusion_json(each: Exclusion) -> dict[str, Any]:
    return {
        "model": each.model,
        "why": each.why.value,
        "reason": each.reason,
        "answers": each.answers,
    }


def _row_json(row: ParametersRow) -> dict[str, Any]:
    found = row.association
    return {
        "setup": row.setup,
        "brand": brand_json(row.brand),
        "metric": row.metric.value,
        "factor": row.factor.value,
        "gate": found.gate.value,
        "models": found.models,
        "families": found.families,
        "exact_models": found.exact,
        "per": "tenfold" if row.factor in COUNTS else "group",
        "within_families": found.within_families,
        "primary": odds_json(found.primary),
        "ranks": _ranks_json(found.ranks),
        "secondary": odds_json(found.secondary),
        "p": found.p,
        "q": row.q,
        "power": _power_json(found),
        "verdict": association_verdict(found, row.factor, row.q),
        "points": [
            {
                "model": point.model,
                "low": point.low,
                "high": point.high,
                "tested": point.tested,
                "measured": plain(point.measured),
            }
            for point in row.points
        ],
    }


def odds_json(slope: Slope | None) -> dict[str, Any] | None:
    """A slope in log odds, as an odds ratio with its interval."""
    if slope is None:
        return None
    return {
        "odds_ratio": odds(slope.estimate),
        "ci_low": odds(slope.interval.low),
        "ci_high": odds(slope.interval.high),
        "log_odds": slope.estimate,
        "standard_error": slope.standard_error,
        "df": slope.df,
        "p": slope.p,
        "method": slope.interval.method,
    }


def odds(log_odds: float) -> float | None:
    """The odds ratio; None where it is too large for a number."""
    return math.exp(log_odds) if log_odds < MOST_LOG_ODDS else None


def _ranks_json(ranks: RankTest | None) -> dict[str, Any] | None:
    if ranks is None:
        return None
    return {
        "rho": ranks.rho,
        "p": ranks.p,
        **_interval_json(ranks.interval),
        "draws": ranks.draws,
    }


def _interval_json(interval: Interval | None) -> dict[str, Any]:
    if interval is None:
        return {"ci_low": None, "ci_high": None, "method": None}
    return {"ci_low": interval.low, "ci_high": interval.high, "method": interval.method}


def _power_json(found: Association) -> dict[str, Any] | None:
    if found.detectable is None:
        return None
    return {
        "detectable_odds_ratio": odds(found.detectable),
        "at_odds_ratio": math.exp(USUAL_EFFECT),
        "power": found.power,
    }


def _setting_json(row: SettingRow) -> dict[str, Any]:
    span = row.values[-1] - row.values[0]
    return {
        "model": row.model,
        "setting": row.setting,
        "values": list(row.values),
        "brand": brand_json(row.brand),
        "trend": None if row.trend is None else trend_json(row.trend),
        "q": row.q,
        "verdict": trend_verdict(row.trend, row.setting, row.q, span),
    }


def trend_json(trend: SettingTrend) -> dict[str, Any]:
    """A trend, as an odds ratio for a setting higher by 1."""
    interval = trend.interval
    return {
        "odds_ratio": None if trend.slope is None else odds(trend.slope),
        "ci_low": None if interval is None else odds(interval.low),
        "ci_high": None if interval is None else odds(interval.high),
        "method": None if interval is None else interval.method,
        "p": trend.p,
        "mantel_p": trend.mantel_p,
        "prompts": trend.prompts,
        "detectable_odds_ratio": None if trend.detectable is None else odds(trend.detectable),
    }
