"""The table of changes: for each target and brand both periods, the difference and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.cli.group_lines import card_lines, group_lines
from monitor.cli.opening import output, print_json
from monitor.clock import utc_now
from monitor.metrics.cell import MetricCell, Tier
from monitor.reports.changes import changes_report
from monitor.reports.changes_json import changes_json
from monitor.reports.changes_notes import verdict_words
from monitor.reports.changes_query import ChangesQuery
from monitor.reports.changes_rows import ChangeRow, ChangesReport, ChangeVerdict
from monitor.storage.engine import Database

GROUP_WIDTH = 28

_STYLES = {ChangeVerdict.ROSE: "bold green", ChangeVerdict.FELL: "bold red"}


def show_changes(
    database: Database, workspace_id: int, query: ChangesQuery, *, as_json: bool
) -> None:
    """Print the report as a table or as JSON."""
    report = changes_report(database, workspace_id, query, now=utc_now())
    if as_json:
        print_json(changes_json(report))
    else:
        print_changes(output(), report)


def print_changes(console: Console, report: ChangesReport) -> None:
    """Print what changed, what was not shown to, and the notes."""
    console.print(_title(report.query), style="bold")
    if not report.rows:
        console.print("No answers in this scope yet.")
    else:
        for metric in report.query.metrics:
            rows = [row for row in report.rows if row.metric is metric]
            console.print(_table(metric.value.replace("_", " "), rows))
        console.print(
            "Each period with its 95 % interval and counts; the difference in points over the "
            "prompts that both have, with its 95 % interval.",
            style="dim",
        )
    for note in report.notes:
        console.print(note, style="dim")


def _title(query: ChangesQuery) -> str:
    if query.earlier is None or query.later is None:
        return f"Changes from run {query.earlier_run} to run {query.later_run}"
    earlier, later = query.earlier, query.later
    return f"Changes from {earlier.start}..{earlier.end} to {later.start}..{later.end}"


def _table(metric: str, rows: Sequence[ChangeRow]) -> Table:
    table = Table(header_style="bold", title=metric, title_justify="left")
    has_targets = any(row.group.target for row in rows)
    about = "Target and its parameters" if has_targets else "Answers and what made them"
    table.add_column(about, width=GROUP_WIDTH)
    table.add_column("Brand", overflow="fold")
    for title in ("Earlier", "Later", "Difference"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Verdict")
    for group_rows in _by_group(rows):
        for number, row in enumerate(group_rows):
            is_last = number == len(group_rows) - 1
            table.add_row(
                Group(*_group_lines(row)) if number == 0 else Text(""),
                Text(row.brand.brand.name),
                _rate(row.earlier.measured),
                _rate(row.later.measured),
                _difference(row),
                _verdict(row),
                end_section=is_last,
            )
    return table


def _by_group(rows: Sequence[ChangeRow]) -> Iterator[list[ChangeRow]]:
    groups: dict[int, list[ChangeRow]] = {}
    for row in rows:
        groups.setdefault(id(row.group), []).append(row)
    yield from groups.values()


def _group_lines(row: ChangeRow) -> Iterator[Text]:
    first, *others = group_lines(row.group)
    yield Text(first, style="bold")
    yield from (Text(line) for line in others)
    if row.earlier.served_models == row.later.served_models:
        return
    for name, side in (("earlier", row.earlier), ("later", row.later)):
        served = ", ".join(side.served_models) or "not told"
        yield Text(f"{name}: {served}", style="yellow")
        # Where both are the same model by another name, its card stands above already.
        if side.card is not None and row.earlier.card != row.later.card:
            yield from (Text(f"  {line}", style="dim") for line in card_lines(side.card))


def _rate(cell: MetricCell) -> RenderableType:
    counts = Text(f"{cell.k}/{cell.n}", style="dim")
    if cell.value is None:
        return Group(Text("-"), counts)
    shown = "too few" if cell.tier is Tier.TOO_FEW else f"{cell.value:.0%}"
    if cell.ci_low is None or cell.ci_high is None:
        return Group(Text(shown), counts)
    interval = Text(f"{cell.ci_low * 100:.0f}-{cell.ci_high:.0%}", style="dim")
    return Group(Text(shown), interval, counts)


def _difference(row: ChangeRow) -> RenderableType:
    found = row.difference
    if found is None:
        return Text("-")
    lines = [Text(f"{found.mean * 100:+.0f}")]
    if found.interval is not None:
        low, high = found.interval.low * 100, found.interval.high * 100
        lines.append(Text(f"{low:+.0f} to {high:+.0f}", style="dim"))
    lines.append(Text(f"{found.prompts} prompts", style="dim"))
    left_out = row.earlier.left_out, row.later.left_out
    if any(left_out):
        lines.append(Text(f"left out {left_out[0]}+{left_out[1]}", style="dim"))
    return Group(*lines)


def _verdict(row: ChangeRow) -> RenderableType:
    told = Text(verdict_words(row), style=_STYLES.get(row.verdict, ""))
    return told if row.q is None else Group(told, Text(f"q = {row.q:.2g}", style="dim"))
