"""Runs as they stand."""

from __future__ import annotations

from datetime import datetime

from api.schemas.base import DEFAULT_LIMIT, Cursor, Limit, Shape
from monitor.domain.states import RunState, RunTrigger
from monitor.pipeline.run_view import RunView


class RunsQuery(Shape):
    """Which runs to list."""

    limit: Limit = DEFAULT_LIMIT
    """The most runs of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before."""


class QuestionCounts(Shape):
    """How many questions of a run stand where."""

    waiting: int
    """Not begun."""
    claimed: int
    """Being asked."""
    answered: int
    """Ended with an answer."""
    failed: int
    """Ended without one; answers of outcome error tell why."""
    cancelled: int
    """Not asked any more, because the run was cancelled."""
    over_budget: int
    """Not asked, because the budget was used up."""
    ended: int
    """All that stand in a final state."""
    total: int
    """All."""


class RunPrecision(Shape):
    """Until when prompts are repeated."""

    half_width: float
    """Of the interval of the mention rate of a prompt and target, from 0 to 1."""
    max_repeats: int
    """The most repeats of a prompt."""
    brand: str
    """The key of the brand whose rate it is."""


class RunLook(Shape):
    """A look at whether the rates are precise enough."""

    number: int
    """From 1."""
    looked_at: datetime
    """When."""
    repeats: int
    """The most that any prompt had had."""
    precise: int
    """Pairs of prompt and target whose rate is known precisely enough."""
    at_most: int
    """Pairs that are not, and have had as many repeats as there may be."""
    unanswered: int
    """Pairs without any answer that counts, which are not repeated."""
    questions_added: int
    """What the run asks because of it; with 0 the run ends."""


class Run(Shape):
    """A run, read at one moment."""

    id: int
    """Its number."""
    monitor: str
    """The key of its monitor."""
    state: RunState
    """Where it stands."""
    trigger: RunTrigger
    """Who began it."""
    scheduled_for: datetime | None
    """The firing of the schedule that it answers; null for one that somebody began."""
    created_at: datetime
    """When it was planned."""
    started_at: datetime | None
    """When asking began; null before."""
    finished_at: datetime | None
    """When its last question ended; null before."""
    questions: QuestionCounts
    """How its questions stand."""
    precision: RunPrecision | None
    """Until when it repeats prompts; null where it asks a fixed number of times."""
    looks: list[RunLook]
    """The looks so far, oldest first."""

    @classmethod
    def of(cls, view: RunView) -> Run:
        """The shape of a run."""
        return cls.model_validate(view.as_json())


class RunPage(Shape):
    """Runs, newest first."""

    items: list[Run]
    """The runs."""
    next_cursor: str | None
    """Where the next page begins; null when this is the last one."""
