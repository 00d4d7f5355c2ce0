"""Choosing cards by vendor, family, weights, size, architecture and status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.catalog.lifecycle import Status, status_on
from monitor.catalog.size_class import TOTAL_BOUNDS, SizeClass, classes_touched
from monitor.catalog.summary import CardSummary
from monitor.domain.model_card import ModelCard


@dataclass(frozen=True, slots=True)
class CardFilter:
    """Which cards are wanted; None does not restrict.

    Attributes:
        size_class: a class that the total count touches; a range may touch several.
        architecture: the layout, such as "moe"; an estimated layout counts as well.
    """

    vendor: str | None = None
    family: str | None = None
    open_weights: bool | None = None
    size_class: SizeClass | None = None
    architecture: str | None = None
    status: Status | None = None

    def admits(self, card: ModelCard, summary: CardSummary, *, on: date) -> bool:
        """Whether a card is wanted on a day."""
        wanted = (
            (self.vendor, summary.vendor),
            (self.family, summary.family),
            (self.open_weights, summary.open_weights),
            (self.status, status_on(card, on)),
        )
        if any(asked is not None and asked != told for asked, told in wanted):
            return False
        touched = classes_touched(summary.total, TOTAL_BOUNDS)
        if self.size_class is not None and self.size_class not in touched:
            return False
        return self.architecture is None or self.architecture in layouts_told(card)


def layouts_told(card: ModelCard) -> frozenset[str]:
    """The layouts that current claims of any basis name."""
    return frozenset(
        claim.value
        for claim in card.claims
        if claim.field == "architecture.layout"
        and claim.superseded_by is None
        and isinstance(claim.value, str)
    )
