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
