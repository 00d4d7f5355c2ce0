"""Model cards as a person reads them: every figure with its basis and its source."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.catalog.resolve import display_count
from monitor.catalog.summary import summarize
from monitor.domain.model_card import Claim
from monitor.storage.model_cards import SavedCard


def print_cards(console: Console, cards: Sequence[SavedCard]) -> None:
    """Print the cards, one a line."""
    table = Table(header_style="bold")
    table.add_column("Id", justify="right")
    for title in ("Model", "Parameters", "Active", "Architecture", "Quantization", "Basis"):
        table.add_column(title)
    for saved in cards:
        summary = summarize(saved.card)
        table.add_row(
            str(saved.id),
            Text(summary.key),
            display_count(summary.total),
            display_count(summary.active),
            " ".join(w for w in (summary.architecture_name, summary.architecture) if w) or "-",
            summary.quantization or "-",
            summary.total.basis.value if summary.total.basis else "-",
        )
    console.print(table)


def print_card(console: Console, saved: SavedCard) -> None:
    """Print a card with all current claims."""
    card = saved.card
    about = [card.vendor, card.family, _weights(card.open_weights)]
    console.print(Text(card.name, style="bold"), Text(f"({card.key})", style="dim"))
    console.print(", ".join(word for word in about if word) or "vendor not known", markup=False)
    table = Table(header_style="bold")
    table.add_column("Field")
    table.add_column("Value", justify="right")
    for title in ("Unit", "Basis", "Source", "As of"):
        table.add_column(title)
    for claim in sorted(card.claims, key=lambda claim: claim.field):
        table.add_row(
            claim.field,
            Text(_value(claim)),
            claim.unit or "",
            claim.basis.value,
            Text(claim.source_url or claim.source),
            claim.as_of.isoformat(),
        )
    console.print(table)


def _weights(open_weights: bool | None) -> str | None:
    return None if open_weights is None else "open weights" if open_weights else "closed weights"


def _value(claim: Claim) -> str:
    if claim.value is None and (claim.low is not None or claim.high is not None):
        return f"{_number(claim.low)} to {_number(claim.high)}"
    return _number(claim.value)


def _number(value: float | str | bool | None) -> str:
    match value:
        case None:
            return "?"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case str():
            return value
