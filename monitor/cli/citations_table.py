"""The citations tables of each group: a row for each cited site and for each tracked brand."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.group_lines import group_lines
from monitor.metrics.cell import MetricCell, Tier
from monitor.reports.citations import BrandRow, CitationsReport, DomainRow, MeanImpression
from monitor.reports.grouping import Group


def print_citations(console: Console, report: CitationsReport, *, limit: int) -> None:
    """Print the first sites and all brands of each group of a report, and its notes."""
    if not report.domains:
        console.print("No citations in this scope yet.")
    for group in _groups(report):
        first, *others = group_lines(group)
        console.print(Text.assemble((first, "bold"), *(f"; {line}" for line in others)))
        sites = [row for row in report.domains if row.group is group]
        if sites:
            console.print(_sites(sites[:limit]))
        if len(sites) > limit:
            left_out = len(sites) - limit
            console.print(f"{left_out} more sites; see --limit and --json.", style="dim")
        brands = [row for row in report.brands if row.group is group]
        if brands:
            console.print(_brands(brands))
    if report.brands:
        console.print(
            "Rates with their 95 % interval, and answers citing / answers counted. Words: the "
            "share of the text, early sentences weighing more.",
            style="dim",
        )
    for note in report.notes:
        console.print(note, style="dim")


def _groups(report: CitationsReport) -> Sequence[Group]:
    groups = [*(row.group for row in report.domains), *(row.group for row in report.brands)]
    return list({id(group): group for group in groups}.values())


def _sites(rows: Sequence[DomainRow]) -> Table:
    table = Table(header_style="bold")
    table.add_column("Site", overflow="fold")
    for title in ("Owner", "Type"):
        table.add_column(title)
    for title in ("Pages", "Answers", "Rate", "Share", "Words"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.domain,
            row.owner.brand.name if row.owner else "",
            row.source_type.value if row.source_type else "",
            str(row.times_cited),
            f"{row.cited_rate.k}/{row.cited_rate.n}",
            _rate(row.cited_rate),
            "-" if row.citation_share.value is None else f"{row.citation_share.value:.0%}",
            _words(row.impression),
        )
    return table


def _brands(rows: Sequence[BrandRow]) -> Table:
    table = Table(header_style="bold")
    table.add_column("Brand", overflow="fold")
    for title in ("Own pages", "Answers", "Rate", "Words"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        cell = row.owned_cited_rate
        table.add_row(
            row.brand.brand.name,
            str(row.times_cited),
            f"{cell.k}/{cell.n}",
            _rate(cell),
            _words(row.impression),
        )
    return table


def _rate(cell: MetricCell) -> str:
    if cell.value is None or cell.ci_low is None or cell.ci_high is None:
        return "-"
    value = "too few" if cell.tier is Tier.TOO_FEW else f"{cell.value:.0%}"
    return f"{value} ({cell.ci_low * 100:.0f}-{cell.ci_high:.0%})"


def _words(impression: MeanImpression) -> str:
    share = impression.position_adjusted_word_share
    return "-" if share is None else f"{share:.1%}"
