"""Monitors: what they ask, and when they run next."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import DIGITS_ONLY, Shape


class Monitor(Shape):
    """What is asked together, and when."""

    key: str
    """The user's own short name."""
    prompts: int
    """How many prompts it asks."""
    targets: int
    """Of how many targets."""
    repeats: int
    """How many times each."""
    calls: int
    """Calls of one run, retries not counted."""
    schedule: str | None
    """When it runs by itself, in words; null where it runs only when told to."""
    next_at: datetime | None
    """When the next run begins; null where none does."""
    state: Literal["scheduled", "paused", "by hand"]
    """Whether it runs by itself."""


class Monitors(Shape):
    """The monitors, in the order in which they were first saved."""

    items: list[Monitor]
    """The monitors."""


class PreviewQuery(Shape):
    """How far to look ahead."""

    count: Annotated[int, Field(ge=1, le=1000), DIGITS_ONLY] = 10
    """How many firings."""


class RunCost(Shape):
    """What a run is about to cost, retries not counted."""

    low_usd: Annotated[str, Field(examples=["0.0123"])]
    """With short answers, in US dollars as a decimal."""
    high_usd: Annotated[str, Field(examples=["1.5"])]
    """With answers as long as the targets allow."""
    unknown: list[str]
    """The targets whose price is not known; their calls are not in the amounts, and of the
    budgets those of calls alone limit them."""


class FiringItem(Shape):
    """One time at which a monitor is to run."""

    scheduled_for: datetime
    """The time of the schedule."""
    starts_at: datetime
    """The same with its jitter."""
    cost: RunCost | None
    """At the prices of that time; null beyond the first ten."""


class MonitorPreview(Shape):
    """The next firings of a monitor, whether or not it is paused."""

    monitor: str
    """Its key."""
    time_zone: str
    """In which its schedule is meant."""
    calls: int
    """Calls of one run, retries not counted."""
    cost: RunCost
    """Of one run that begins now."""
    firings: list[FiringItem]
    """In their order."""
