"""How much work waits in the database, over all workspaces; for operators."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from monitor.domain.states import OPEN_RUN_STATES, QuestionState, RunState, RunTrigger
from monitor.storage.engine import database_now
from monitor.storage.tables import (
    AnswerToAnalyzeRow,
    MonitorRow,
    QuestionRow,
    RunRow,
    StaleDayRow,
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits.

    Attributes:
        open_runs: planned and running; what waits until a person starts it is not among them.
        waiting, claimed: questions of open runs.
        lapsed: of the claimed ones, those whose lease has ended: nobody works on them.
        oldest_open_run_s: seconds since the oldest open run was planned; None without one.
        to_analyze: answers.
        stale_days: days whose rollups are to be made anew.
        scheduled_monitors: monitors that run by themselves.
    """

    open_runs: int
    waiting: int
    claimed: int
    lapsed: int
    oldest_open_run_s: float | None
    to_analyze: int
    stale_days: int
    scheduled_monitors: int


def read_backlog(session: Session) -> Backlog:
    """How much waits now, by the database's clock."""
    now = database_now(session)
    is_open = and_(
        RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        or_(RunRow.state != RunState.PLANNED.value, RunRow.trigger != RunTrigger.COMMAND.value),
    )
    of_open_runs = (
        select(QuestionRow.state, func.count())
        .join(RunRow, RunRow.id == QuestionRow.run_id)
        .where(is_open)
        .group_by(QuestionRow.state)
    )
    by_state = {state: count for state, count in session.execute(of_open_runs)}  # noqa: C416 - rows are no pairs to the type checker
    lapsed = (
        select(func.count())
        .select_from(QuestionRow)
        .join(RunRow, RunRow.id == QuestionRow.run_id)
        .where(
            RunRow.state == RunState.RUNNING.value,
            QuestionRow.state == QuestionState.CLAIMED.value,
            QuestionRow.lease_ends_at <= now,
        )
    )
    oldest = session.scalar(select(func.min(RunRow.created_at)).where(is_open))
    return Backlog(
        open_runs=session.scalars(select(func.count()).select_from(RunRow).where(is_open)).one(),
        waiting=by_state.get(QuestionState.WAITING.value, 0),
        claimed=by_state.get(QuestionState.CLAIMED.value, 0),
        lapsed=session.scalars(lapsed).one(),
        oldest_open_run_s=None if oldest is None else (now - oldest).total_seconds(),
        to_analyze=session.scalars(select(func.count()).select_from(AnswerToAnalyzeRow)).one(),
        stale_days=session.scalars(select(func.count()).select_from(StaleDayRow)).one(),
        scheduled_monitors=session.scalars(
            select(func.count())
            .select_from(MonitorRow)
            .where(
                MonitorRow.schedule.is_not(None),
                MonitorRow.paused_at.is_(None),
                MonitorRow.archived_at.is_(None),
            )
        ).one(),
    )
