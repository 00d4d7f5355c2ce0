"""The visibility table: a row for each target with its parameters, a column for each brand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.cli.group_lines import group_lines
from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.metrics.cell import MetricCell, Tier
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import Dimension
from monitor.reports.grouping import GroupKey
from monitor.reports.visibility import VisibilityReport, VisibilityRow

PARAMETERS_WIDTH = 31
BRAND_WIDTH = 13
"""With its border; brands that do not fit beside each other get a row each."""


def print_visibility(console: Console, report: VisibilityReport) -> None:
    """Print the mention rates of a report with interval and counts, and its notes."""
    if not report.rows:
        console.print("No answers in this scope yet.")
    else:
        brands = {row.brand.id for row in report.rows}
        width = PARAMETERS_WIDTH + 4 + BRAND_WIDTH * len(brands)
        lines = breaks_before_rows(report)
        console.print((_wide if width <= console.width else _long)(report.rows, lines))
        console.print(
            "Mention rate with its 95 % interval, and answers naming the brand / answers counted.",
            style="dim",
        )
    for note in report.notes:
        console.print(note, style="dim")


def breaks_before_rows(report: VisibilityReport) -> Mapping[GroupKey, Sequence[str]]:
    """By the first group of a target that is no earlier than a break: what to print before it.

    Empty where rows are not split by target and date.
    """
    ordered = sorted(report.breaks, key=lambda event: (event.at, event.id))
    lines: dict[GroupKey, list[str]] = defaultdict(list)
    for event in ordered:
        broken_on = event.at.astimezone(UTC).date()
        since = [
            (day, number, row.group.key)
            for number, row in enumerate(report.rows)
            if row.target is not None
            and row.target.id == event.target_id
            and isinstance(day := row.group.values.get(Dimension.DATE), date)
            and day >= broken_on
            and row.served_models != (event.change.before,)
        ]
        if since:
            _, _, key = min(since)
            lines[key].append(f"-- break: {event.told().removesuffix('.')} --")
    return lines


_Lines = Mapping[GroupKey, Sequence[str]]


def _wide(rows: Sequence[VisibilityRow], lines: _Lines) -> Table:
    table = Table(show_lines=True, header_style="bold")
    table.add_column(_title(rows), width=PARAMETERS_WIDTH)
    names = _brand_names(rows)
    for name in names.values():
        table.add_column(name, justify="right", no_wrap=True)
    for group_rows in _by_group(rows):
        _add_breaks(table, lines.get(group_rows[0].group.key, ()))
        rates = {row.brand.id: row.metrics[MetricName.MENTION_RATE] for row in group_rows}
        cells: list[RenderableType] = [_group_cell(group_rows[0])]
        # A brand that came later is in no finding of older groups.
        cells += [Group(*_rate_lines(rates[b])) if b in rates else Text("") for b in names]
        table.add_row(*cells)
    return table


def _add_breaks(table: Table, lines: Sequence[str]) -> None:
    for line in lines:
        table.add_row(Text(line, style="yellow"), end_section=True)


def _long(rows: Sequence[VisibilityRow], lines: _Lines) -> Table:
    table = Table(header_style="bold")
    table.add_column(_title(rows), width=PARAMETERS_WIDTH)
    for title in ("Brand", "Rate", "95 %", "Named"):
        table.add_column(title, justify="left" if title == "Brand" else "right", no_wrap=True)
    for group_rows in _by_group(rows):
        _add_breaks(table, lines.get(group_rows[0].group.key, ()))
        cells = [_rate_lines(row.metrics[MetricName.MENTION_RATE]) for row in group_rows]
        names = [Text(row.brand.brand.name) for row in group_rows]
        columns = [names, *(list(column) for column in zip(*cells, strict=True))]
        table.add_row(
            _group_cell(group_rows[0]), *(Group(*column) for column in columns), end_section=True
        )
    return table


def _title(rows: Sequence[VisibilityRow]) -> str:
    return "Target and its parameters" if rows[0].target else "Answers and what made them"


def _brand_names(rows: Sequence[VisibilityRow]) -> dict[int, str]:
    return {row.brand.id: row.brand.brand.name for row in rows}


def _by_group(rows: Sequence[VisibilityRow]) -> Iterator[list[VisibilityRow]]:
    groups: dict[int, list[VisibilityRow]] = {}
    for row in rows:
        groups.setdefault(id(row.group), []).append(row)
    yield from groups.values()


def _rate_lines(cell: MetricCell) -> tuple[Text, Text, Text]:
    counts = Text(f"{cell.k}/{cell.n}", style="dim")
    if cell.value is None or cell.ci_low is None or cell.ci_high is None:
        return Text("-"), Text(""), counts
    interval = Text(f"{cell.ci_low * 100:.0f}-{cell.ci_high:.0%}", style="dim")
    if cell.tier is Tier.TOO_FEW:
        return Text("too few", style="dim"), interval, counts
    return Text(f"{cell.value:.0%}", style="bold"), interval, counts


def _group_cell(row: VisibilityRow) -> RenderableType:
    failed = sum(n for outcome, n in row.outcomes.items() if outcome not in COUNTED_OUTCOMES)
    first, *others = group_lines(row.group)
    lines = [Text(first, style="bold"), *(Text(line) for line in others)]
    if failed:
        lines.append(Text(f"{failed} without an answer that counts", style="yellow"))
    return Group(*lines)
