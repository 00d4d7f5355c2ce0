"""How judging is shown: counts, cost, and how far judge and rules agree."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.domain.budget import BudgetPeriod
from monitor.domain.findings import Sentiment
from monitor.domain.question import Target
from monitor.metrics.cell import Tier, tier_of
from monitor.pipeline.judge import Agreed, Judged, JudgePlan
from monitor.pipeline.judge_questions import JudgeStop, JudgeTally
from monitor.pipeline.judge_selection import JudgeOrder, JudgeSelection
from monitor.reports.as_json import plain
from monitor.reports.budgets import budget_json
from monitor.storage.budget_state import BudgetState

_SENTIMENTS = tuple(each.value for each in Sentiment)
_YES_NO = ("yes", "no")
_STOPS = {
    JudgeStop.MAX_CALLS: "the number of calls is used up (--max-calls)",
    JudgeStop.MAX_USD: "one more call might cost too much (--max-usd)",
    JudgeStop.COST_UNKNOWN: (
        "neither the provider nor a list of prices tells what a call costs, so --max-usd "
        "cannot be kept; use --max-calls alone"
    ),
    JudgeStop.OVER_BUDGET: "it is over budget; `namedrop budgets` shows what is left",
    JudgeStop.SIGNAL: "it was interrupted",
}


def planned_json(target: Target, order: JudgeOrder, planned: JudgePlan) -> dict[str, Any]:
    """What a dry run tells."""
    cost = planned.cost
    return {
        "judge": _target_json(target),
        "selection": _selection_json(order, planned.selection),
        "to_ask": len(planned.selection.to_ask),
        "left": planned.selection.left,
        "cost": {
            "low_usd": plain(cost.low_usd),
            "high_usd": plain(cost.high_usd),
            "unknown": list(cost.unknown),
        },
        "budgets": [budget_json(state) for state in planned.budgets],
    }


def judged_json(judged: Judged) -> dict[str, Any]:
    """All that judging came to."""
    tally = judged.tally
    return {
        "judge": _target_json(judged.target),
        "selection": _selection_json(judged.order, judged.selection),
        "calls": tally.calls,
        "valid": len(tally.verdicts),
        "invalid": dict(tally.invalid),
        "failed": dict(tally.failed),
        "settled": tally.settled,
        "changed": tally.changed,
        "left": judged.left,
        "stopped_by": judged.stop.value if judged.stop else None,
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "cost_usd": plain(tally.cost_usd),
        "agreement": {
            "sentiment": _agreed_json(judged.sentiment, _SENTIMENTS),
            "recommended": _agreed_json(judged.recommended, _YES_NO),
        },
    }


def _target_json(target: Target) -> dict[str, Any]:
    return {"target": target.key, "provider": target.provider, "model": target.model}


def _selection_json(order: JudgeOrder, selection: JudgeSelection) -> dict[str, Any]:
    return {
        "run": order.run_id,
        "kind": "close" if order.sample is None else "sample",
        "mentioned": selection.mentioned,
        "close": selection.close,
        "judged_before": len(selection.judged),
    }


def _agreed_json(agreed: Agreed, labels: tuple[str, ...]) -> dict[str, Any]:
    found = agreed.agreement
    return {
        "kappa": found.kappa,
        "ci_low": found.interval.low if found.interval else None,
        "ci_high": found.interval.high if found.interval else None,
        "method": found.interval.method if found.interval else None,
        "n": found.n,
        "observed": found.observed,
        "expected": found.expected,
        "tier": tier_of(found.n).value,
        "confusion": {
            rules: {judge: agreed.confusion[rules, judge] for judge in labels} for rules in labels
        },
    }


def print_plan(console: Console, target: Target, order: JudgeOrder, planned: JudgePlan) -> None:
    """Print what a dry run tells."""
    selection = planned.selection
    _print_selection(console, order, selection)
    console.print(
        f"Would ask {target.key} ({target.model}) about {len(selection.to_ask)} of them, "
        f"one call each; {selection.left} would be left.",
        markup=False,
    )
    if selection.to_ask:
        console.print(f"Cost of judging: {planned.cost.in_words()}.", markup=False)
    for state in planned.budgets:
        console.print(_left(state), markup=False)
    console.print("Dry run: nothing was asked.")


def _left(state: BudgetState) -> str:
    left = []
    if state.left_usd is not None:
        left.append(f"{plain(state.left_usd)} of {plain(state.limits.usd)} USD")
    if state.left_calls is not None:
        left.append(f"{state.left_calls:,} of {state.limits.calls:,} calls")
    of = "the workspace" if state.monitor is None else f"monitor {state.monitor}"
    when = "today" if state.period is BudgetPeriod.DAY else "this month"
    return f"Left to {of} {when}: {', '.join(left)}."


def print_judged(console: Console, judged: Judged) -> None:
    """Print counts, cost and agreement."""
    tally = judged.tally
    _print_selection(console, judged.order, judged.selection)
    cost = "cost not told" if tally.cost_usd is None else f"{plain(tally.cost_usd)} USD"
    console.print(
        f"Asked {judged.target.key} ({judged.target.model}): {tally.calls} calls, "
        f"{tally.input_tokens:,} tokens in, {tally.output_tokens:,} out, {cost}.",
        markup=False,
    )
    console.print(summary(tally))
    print_stop(console, judged)
    if judged.left:
        console.print(f"{judged.left} findings are left; the same command goes on with them.")
    _print_agreement(console, "Sentiment", judged.sentiment, _SENTIMENTS)
    _print_agreement(console, "Recommended", judged.recommended, _YES_NO)
    if judged.order.sample is None and judged.sentiment.agreement.n:
        console.print(
            "These are the findings that the rules are least sure of; for how far both agree "
            "in general, judge a sample with --sample.",
            style="dim",
        )


def print_stop(console: Console, judged: Judged) -> None:
    """Print why judging ended before all was judged, where it did."""
    if judged.stop is not None:
        console.print(f"Ended early: {_STOPS[judged.stop]}.", markup=False)


def summary(tally: JudgeTally) -> str:
    """What came of the questions, in one line."""
    return (
        f"{len(tally.verdicts)} verdicts, {_sum(tally.invalid, 'invalid')}, "
        f"{_sum(tally.failed, 'failed')}; {tally.settled} findings settled, "
        f"{tally.changed} of them otherwise than by the rules."
    )


def _print_selection(console: Console, order: JudgeOrder, selection: JudgeSelection) -> None:
    drawn = "" if order.sample is None else f" A random sample of {order.sample} of all is judged."
    console.print(
        f"{selection.mentioned} findings of mentioned brands, {selection.close} of them close; "
        f"{len(selection.judged)} of the chosen were judged before.{drawn}"
    )


def _sum(counts: Counter[str], word: str) -> str:
    if not counts:
        return f"0 {word}"
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    return f"{counts.total()} {word} ({reasons})"


def _print_agreement(console: Console, title: str, agreed: Agreed, labels: tuple[str, ...]) -> None:
    found = agreed.agreement
    if not found.n:
        console.print(f"{title}: nothing to compare.")
        return
    if tier_of(found.n) is Tier.TOO_FEW:
        console.print(f"{title}: {found.n} findings are too few for a figure of agreement.")
        return
    kappa = "not defined, all have one label" if found.kappa is None else f"{found.kappa:.2f}"
    between = (
        f", 95 % interval {found.interval.low:.2f} to {found.interval.high:.2f}"
        if found.interval
        else ""
    )
    console.print(
        f"{title}: Cohen's kappa {kappa}{between}; n = {found.n} "
        f"({tier_of(found.n).value}), {found.observed:.0%} alike."
    )
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rules \\ judge")
    for label in labels:
        table.add_column(label, justify="right")
    for rules in labels:
        row = [agreed.confusion[rules, judge] for judge in labels]
        if any(row):
            table.add_row(Text(rules), *(str(count) for count in row))
    console.print(table)
