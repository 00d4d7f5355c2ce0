"""The queue of record: claiming questions with a lease, renewing it, handing claims back.

A claim is a conditional update, so that two workers never get the same question; one whose lease
has ended can be claimed again. On PostgreSQL workers skip each other's locked rows; on SQLite the
transaction holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.domain.question import Prompt, Question
from monitor.domain.states import QuestionState, RunState
from monitor.storage.configured import target_of
from monitor.storage.engine import database_now
from monitor.storage.tables import (
    PromptRow,
    PromptVersionRow,
    QuestionRow,
    RunRow,
    TargetRow,
)


@dataclass(frozen=True, slots=True)
class Claimer:
    """Who claims, and for how long at a time.

    Attributes:
        worker: unique among all processes that share the database.
    """

    worker: str
    lease_s: float


@dataclass(frozen=True, slots=True)
class RunToClaim:
    """A run of which questions may be claimed."""

    id: int
    workspace_id: int
    monitor_id: int


def runs_to_claim(session: Session) -> tuple[RunToClaim, ...]:
    """The running runs of all workspaces that have a question to claim, oldest first."""
    now = database_now(session)
    waiting = exists().where(
        QuestionRow.run_id == RunRow.id, QuestionRow.state == QuestionState.WAITING.value
    )
    lapsed = exists().where(QuestionRow.run_id == RunRow.id, _lapsed(now))
    rows = session.execute(
        select(RunRow.id, RunRow.workspace_id, RunRow.monitor_id)
        .where(RunRow.state == RunState.RUNNING.value, or_(waiting, lapsed))
        .order_by(RunRow.id)
    )
    return tuple(RunToClaim(*row) for row in rows)


def claim_questions(
    session: Session, claimer: Claimer, run: RunToClaim, limit: int
) -> tuple[Question, ...]:
    """Claim up to `limit` questions of a run: what waits first, then what others left behind."""
    now = database_now(session)
    claimed = _claim(
        session, claimer, run, _is(QuestionState.WAITING), _Take(limit, now), QuestionRow.id
    )
    if len(claimed) < limit:
        take = _Take(limit - len(claimed), now)
        claimed += _claim(session, claimer, run, _lapsed(now), take, QuestionRow.lease_ends_at)
    return _read_questions(session, run.workspace_id, claimed)


@dataclass(frozen=True, slots=True)
class _Take:
    limit: int
    now: datetime


def _claim(
    session: Session,
    claimer: Claimer,
    run: RunToClaim,
    condition: ColumnElement[bool],
    take: _Take,
    order: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> list[int]:
    # One condition at a time, so that an index gives the rows in their order; both at once would
    # sort all that wait for every claim.
    claimable = (
        select(QuestionRow.id)
        .where(_in_run(run), condition)
        .order_by(order)
        .limit(take.limit)
        .with_for_update(skip_locked=True)  # SQLite leaves this out
        .cte("claimable")  # evaluated once; a subquery might be, and lock, again for every row
    )
    return list(
        session.scalars(
            update(QuestionRow)
            .where(QuestionRow.id.in_(select(claimable.c.id)), condition)
            .values(
                state=QuestionState.CLAIMED.value,
                claimed_by=claimer.worker,
                lease_ends_at=take.now + timedelta(seconds=claimer.lease_s),
                claims=QuestionRow.claims + 1,
            )
            .returning(QuestionRow.id)
            .execution_options(synchronize_session=False)
        )
    )


def _in_run(run: RunToClaim) -> ColumnElement[bool]:
    return and_(QuestionRow.workspace_id == run.workspace_id, QuestionRow.run_id == run.id)


def _is(state: QuestionState) -> ColumnElement[bool]:
    return QuestionRow.state == state.value


def _lapsed(now: datetime) -> ColumnElement[bool]:
    return and_(_is(QuestionState.CLAIMED), QuestionRow.lease_ends_at <= now)


def _held_by(claimer: Claimer, question_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        QuestionRow.id.in_(question_ids),
        _is(QuestionState.CLAIMED),
        QuestionRow.claimed_by == claimer.worker,
    )


def renew_leases(session: Session, claimer: Claimer, question_ids: Sequence[int]) -> None:
    """Hold the claims on these questions for another lease; lost ones stay lost."""
    session.execute(
        update(QuestionRow)
        .where(_held_by(claimer, question_ids))
        .values(lease_ends_at=database_now(session) + timedelta(seconds=claimer.lease_s))
        .execution_options(synchronize_session=False)
    )


def release_questions(session: Session, claimer: Claimer, question_ids: Sequence[int]) -> None:
    """Hand back claims on questions that were not asked, or whose answer did not arrive."""
    session.execute(
        update(QuestionRow)
        .where(_held_by(claimer, question_ids))
        .values(state=QuestionState.WAITING.value, claimed_by=None, lease_ends_at=None)
        .execution_options(synchronize_session=False)
    )


def seconds_until_claimable(session: Session, run: RunToClaim) -> float | None:
    """Seconds until a question of the run can be claimed; None when all have ended.

    0 means now. Questions that others hold count until their lease ends.
    """
    waiting = session.scalar(
        select(QuestionRow.id).where(_in_run(run), _is(QuestionState.WAITING)).limit(1)
    )
    if waiting is not None:
        return 0.0
    earliest = session.scalar(
        select(func.min(QuestionRow.lease_ends_at)).where(_in_run(run), _is(QuestionState.CLAIMED))
    )
    if earliest is None:
        return None
    return max(0.0, (earliest - database_now(session)).total_seconds())


def _read_questions(
    session: Session, workspace_id: int, question_ids: Sequence[int]
) -> tuple[Question, ...]:
    if not question_ids:
        return ()
    rows = session.execute(
        select(QuestionRow, PromptVersionRow, PromptRow, TargetRow)
        .join(PromptVersionRow, PromptVersionRow.id == QuestionRow.prompt_version_id)
        .join(PromptRow, PromptRow.id == PromptVersionRow.prompt_id)
        .join(TargetRow, TargetRow.id == QuestionRow.target_id)
        .where(QuestionRow.workspace_id == workspace_id, QuestionRow.id.in_(question_ids))
        .order_by(QuestionRow.id)
    )
    return tuple(
        Question(
            id=question.id,
            workspace_id=question.workspace_id,
            run_id=question.run_id,
            prompt_version_id=question.prompt_version_id,
            target_id=question.target_id,
            prompt=Prompt(
                key=prompt.key,
                text=version.text,
                language=version.language,
                country=version.country,
                topic=prompt.topic,
                tags=tuple(prompt.tags),
            ),
            target=target_of(target),
            repetition=question.repetition,
        )
        for question, version, prompt, target in rows
    )
