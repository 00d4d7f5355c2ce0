"""Runs: planning one, finding an unfinished one again, and telling where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from monitor.domain.states import OPEN_RUN_STATES, QuestionState, RunState
from monitor.errors import NotFound
from monitor.storage.tables import MonitorRow, QuestionRow, RunRow


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """One call to plan."""

    prompt_version_id: int
    target_id: int
    repetition: int


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How many questions of a run stand where."""

    waiting: int
    claimed: int
    answered: int
    failed: int
    cancelled: int

    @property
    def total(self) -> int:
        """All questions of the run."""
        return self.waiting + self.claimed + self.answered + self.failed + self.cancelled

    @property
    def ended(self) -> int:
        """Questions in a final state."""
        return self.answered + self.failed + self.cancelled


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run as it stands."""

    id: int
    monitor: str
    state: RunState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def open_run(session: Session, workspace_id: int, monitor_id: int, plan_sha256: str) -> int | None:
    """The newest unfinished run of the monitor with this plan, or None."""
    return session.scalar(
        select(RunRow.id)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.monitor_id == monitor_id,
            RunRow.plan_sha256 == plan_sha256,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
        )
        .order_by(RunRow.id.desc())
        .limit(1)
    )


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
    open_states = [QuestionState.WAITING.value, QuestionState.CLAIMED.value]
    session.execute(
        update(QuestionRow)
        .where(
            QuestionRow.workspace_id == workspace_id,
            QuestionRow.run_id.in_(run_ids),
            QuestionRow.state.in_(open_states),
        )
        .values(state=QuestionState.CANCELLED.value, ended_at=now, claimed_by=None)
    )
    session.execute(
        update(RunRow)
        .where(RunRow.workspace_id == workspace_id, RunRow.id.in_(run_ids))
        .values(state=RunState.CANCELLED.value, finished_at=now)
    )
    return tuple(run_ids)


def plan_run(
    session: Session,
    workspace_id: int,
    monitor_id: int,
    *,
    plan_sha256: str,
    questions: Iterable[PlannedQuestion],
    now: datetime,
) -> int:
    """Insert a run and its questions, all waiting; the id of the run."""
    run = RunRow(
        workspace_id=workspace_id,
        monitor_id=monitor_id,
        state=RunState.PLANNED.value,
        plan_sha256=plan_sha256,
        created_at=now,
    )
    session.add(run)
    session.flush()
    rows = [
        {
            "workspace_id": workspace_id,
            "run_id": run.id,
            "prompt_version_id": question.prompt_version_id,
            "target_id": question.target_id,
            "repetition": question.repetition,
            "state": QuestionState.WAITING.value,
            "claims": 0,
        }
        for question in questions
    ]
    session.execute(insert(QuestionRow), rows)
    return run.id


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
    """End the run when its last question has ended; the state in which it is then."""
    counts = count_questions(session, workspace_id, run_id)
    if counts.ended == counts.total:
        session.execute(
            update(RunRow)
            .where(
                RunRow.workspace_id == workspace_id,
                RunRow.id == run_id,
                RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
            )
            .values(state=_final_state(counts).value, finished_at=now)
        )
    return run_named(session, workspace_id, run_id).state


def _final_state(counts: RunCounts) -> RunState:
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


def run_named(session: Session, workspace_id: int, run_id: int) -> SavedRun:
    """A run.

    Raises:
        NotFound: the workspace has none of that id.
    """
    found = _select_runs(session, workspace_id, RunRow.id == run_id)
    if not found:
        raise NotFound(f"there is no run {run_id}")
    return found[0]


def latest_run(session: Session, workspace_id: int) -> SavedRun | None:
    """The run that was planned last; None before the first."""
    found = _select_runs(session, workspace_id)
    return found[0] if found else None


def _select_runs(session: Session, workspace_id: int, *where: object) -> Sequence[SavedRun]:
    statement = (
        select(RunRow, MonitorRow.key)
        .join(MonitorRow, MonitorRow.id == RunRow.monitor_id)
        .where(RunRow.workspace_id == workspace_id, *where)  # type: ignore[arg-type]  # conditions on columns
        .order_by(RunRow.id.desc())
        .limit(1)
    )
    return [
        SavedRun(
            id=run.id,
            monitor=monitor,
            state=RunState(run.state),
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
        )
        for run, monitor in session.execute(statement)
    ]
