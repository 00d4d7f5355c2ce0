"""Drift: what changed behind targets."""

from __future__ import annotations

from datetime import datetime

from api.schemas.answers import Key
from api.schemas.base import DEFAULT_LIMIT, Cursor, Limit, ParameterId, Shape
from monitor.catalog.drift import DriftKind


class DriftQuery(Shape):
    """Which events to list."""

    target_id: ParameterId | None = None
    """Only behind this target."""
    target: Key | None = None
    """Only behind the targets of this key."""
    kind: DriftKind | None = None
    """Only changes of this kind."""
    limit: Limit = DEFAULT_LIMIT
    """The most items of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before, with the same filters."""


class DriftTarget(Shape):
    """Behind which target."""

    id: int
    """The number of the target."""
    key: str
    """The user's own short name of the target."""


class DriftEventDocument(Shape):
    """A change behind a target: figures before and after it are of different things."""

    id: int
    """The number of the event."""
    target: DriftTarget
    """Behind which target."""
    kind: DriftKind
    """What kind of thing changed."""
    field: str
    """What changed, such as "served_model" or "sampling.temperature.default"."""
    at: datetime
    """When it was first seen, in UTC: where a chart breaks its line."""
    before: str
    """What was told before."""
    after: str
    """What is told since."""
    count: int
    """Changes of this field on that UTC day; they are one event."""
    answer_id: int | None
    """The first answer that tells it; null for what a server told of itself."""
    told: str
    """In one sentence."""


class DriftEventPage(Shape):
    """Some events, those that were noted last first."""

    items: list[DriftEventDocument]
    """The events."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
