"""The parameters tables: models with what is known of them, and what goes with it, by brand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from monitor.catalog.counts import display_count
from monitor.cli.opening import output, print_json
from monitor.clock import utc_now
from monitor.metrics.by_parameters import Association
from monitor.metrics.cell import MetricCell, Tier
from monitor.metrics.definitions import MetricName
from monitor.reports.asked_alike import Exclusion, Setup
from monitor.reports.association_words import (
    association_verdict,
    odds_words,
    trend_verdict,
)
from monitor.reports.parameters import parameters_report
from monitor.reports.parameters_json import parameters_json
from monitor.reports.parameters_query import Factor, ParametersQuery
from monitor.reports.parameters_rows import ParametersReport, ParametersRow
from monitor.reports.setting_rows import SettingRow
from monitor.storage.engine import Database

SHOWN_BRANDS = 4
"""Columns of rates beside the models; --json has all."""

FEWEST_SHOWN = 2
"""Models asked alike; one alone has no table."""

SHOWN_NAMES = 6
"""Models that are named in a line of those left out."""

_SHORT = {
    Factor.PARAMETERS_TOTAL: "total",
    Factor.PARAMETERS_ACTIVE: "active",
    Factor.ARCHITECTURE: "MoE",
    Factor.OPEN_WEIGHTS: "open",
}


def show_parameters(
    database: Database, workspace_id: int, query: ParametersQuery, *, as_json: bool
) -> None:
    """Print the report as a table or as JSON."""
    report = parameters_report(database, workspace_id, query, now=utc_now())
    if as_json:
        print_json(parameters_json(report))
    else:
        print_parameters(output(), report)


def print_parameters(console: Console, report: ParametersReport) -> None:
    """Print the models, the associations, what is left out, the trends over settings, and notes."""
    if not report.setups:
        console.print("No answers of known models in this scope yet.")
    for number, setup in enumerate(report.setups):
        rows = [row for row in report.rows if row.setup == number]
        if len(setup.models) < FEWEST_SHOWN:
            names = ", ".join(model.summary.name for model in setup.models) or "no model"
            told = f"{_title(number, setup)}: {names}, nothing to compare with."
            console.print(told, markup=False)
            _print_exclusions(console, _everywhere(setup.exclusions))
            continue
        console.print(_title(number, setup), style="bold", markup=False)
        console.print(_models(setup, rows))
        _print_associations(console, rows)
        of_factors = [
            (_SHORT[each.factor], one)
            for each in report.factor_exclusions
            if each.setup == number
            for one in each.exclusions
        ]
        _print_exclusions(console, [*_everywhere(setup.exclusions), *of_factors])
    if report.settings:
        console.print(_settings(report.settings))
    _print_exclusions(console, _everywhere(report.exclusions))
    for note in report.notes:
        console.print(note, style="dim", markup=False)


def _everywhere(exclusions: Sequence[Exclusion]) -> list[tuple[str, Exclusion]]:
    return [("", each) for each in exclusions]


def _title(number: int, setup: Setup) -> str:
    sent = ", ".join(f"{name} {value}" for name, value in setup.settings.items())
    parts = [
        f"Asked alike {number + 1}: {setup.channel.value}",
        "web search" if setup.web_search else "no search",
        *([setup.country] if setup.country else []),
        sent or "no settings sent",
        *(["a system prompt"] if setup.system_prompt_sha256 else []),
        f"{len(setup.prompts)} prompts",
    ]
    return ", ".join(parts)


def _models(setup: Setup, rows: Sequence[ParametersRow]) -> Table:
    table = Table(header_style="bold")
    table.add_column("Model", overflow="fold")
    for title in ("Total", "Active"):
        table.add_column(title, justify="right")
    shown = [
        row
        for row in rows
        if row.factor is Factor.PARAMETERS_TOTAL and row.metric is rows[0].metric
    ][:SHOWN_BRANDS]
    for row in shown:
        table.add_column(row.brand.brand.name, justify="right", no_wrap=True)
    for model in sorted(setup.models, key=lambda m: (m.summary.total.low or 0, m.key)):
        rates = ({p.model: p.measured for p in row.points}.get(model.key) for row in shown)
        table.add_row(
            model.summary.name,
            display_count(model.summary.total),
            display_count(model.summary.active),
            *(_rate(cell) for cell in rates),
        )
    return table


def _rate(cell: MetricCell | None) -> str:
    if cell is None or cell.value is None:
        return "-"
    return "too few" if cell.tier is Tier.TOO_FEW else f"{cell.value:.0%} of {cell.n}"


def _print_associations(console: Console, rows: Sequence[ParametersRow]) -> None:
    tested = [row for row in rows if row.q is not None]
    if tested:
        console.print(_associations(tested))
    reasons: dict[str, list[ParametersRow]] = {}
    for row in rows:
        if row.q is None and row.association.reason is not None:
            reasons.setdefault(row.association.reason, []).append(row)
    brands = {row.brand.id for row in rows}
    for reason, where in reasons.items():
        by = ", ".join(dict.fromkeys(_SHORT[row.factor] for row in where))
        named = dict.fromkeys(row.brand.brand.name for row in where)
        whom = "" if len(named) == len(brands) else f"{', '.join(named)} "
        console.print(f"Not tested: {whom}by {by}, {reason}.", markup=False)


def _associations(rows: Sequence[ParametersRow]) -> Table:
    table = Table(header_style="bold", show_lines=True)
    table.add_column("Brand", overflow="fold")
    metrics = {row.metric for row in rows}
    if len(metrics) > 1:
        table.add_column("Metric")
    for title in ("By", "Models", "Odds ratio (95 %)", "rho", "q"):
        table.add_column(title, justify="right" if title != "By" else "left", no_wrap=True)
    table.add_column("Verdict", overflow="fold")
    for row in rows:
        found = row.association
        table.add_row(
            row.brand.brand.name,
            *([_metric(row.metric)] if len(metrics) > 1 else []),
            _SHORT[row.factor],
            str(found.models),
            _odds(found),
            "-" if found.ranks is None else f"{found.ranks.rho:.2f}",
            "-" if row.q is None else shown_p(row.q),
            association_verdict(found, row.factor, row.q),
        )
    return table


def _metric(metric: MetricName) -> str:
    return metric.value.replace("_", " ")


def _odds(found: Association) -> str:
    slope = found.primary
    if slope is None:
        return "-"
    low, high = odds_words(slope.interval.low), odds_words(slope.interval.high)
    return f"{odds_words(slope.estimate)} ({low}-{high})"


def shown_p(p: float) -> str:
    """A p-value as it is shown; a small one only with its order.

    >>> shown_p(0.0421), shown_p(0.000004)
    ('0.042', '<0.001')
    """
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _print_exclusions(console: Console, exclusions: Iterable[tuple[str, Exclusion]]) -> None:
    """Each reason once, with the factors for which it holds; "" stands for all of them."""
    groups: dict[tuple[Exclusion, ...], list[str]] = {}
    by_reason: dict[tuple[str, str], list[Exclusion]] = {}
    for factor, each in exclusions:
        by_reason.setdefault((factor, each.reason), []).append(each)
    for (factor, _), group in by_reason.items():
        groups.setdefault(tuple(group), []).append(factor)
    for members, factors in groups.items():
        names = ", ".join(f"{each.model} (n = {each.answers})" for each in members[:SHOWN_NAMES])
        more = f" and {len(members) - SHOWN_NAMES} more" if len(members) > SHOWN_NAMES else ""
        where = f" by {', '.join(factors)}" if any(factors) else ""
        told = f"Left out{where}, {members[0].reason}: {names}{more}."
        console.print(told, markup=False, style="yellow")


def _settings(rows: Sequence[SettingRow]) -> Table:
    table = Table(header_style="bold", show_lines=True, title="Settings within one model")
    for title in ("Model", "Setting", "Brand"):
        table.add_column(title, overflow="fold")
    for title in ("p", "q"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Verdict", overflow="fold")
    for row in rows:
        values = ", ".join(f"{value:g}" for value in row.values)
        span = row.values[-1] - row.values[0]
        table.add_row(
            row.model_name,
            f"{row.setting} {values}",
            row.brand.brand.name,
            "-" if row.trend is None else shown_p(row.trend.p),
            "-" if row.q is None else shown_p(row.q),
            trend_verdict(row.trend, row.setting, row.q, span),
        )
    return table
