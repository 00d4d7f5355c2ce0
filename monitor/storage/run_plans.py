"""Planning runs: a run and its questions, once for each firing of a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from monitor.domain.json_value import JsonObject, sha256_of
from monitor.domain.states import OPEN_RUN_STATES, QuestionState, RunState, RunTrigger
from monitor.storage.engine import upsert
from monitor.storage.tables import MonitorRow, QuestionRow, RunRow


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """One call to plan."""

    prompt_version_id: int
    target_id: int
    repetition: int


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


def has_open_run(session: Session, workspace_id: int, monitor_id: int) -> bool:
    """Whether the monitor has an unfinished run that workers ask."""
    found = session.scalar(
        select(RunRow.id)
        .where(
            RunRow.workspace_id == workspace_id,
            RunRow.monitor_id == monitor_id,
            RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
            RunRow.trigger != RunTrigger.COMMAND.value,
        )
        .limit(1)
    )
    return found is not None


def plan_run(
    session: Session,
    workspace_id: int,
    monitor_id: int,
    *,
    trigger: RunTrigger,
    questions: Iterable[PlannedQuestion],
    now: datetime,
) -> int:
    """Insert a run that someone asked for, and its questions, all waiting; the id of the run."""
    questions = tuple(questions)
    precision = _precision_of(session, monitor_id)
    run = RunRow(
        workspace_id=workspace_id,
        monitor_id=monitor_id,
        state=RunState.PLANNED.value,
        trigger=trigger.value,
        plan_sha256=plan_fingerprint(questions, precision),
        precision=precision,
        created_at=now,
    )
    session.add(run)
    session.flush()
    add_questions(session, workspace_id, run.id, questions)
    return run.id


def plan_scheduled_run(
    session: Session,
    workspace_id: int,
    monitor_id: int,
    *,
    scheduled_for: datetime,
    questions: Iterable[PlannedQuestion],
    now: datetime,
) -> int | None:
    """Insert the run of one firing of a schedule; None when another has done so already."""
    questions = tuple(questions)
    precision = _precision_of(session, monitor_id)
    run_id: int | None = session.scalar(
        upsert(session)(RunRow)
        .values(
            workspace_id=workspace_id,
            monitor_id=monitor_id,
            state=RunState.PLANNED.value,
            trigger=RunTrigger.SCHEDULE.value,
            scheduled_for=scheduled_for,
            plan_sha256=plan_fingerprint(questions, precision),
            precision=precision,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["monitor_id", "scheduled_for"])
        .returning(RunRow.id)
    )
    if run_id is not None:
        add_questions(session, workspace_id, run_id, questions)
    return run_id


def _precision_of(session: Session, monitor_id: int) -> dict[str, Any] | None:
    # The run keeps its own: a rule that changes between two looks would not be a planned one.
    return session.scalar(select(MonitorRow.precision).where(MonitorRow.id == monitor_id))


def plan_fingerprint(
    questions: Sequence[PlannedQuestion], precision: JsonObject | None = None
) -> str:
    """By what an unfinished run with the same plan is found again."""
    first = [[q.prompt_version_id, q.target_id, q.repetition] for q in questions]
    return sha256_of(first if precision is None else [first, precision])


def add_questions(
    session: Session, workspace_id: int, run_id: int, questions: Sequence[PlannedQuestion]
) -> None:
    """Let a run ask these, too."""
    rows = [
        {
            "workspace_id": workspace_id,
            "run_id": run_id,
            "prompt_version_id": question.prompt_version_id,
            "target_id": question.target_id,
            "repetition": question.repetition,
            "state": QuestionState.WAITING.value,
            "claims": 0,
        }
        for question in questions
    ]
    if rows:
        session.execute(insert(QuestionRow), rows)
