"""Verdicts of experiments in words, with what would have been found. Never a cause."""

from __future__ import annotations

from monitor.metrics.pairs import PairedDifference
from monitor.metrics.power import detectable_effect
from monitor.reports.association_words import FOUND_AT, association_verdict, trend_verdict
from monitor.reports.breaks import break_notes
from monitor.reports.experiment import AgreementTrend, ExperimentResult, PairResult, TrendResult
from monitor.reports.parameters_query import Factor
from monitor.reports.setting_rows import FEWEST_PROMPTS


def trend_words(result: ExperimentResult, found: TrendResult) -> str:
    """What may be said of one brand over a sweep."""
    levels = [arm.level for arm in result.design.arms if arm.level is not None]
    return trend_verdict(found.trend, result.design.varied, found.q, max(levels) - min(levels))


def pair_words(found: PairResult) -> str:
    """What may be said of one brand in one arm against the first one."""
    change = found.difference
    if change is None or found.q is None:
        prompts = 0 if change is None else change.prompts
        return f"not tested: both answered {prompts} prompts, {FEWEST_PROMPTS} are needed"
    if change.interval is None:
        return "no association shown; the difference is the same in every prompt"
    if found.q > FOUND_AT:
        return f"no association shown; {_detectable(change)}"
    return f"associated with {found.arm}: {_points(change.mean)} {_interval(change)}"


def agreement_words(found: AgreementTrend | None) -> str:
    """What may be said of how much repeats agree."""
    if found is None or found.change.prompts < FEWEST_PROMPTS:
        return f"agreement is not compared: {FEWEST_PROMPTS} prompts that name brands are needed"
    change = found.change
    told = f"agreement of repeats with {found.per}: {_points(change.mean)} {_interval(change)}"
    if change.interval is None:
        return told
    if change.p > FOUND_AT:
        return f"{told}; no association shown, {_detectable(change)}"
    return f"{told}; associated, p = {change.p:.2g}"


def _points(share: float) -> str:
    direction = "higher" if share > 0 else "lower"
    return f"{direction} by {abs(share) * 100:.0f} points"


def _interval(change: PairedDifference) -> str:
    if change.interval is None:
        return "in every prompt alike"
    return f"(95 % {change.interval.low * 100:+.0f} to {change.interval.high * 100:+.0f})"


def detectable_points(change: PairedDifference) -> float | None:
    """The mean difference that would have been found with 80 % power; None without a spread."""
    if change.standard_error is None:
        return None
    return detectable_effect(change.standard_error, change.prompts - 1)


def _detectable(change: PairedDifference) -> str:
    points = detectable_points(change)
    assert points is not None
    return (
        f"with these {change.prompts} prompts {points * 100:.0f} points would have been found with "
        "80 % power"
    )


def verdict_lines(result: ExperimentResult) -> list[str]:
    """All that may be said of an experiment, a line for each brand, test and break."""
    lines = [f"{each.brand.brand.name}: {trend_words(result, each)}." for each in result.trends]
    lines += [
        f"{each.brand.brand.name}, {each.arm}: {pair_words(each)}. Prompts that name it only in "
        f"the first / only in this: {each.prompts.first_only} / {each.prompts.second_only}, "
        f"McNemar p = {each.prompts.p:.2g}."
        for each in result.pairs
    ]
    for each in result.ladder:
        by = (
            (Factor.PARAMETERS_TOTAL, each.by_total, each.q_total),
            (Factor.PARAMETERS_ACTIVE, each.by_active, each.q_active),
        )
        lines += [
            f"{each.brand.brand.name} by {factor.value.removeprefix('parameters_')}: "
            f"{association_verdict(found, factor, q)}."
            for factor, found, q in by
        ]
    told = agreement_words(result.agreement)
    return [*lines, f"{told[0].upper()}{told[1:]}.", *break_notes(result.breaks)]
