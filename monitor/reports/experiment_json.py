"""An experiment and what it found as JSON."""

from __future__ import annotations

import math
from typing import Any

from monitor.metrics.by_parameters import Association
from monitor.metrics.pairs import McNemar, PairedDifference
from monitor.reports.as_json import brand_json, card_summary_json, plain
from monitor.reports.association_words import association_verdict
from monitor.reports.drift_json import drift_event_json
from monitor.reports.experiment import ArmResult, ExperimentResult
from monitor.reports.experiment_words import (
    agreement_words,
    detectable_points,
    pair_words,
    trend_words,
)
from monitor.reports.parameters_json import odds, odds_json, trend_json
from monitor.reports.parameters_query import Factor
from monitor.storage.experiments import SavedExperiment


def experiment_head_json(saved: SavedExperiment) -> dict[str, Any]:
    """An experiment without its result."""
    return {
        "key": saved.key,
        "kind": saved.kind,
        "run_id": saved.run_id,
        "created_at": plain(saved.created_at),
        "design": plain(saved.design),
    }


def experiment_json(result: ExperimentResult) -> dict[str, Any]:
    """An experiment with its arms, what was tested and the verdicts."""
    return {
        **experiment_head_json(result.experiment),
        "state": result.state.value,
        "questions": {"ended": result.counts.ended, "total": result.counts.total},
        "is_final": result.is_final,
        "arms": [_arm_json(result, arm) for arm in result.arms],
        "trends": [
            {
                "brand": brand_json(each.brand),
                "trend": None if each.trend is None else trend_json(each.trend),
                "q": each.q,
                "verdict": trend_words(result, each),
            }
            for each in result.trends
        ],
        "pairs": [
            {
                "brand": brand_json(each.brand),
                "arm": each.arm,
                "difference": _difference_json(each.difference),
                "mcnemar": _mcnemar_json(each.prompts),
                "q": each.q,
                "verdict": pair_words(each),
            }
            for each in result.pairs
        ],
        "ladder": [
            {
                "brand": brand_json(each.brand),
                "by_total": _association_json(each.by_total, Factor.PARAMETERS_TOTAL, each.q_total),
                "by_active": _association_json(
                    each.by_active, Factor.PARAMETERS_ACTIVE, each.q_active
                ),
            }
            for each in result.ladder
        ],
        "breaks": [drift_event_json(event) for event in result.breaks],
        "agreement": {
            "change": None
            if result.agreement is None
            else _difference_json(result.agreement.change),
            "per": None if result.agreement is None else result.agreement.per,
            "verdict": agreement_words(result.agreement),
        },
    }


def _arm_json(result: ExperimentResult, arm: ArmResult) -> dict[str, Any]:
    agreement = arm.agreement
    return {
        "label": arm.arm.label,
        "level": arm.arm.level,
        "target": arm.arm.target_key,
        "settings": plain(arm.target.settings.given()),
        "model_card": None if arm.card is None else card_summary_json(arm.card),
        "answers": arm.answers,
        "rates": [
            {"brand": brand_json(saved), "mention_rate": plain(arm.rates[saved.id])}
            for saved in result.brands
        ],
        "agreement": {
            "value": agreement.value,
            "prompts": agreement.prompts,
            "silent_prompts": agreement.silent,
            "ci_low": None if agreement.interval is None else agreement.interval.low,
            "ci_high": None if agreement.interval is None else agreement.interval.high,
            "method": None if agreement.interval is None else agreement.interval.method,
        },
    }


def _difference_json(change: PairedDifference | None) -> dict[str, Any] | None:
    if change is None:
        return None
    interval = change.interval
    return {
        "mean": change.mean,
        "prompts": change.prompts,
        "p": change.p,
        "ci_low": None if interval is None else interval.low,
        "ci_high": None if interval is None else interval.high,
        "method": None if interval is None else interval.method,
        "detectable": detectable_points(change),
    }


def _mcnemar_json(found: McNemar) -> dict[str, Any]:
    interval = found.interval
    return {
        "first_only": found.first_only,
        "second_only": found.second_only,
        "p": found.p,
        "odds_ratio": _finite(found.odds_ratio),
        "ci_low": None if interval is None else _finite(interval.low),
        "ci_high": None if interval is None else _finite(interval.high),
    }


def _finite(number: float | None) -> float | None:
    return None if number is None or math.isinf(number) else number


def _association_json(found: Association, factor: Factor, q: float | None) -> dict[str, Any]:
    return {
        "gate": found.gate.value,
        "models": found.models,
        "primary": odds_json(found.primary),
        "rho": None if found.ranks is None else found.ranks.rho,
        "p": found.p,
        "q": q,
        "detectable_odds_ratio": None if found.detectable is None else odds(found.detectable),
        "verdict": association_verdict(found, factor, q),
    }
