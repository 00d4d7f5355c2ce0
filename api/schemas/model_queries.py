"""What can be asked of the model catalog, in query strings."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import DEFAULT_LIMIT, Cursor, IsoDate, Limit, Shape
from monitor.catalog.card_filter import CardFilter
from monitor.catalog.lifecycle import Status
from monitor.catalog.size_class import SizeClass
from monitor.reports.model_catalog import Origin


class ModelCardsQuery(Shape):
    """Which model cards to list, and which page of them."""

    origin: Origin = Origin.ALL
    """The workspace's own, those that are only shipped, or all."""
    vendor: str | None = None
    """Who made them."""
    family: str | None = None
    """Their family."""
    open_weights: bool | None = None
    """Whether the weights are published."""
    size_class: SizeClass | None = None
    """A class that all parameters touch."""
    architecture: str | None = None
    """The layout, such as "dense" or "moe"; an estimated layout counts."""
    status: Status | None = None
    """Whether they can be asked today."""
    limit: Limit = DEFAULT_LIMIT
    """The most items of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before."""

    def filter(self) -> CardFilter:
        """Which cards are wanted."""
        return CardFilter(
            self.vendor,
            self.family,
            self.open_weights,
            self.size_class,
            self.architecture,
            self.status,
        )


class ModelQuery(Shape):
    """Which model card to show."""

    model: str = Field(min_length=1, max_length=500)
    """A key, a number, or an id that means the model."""


class ResolveQuery(Shape):
    """Which served id to resolve."""

    served: str = Field(min_length=1, max_length=500)
    """The id as a provider writes it."""
    provider: str | None = None
    """With whom it is served; left out where that does not matter."""
    on: IsoDate | None = None
    """On which day; today when left out."""
