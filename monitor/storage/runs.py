"""Runs: beginning, ending and cancelling one, and telling where it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from monitor.domain.json_value import JsonObject
from monitor.domain.states import (
    OPEN_QUESTION_STATES,
    OPEN_RUN_STATES,
    QuestionState,
    RunState,
    RunTrigger,
)
from monitor.errors import NotFound
from monitor.storage.ledger import give_back, given_back
from monitor.storage.tables import MonitorRow, QuestionRow, RunRow


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How many questions of a run stand where."""

    waiting: int
    claimed: int
    answered: int
    failed: int
    cancelled: int
    over_budget: int

    @property
    def total(self) -> int:
        """All questions of the run."""
        return self.waiting + self.claimed + self.ended

    @property
    def ended(self) -> int:
        """Questions in a final state."""
        return self.answered + self.failed + self.cancelled + self.over_budget


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run as it stands.

    Attributes:
        precision: until when it repeats prompts, in JSON; None where the repeats are fixed.
    """

    id: int
    workspace_id: int
    monitor_id: int
    monitor: str
    state: RunState
    trigger: RunTrigger
    scheduled_for: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    precision: JsonObject | None


def cancel_open_runs(
    session: Session, workspace_id: int, monitor_id: int, now: datetime
) -> tuple[int, ...]:
    """Cancel the monitor's unfinished runs and what they still had to ask; answers stay.

    Returns:
        The ids of the runs that were cancelled.
    """
    run_ids = session.scalars(
        select(RunRow.id).where(
            RunRow.workspace_id == workspace_id,
            RunRow.monitor_id == monitor_id,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        )
    ).all()
    if not run_ids:
        return ()
    return tuple(run_id for run_id in run_ids if cancel_run(session, workspace_id, run_id, now))


def cancel_run(session: Session, workspace_id: int, run_id: int, now: datetime) -> bool:
    """Cancel a run and what it still had to ask; answers stay, also those that come later.

    Returns:
        Whether it was unfinished until now.
    """
    cancelled = session.scalars(
        update(RunRow)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.id == run_id,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        )
        .values(state=RunState.CANCELLED.value, finished_at=now)
        .returning(RunRow.id)
    ).all()
    if not cancelled:
        return False
    open_questions = (
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.run_id == run_id,
        QuestionRow.state.in_([state.value for state in OPEN_QUESTION_STATES]),
    )
    # Locked before they are changed, since only what is claimed holds a reservation.
    rows = session.execute(
        select(
            QuestionRow.run_id,
            QuestionRow.reserved_usd,
            QuestionRow.reserved_at,
            QuestionRow.state,
        )
        .where(*open_questions)
        .order_by(QuestionRow.id)
        .with_for_update()
    )
    claimed = QuestionState.CLAIMED.value
    held = [(run, usd, at) for run, usd, at, state in rows if state == claimed]
    session.execute(
        update(QuestionRow)
        .where(*open_questions)
        .values(state=QuestionState.CANCELLED.value, ended_at=now, claimed_by=None)
    )
    give_back(session, given_back(held))
    return True


def hand_to_workers(session: Session, workspace_id: int, run_id: int) -> bool:
    """Let workers ask an unfinished run that was left to a command.

    Returns:
        Whether workers did not ask it until now.
    """
    handed = session.scalars(
        update(RunRow)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.id == run_id,
            RunRow.trigger == RunTrigger.COMMAND.value,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        )
        .values(trigger=RunTrigger.MANUAL.value)
        .returning(RunRow.id)
    ).all()
    return bool(handed)


def start_run(session: Session, workspace_id: int, run_id: int, now: datetime) -> None:
    """Mark a planned run as running; one that runs already stays as it is."""
    session.execute(
        update(RunRow)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.id == run_id,
            RunRow.state == RunState.PLANNED.value,
        )
        .values(state=RunState.RUNNING.value, started_at=now)
    )


def finish_run_if_ended(
    session: Session, workspace_id: int, run_id: int, now: datetime
) -> RunState:
    """End the run when its last question has ended; the state in which it is then.

    One that repeats prompts until their rates are precise is left to its next look.
    """
    run = run_named(session, workspace_id, run_id)
    if run.precision is not None:
        return run.state
    counts = count_questions(session, workspace_id, run_id)
    if counts.ended == counts.total:
        end_run(session, workspace_id, run_id, now)
    return run_named(session, workspace_id, run_id).state


def end_run(session: Session, workspace_id: int, run_id: int, now: datetime) -> None:
    """End a run whose questions have all ended; one that has ended stays as it is."""
    counts = count_questions(session, workspace_id, run_id)
    session.execute(
        update(RunRow)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.id == run_id,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        )
        .values(state=_final_state(counts).value, finished_at=now)
    )


def _final_state(counts: RunCounts) -> RunState:
    if counts.over_budget:
        return RunState.OVER_BUDGET
    if counts.answered == counts.total:
        return RunState.FINISHED
    return RunState.PARTIAL if counts.answered else RunState.FAILED


def count_questions(session: Session, workspace_id: int, run_id: int) -> RunCounts:
    """How many questions of the run stand where."""
    rows = session.execute(
        select(QuestionRow.state, func.count())
        .where(QuestionRow.workspace_id == workspace_id, QuestionRow.run_id == run_id)
        .group_by(QuestionRow.state)
    )
    found = dict.fromkeys(QuestionState, 0) | {QuestionState(state): n for state, n in rows}
    return RunCounts(**{state.value: count for state, count in found.items()})


def open_run_ids(session: Session, run_ids: Collection[int]) -> frozenset[int]:
    """Those of the given runs that are not ended."""
    return frozenset(
        session.scalars(
            select(RunRow.id).where(
                RunRow.id.in_(run_ids), RunRow.state.in_([state.value for state in OPEN_RUN_STATES])
            )
        )
    )


def end_finished_runs(session: Session, now: datetime) -> tuple[SavedRun, ...]:
    """End all running runs of all workspaces whose last question has ended; these runs.

    Those that repeat prompts until their rates are precise are left to their next look.
    """
    open_questions = exists().where(
        QuestionRow.run_id == RunRow.id,
        QuestionRow.state.in_([state.value for state in OPEN_QUESTION_STATES]),
    )
    rows = session.execute(
        select(RunRow.workspace_id, RunRow.id).where(
            RunRow.state == RunState.RUNNING.value, RunRow.precision.is_(None), ~open_questions
        )
    ).all()
    for workspace_id, run_id in rows:
        finish_run_if_ended(session, workspace_id, run_id, now)
    return tuple(run_named(session, workspace_id, run_id) for workspace_id, run_id in rows)


def planned_runs(session: Session) -> tuple[SavedRun, ...]:
    """The runs of all workspaces for workers that wait to be begun, oldest first."""
    planned = _select_runs(
        session,
        RunRow.state == RunState.PLANNED.value,
        RunRow.trigger != RunTrigger.COMMAND.value,
        limit=1000,
    )
    return tuple(planned)[::-1]


def run_named(session: Session, workspace_id: int | None, run_id: int) -> SavedRun:
    """A run; with None for the workspace, whosever it is.

    Raises:
        NotFound: there is none of that id.
    """
    conditions = [RunRow.id == run_id]
    if workspace_id is not None:
        conditions.append(RunRow.workspace_id == workspace_id)
    found = _select_runs(session, *conditions)
    if not found:
        raise NotFound(f"there is no run {run_id}")
    return found[0]


def run_target_ids(session: Session, run_id: int) -> tuple[int, ...]:
    """The targets that the run asks."""
    return tuple(
        session.scalars(
            select(QuestionRow.target_id).where(QuestionRow.run_id == run_id).distinct()
        )
    )


def latest_run(session: Session, workspace_id: int) -> SavedRun | None:
    """The run that was planned last; None before the first."""
    found = _select_runs(session, RunRow.workspace_id == workspace_id)
    return found[0] if found else None


def list_runs(
    session: Session, workspace_id: int, *, before: int | None = None, limit: int = 100
) -> tuple[SavedRun, ...]:
    """The runs of a workspace, newest first; with `before`, only those with a lower id."""
    conditions = [RunRow.workspace_id == workspace_id]
    if before is not None:
        conditions.append(RunRow.id < before)
    return tuple(_select_runs(session, *conditions, limit=limit))


def _select_runs(
    session: Session, *where: ColumnElement[bool], limit: int = 1
) -> Sequence[SavedRun]:
    statement = (
        select(RunRow, MonitorRow.key)
        .join(MonitorRow, MonitorRow.id == RunRow.monitor_id)
        .where(*where)
        .order_by(RunRow.id.desc())
        .limit(limit)
    )
    return [
        SavedRun(
            id=run.id,
            workspace_id=run.workspace_id,
            monitor_id=run.monitor_id,
            monitor=monitor,
            state=RunState(run.state),
            trigger=RunTrigger(run.trigger),
            scheduled_for=run.scheduled_for,
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            precision=run.precision,
        )
        for run, monitor in session.execute(statement)
    ]
