"""The visibility table: a row for each target with its parameters, a column for each brand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.catalog.counts import display_count
from monitor.catalog.summary import CardSummary
from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Target
from monitor.metrics.cell import MetricCell, Tier
from monitor.metrics.definitions import MetricName
from monitor.reports.visibility import VisibilityReport, VisibilityRow

PARAMETERS_WIDTH = 31
BRAND_WIDTH = 13
"""With its border; brands that do not fit beside each other get a row each."""

SHOWN_DEFAULTS = ("top_p", "top_k", "min_p")


def print_visibility(console: Console, report: VisibilityReport) -> None:
    """Print the mention rates of a report with interval and counts, and its notes."""
    if not report.rows:
        console.print("No answers in this scope yet.")
    else:
        brands = {row.brand.id for row in report.rows if row.brand is not None}
        width = PARAMETERS_WIDTH + 4 + BRAND_WIDTH * len(brands)
        console.print((_wide if width <= console.width else _long)(report.rows))
        console.print(
            "Mention rate with its 95 % interval, and answers naming the brand / answers counted.",
            style="dim",
        )
    for note in report.notes:
        console.print(note, style="dim")


def _wide(rows: Sequence[VisibilityRow]) -> Table:
    table = Table(show_lines=True, header_style="bold")
    table.add_column("Target and its parameters", width=PARAMETERS_WIDTH)
    for name in _brand_names(rows):
        table.add_column(name, justify="right", no_wrap=True)
    for target_rows in _by_target(rows):
        first = target_rows[0]
        cells: list[RenderableType] = [_target_cell(first)]
        cells += [Group(*_rate_lines(row.metrics[MetricName.MENTION_RATE])) for row in target_rows]
        table.add_row(*cells)
    return table


def _long(rows: Sequence[VisibilityRow]) -> Table:
    table = Table(header_style="bold")
    table.add_column("Target and its parameters", width=PARAMETERS_WIDTH)
    for title in ("Brand", "Rate", "95 %", "Named"):
        table.add_column(title, justify="left" if title == "Brand" else "right", no_wrap=True)
    for target_rows in _by_target(rows):
        cells = [_rate_lines(row.metrics[MetricName.MENTION_RATE]) for row in target_rows]
        names = [Text(row.brand.brand.name if row.brand else "") for row in target_rows]
        columns = [names, *(list(column) for column in zip(*cells, strict=True))]
        table.add_row(
            _target_cell(target_rows[0]), *(Group(*column) for column in columns), end_section=True
        )
    return table


def _brand_names(rows: Sequence[VisibilityRow]) -> list[str]:
    return list(dict.fromkeys(row.brand.brand.name for row in rows if row.brand is not None))


def _by_target(rows: Sequence[VisibilityRow]) -> Iterator[list[VisibilityRow]]:
    groups: dict[int | None, list[VisibilityRow]] = {}
    for row in rows:
        groups.setdefault(row.target.id if row.target else None, []).append(row)
    yield from groups.values()


def _rate_lines(cell: MetricCell) -> tuple[Text, Text, Text]:
    counts = Text(f"{cell.k}/{cell.n}", style="dim")
    if cell.value is None or cell.ci_low is None or cell.ci_high is None:
        return Text("-"), Text(""), counts
    interval = Text(f"{cell.ci_low * 100:.0f}-{cell.ci_high:.0%}", style="dim")
    if cell.tier is Tier.TOO_FEW:
        return Text("too few", style="dim"), interval, counts
    return Text(f"{cell.value:.0%}", style="bold"), interval, counts


def _target_cell(row: VisibilityRow) -> RenderableType:
    if row.target is None:
        return Text("all targets")
    target = row.target.target
    failed = sum(n for outcome, n in row.outcomes.items() if outcome not in COUNTED_OUTCOMES)
    lines = [
        Text(target.key, style="bold"),
        *(Text(line) for line in parameter_lines(target, row.card)),
    ]
    if failed:
        lines.append(Text(f"{failed} without an answer that counts", style="yellow"))
    return Group(*lines)


def parameter_lines(target: Target, card: CardSummary | None) -> list[str]:
    """A target's parameters in a few short lines: the model's, then the sampling settings."""
    settings = target.settings.given()
    lines = [_model_line(target, card)]
    if card is not None:
        lines.append(_weights_line(card))
    if target.channel is Channel.IMPORT:
        return [*lines, "settings not known"]
    temperature = settings.pop("temperature", None)
    lines.append(
        "temperature not set" if temperature is None else f"temperature {_shown(temperature)}"
    )
    if settings:
        lines.append("sent: " + _pairs(settings))
    defaults = {} if card is None else _defaults(card, target)
    if defaults:
        lines.append("default: " + _pairs(defaults))
    return lines


def _model_line(target: Target, card: CardSummary | None) -> str:
    search = ", web search" if target.web_search else ""
    if card is None:
        return f"{target.model}: parameters not recorded{search}"
    return f"{display_count(card.total)} parameters{search}"


def _weights_line(card: CardSummary) -> str:
    architecture = " ".join(
        word for word in (card.architecture_name, card.architecture) if word is not None
    )
    known = [word for word in (architecture, card.quantization) if word]
    return ", ".join(known) or "architecture not known"


def _defaults(card: CardSummary, target: Target) -> dict[str, JsonValue]:
    sent = target.settings.given()
    return {
        name: card.sampling_defaults[name]
        for name in SHOWN_DEFAULTS
        if name in card.sampling_defaults and name not in sent
    }


def _pairs(settings: dict[str, JsonValue]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in settings.items())


def _shown(value: JsonValue) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
