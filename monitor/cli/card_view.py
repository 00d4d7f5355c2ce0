"""Model cards as a person reads them: claims side by side, with what they resolve to and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import shorten

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.catalog.adapter_words import adapter_told
from monitor.catalog.audit import AuditTask
from monitor.catalog.counts import display_count, scaled
from monitor.catalog.lifecycle import retirement, retirement_date, status_on
from monitor.catalog.resolve import explain_figure
from monitor.catalog.size_class import TOTAL_BOUNDS, classes_touched
from monitor.domain.model_card import Claim, Figure, ModelCard
from monitor.glossary.fields import term_of_field
from monitor.reports.model_catalog import CatalogEntry

LONGEST_VALUE = 40
"""Longer texts are cut in tables; --json has them whole."""

COMPARED = (
    "architecture.layout",
    "architecture.experts",
    "architecture.experts_used",
    "context_window",
    "max_output",
    "knowledge_cutoff",
    "release_date",
    "retirement_date",
    "successor",
    "license",
    "modalities.input",
    "modalities.output",
    "quantization",
    "sampling.temperature.taken",
)


def print_cards(console: Console, entries: Sequence[CatalogEntry], *, on: date) -> None:
    """Print the cards, one a line, and what retires soon below."""
    table = Table(header_style="bold", box=SIMPLE_HEAD)
    for title in ("Model", "Parameters", "Active", "Class", "Layout", "Weights", "Retires"):
        table.add_column(title, overflow="fold")
    for entry in entries:
        ends = retirement_date(entry.card)
        table.add_row(
            Text(entry.card.key),
            display_count(entry.summary.total),
            display_count(entry.summary.active),
            "-".join(c.value for c in classes_touched(entry.summary.total, TOTAL_BOUNDS)) or "-",
            entry.summary.architecture or "-",
            _weights(entry.summary.open_weights) or "-",
            "-" if ends is None else ends.isoformat(),
        )
    console.print(table)
    console.print(f"{len(entries)} cards; `--json` has everything.", style="dim")
    for entry in entries:
        if entry.id is not None and (ends_soon := retirement(entry.card, on)) is not None:
            console.print(ends_soon.told(), markup=False, style="yellow")


def print_card(console: Console, entry: CatalogEntry, *, on: date, ids: bool) -> None:
    """Print a card: what it resolves to and why, then all claims side by side."""
    card, summary = entry.card, entry.summary
    status = status_on(card, on)
    about = [
        summary.vendor,
        summary.family,
        summary.architecture,
        _weights(summary.open_weights),
        None if status is None else status.value,
    ]
    console.print(Text(card.name, style="bold"), Text(f"({card.key})", style="dim"))
    console.print(", ".join(word for word in about if word) or "vendor not known", markup=False)
    for title, figure, field in (
        ("Parameters", summary.total, "parameters.total"),
        ("Active", summary.active, "parameters.active"),
    ):
        console.print(Text(f"{title}: ", style="bold"), display_count(figure), sep="")
        for reason in _reasons(figure, card, field):
            console.print(f"  {reason}", markup=False, style="dim")
    for line in _beside(card, on):
        console.print(line, markup=False)
    console.print(_claims_table(card.claims, ids=ids))
    terms = dict.fromkeys(filter(None, (term_of_field(claim.field) for claim in card.claims)))
    listed = ", ".join(("parameters", *(term for term in terms if term != "parameters")))
    console.print(f"In words: namedrop glossary TERM, with {listed}.", markup=False, style="dim")


def _reasons(figure: Figure, card: ModelCard, field: str) -> Sequence[str]:
    reasons = explain_figure(card.claims, field)
    told = any(claim.field == field for claim in card.claims)
    return reasons if told or figure.source is None else (f"{figure.source}.",)


def _beside(card: ModelCard, on: date) -> Iterator[str]:
    if card.stands_on is not None and card.stands_on != card.key:
        yield f"Stands on {card.stands_on} ({card.relation.value.replace('_', ' ')})."
    for lineage in card.lineage:
        source = f" ({lineage.source})" if lineage.source else ""
        yield f"Lineage: {lineage.relation.value.replace('_', ' ')} {lineage.parent}{source}."
    for adapter in card.adapters:
        yield f"Adapter: {adapter_told(adapter)}."
    if card.snapshots:
        yield f"Snapshots: {', '.join(each.id for each in card.snapshots)}."
    ends = retirement(card, on)
    if ends is not None:
        yield ends.told()
    if card.note:
        yield card.note


def _claims_table(claims: Sequence[Claim], *, ids: bool) -> Table:
    superseded = any(claim.superseded_by is not None for claim in claims)
    source = "Id" if ids else "Source"  # the id of a shipped claim tells its source as well
    titles = ["Field", "Value", "Low", "High", "Basis", source, "As of", "Conf."]
    titles += ["Superseded by"] if superseded else []
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for title in titles:
        width = len("transformer") if title in {"Value", "Basis"} else None
        fixed = title in {"Field", "As of"}
        table.add_column(title, overflow="fold", no_wrap=fixed, min_width=width)
    before = None
    for claim in sorted(claims, key=_order):
        cells: list[Text | str] = [
            Text("" if claim.field == before else claim.field),
            Text(shorten(_shown(claim, claim.value), LONGEST_VALUE, placeholder=" ...")),
            _shown(claim, claim.low),
            _shown(claim, claim.high),
            claim.basis.value.replace("_", " "),
            Text(claim.id or "" if ids else claim.source),
            claim.as_of.isoformat(),
            claim.confidence.value,
        ]
        cells += [claim.superseded_by or ""] if superseded else []
        table.add_row(*cells, style="strike dim" if claim.superseded_by else "")
        before = claim.field
    return table


def _order(claim: Claim) -> tuple[int, str]:
    first = ("parameters.total", "parameters.active")
    return (first.index(claim.field) if claim.field in first else len(first), claim.field)


def compared_rows(entries: Sequence[CatalogEntry]) -> list[tuple[str, ...]]:
    """A row for each aspect in which something is known, with a cell for each card."""
    rows: list[tuple[str, ...]] = [
        ("vendor", *(entry.summary.vendor or "-" for entry in entries)),
        ("family", *(entry.summary.family or "-" for entry in entries)),
        ("parameters.total", *(display_count(entry.summary.total) for entry in entries)),
        ("parameters.active", *(display_count(entry.summary.active) for entry in entries)),
        ("weights", *(_weights(entry.summary.open_weights) or "-" for entry in entries)),
    ]
    for field in COMPARED:
        cells = tuple(_told(entry.card, field) for entry in entries)
        if any(cell != "-" for cell in cells):
            rows.append((field, *cells))
    return rows


def print_compared(console: Console, entries: Sequence[CatalogEntry]) -> None:
    """Print the cards side by side; what an estimate says is marked with its basis."""
    table = Table(header_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    for entry in entries:
        table.add_column(Text(entry.card.key), overflow="fold")
    for row in compared_rows(entries):
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _told(card: ModelCard, field: str) -> str:
    told = {
        (_shown(claim, claim.value), claim.basis.value)
        for claim in card.claims
        if claim.field == field and claim.superseded_by is None and claim.value is not None
    }
    firm = {"official", "derived", "discovered_at_runtime"}
    cells = [
        value if basis in firm else f"{value} ({basis.replace('_', ' ')})"
        for value, basis in sorted(told)
    ]
    return " or ".join(cells) or "-"


def print_tasks(console: Console, tasks: Sequence[AuditTask]) -> None:
    """Print what a person should look at."""
    if not tasks:
        console.print("Nothing to look at: every card has what it needs.")
    for task in tasks:
        console.print(Text(task.card, style="bold"), Text(task.concern.value.replace("_", " ")))
        console.print(f"  {task.told}", markup=False)
        console.print(f"  To do: {task.todo}", markup=False, style="dim")


def _weights(open_weights: bool | None) -> str | None:
    return None if open_weights is None else "open" if open_weights else "closed"


def _shown(claim: Claim, value: float | str | bool | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() if claim.unit == "parameters":
            return scaled(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case str():
            return value
