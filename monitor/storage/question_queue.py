"""The queue of record: claiming questions with a lease, renewing it, handing claims back.

A claim is a conditional update, so that two workers never get the same question; one whose lease
has ended can be claimed again. On PostgreSQL workers skip each other's locked rows; on SQLite the
transaction holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.domain.question import Prompt, Question
from monitor.domain.states import QuestionState
from monitor.storage.configured import target_of
from monitor.storage.engine import database_now
from monitor.storage.tables import PromptRow, PromptVersionRow, QuestionRow, TargetRow


@dataclass(frozen=True, slots=True)
class Claimer:
    """Who claims, for which run, and for how long at a time.

    Attributes:
        worker: unique among all processes that share the database.
    """

    workspace_id: int
    run_id: int
    worker: str
    lease_s: float


def claim_questions(session: Session, claimer: Claimer, limit: int) -> tuple[Question, ...]:
    """Claim up to `limit` questions that wait or whose lease has ended, oldest first."""
    now = database_now(session)
    claimable = (
        select(QuestionRow.id)
        .where(_in_run(claimer), _claimable(now))
        .order_by(QuestionRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite leaves this out
        .cte("claimable")  # evaluated once; a subquery might be, and lock, again for every row
    )
    claimed = session.scalars(
        update(QuestionRow)
        .where(QuestionRow.id.in_(select(claimable.c.id)), _claimable(now))
        .values(
            state=QuestionState.CLAIMED.value,
            claimed_by=claimer.worker,
            lease_ends_at=now + timedelta(seconds=claimer.lease_s),
            claims=QuestionRow.claims + 1,
        )
        .returning(QuestionRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return _read_questions(session, claimer.workspace_id, claimed)


def _in_run(claimer: Claimer) -> ColumnElement[bool]:
    return and_(
        QuestionRow.workspace_id == claimer.workspace_id, QuestionRow.run_id == claimer.run_id
    )


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(
        QuestionRow.state == QuestionState.WAITING.value,
        and_(QuestionRow.state == QuestionState.CLAIMED.value, QuestionRow.lease_ends_at <= now),
    )


def _held_by(claimer: Claimer, question_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        _in_run(claimer),
        QuestionRow.id.in_(question_ids),
        QuestionRow.state == QuestionState.CLAIMED.value,
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


def seconds_until_claimable(session: Session, claimer: Claimer) -> float | None:
    """Seconds until a question of the run can be claimed; None when all have ended.

    0 means now. Questions that others hold count until their lease ends.
    """
    waiting = session.scalar(
        select(QuestionRow.id)
        .where(_in_run(claimer), QuestionRow.state == QuestionState.WAITING.value)
        .limit(1)
    )
    if waiting is not None:
        return 0.0
    earliest = session.scalar(
        select(func.min(QuestionRow.lease_ends_at)).where(
            _in_run(claimer), QuestionRow.state == QuestionState.CLAIMED.value
        )
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
