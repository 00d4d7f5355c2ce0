"""The queue of record: claiming questions with a lease, renewing it, handing claims back.

A claim is a conditional update, so that two workers never get the same question; one whose lease
has ended can be claimed again. On PostgreSQL workers skip each other's locked rows; on SQLite the
transaction holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.domain.budget import RunBudgets
from monitor.domain.question import Prompt, Question
from monitor.domain.states import OPEN_RUN_STATES, QuestionState, RunState, RunTrigger
from monitor.storage.budgets import RunScope, budgets_of
from monitor.storage.configured import target_of
from monitor.storage.engine import database_now
from monitor.storage.ledger import Reservation, give_back, given_back, reservation_of
from monitor.storage.tables import (
    MonitorRow,
    PromptRow,
    PromptVersionRow,
    QuestionRow,
    RunRow,
    TargetRow,
    WorkspaceRow,
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
    """A run of which questions may be claimed, and the budgets under which that is."""

    id: int
    workspace_id: int
    monitor_id: int
    budgets: RunBudgets = field(default_factory=RunBudgets)

    @property
    def scope(self) -> RunScope:
        """Under whose budgets its calls are made."""
        return RunScope(self.workspace_id, self.monitor_id, self.budgets)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed of a run.

    Attributes:
        held: what is reserved for questions that somebody else left behind, by their ids.
        at: when, by the database's clock.
    """

    questions: tuple[Question, ...]
    held: dict[int, Reservation]
    at: datetime


def runs_to_claim(session: Session) -> tuple[RunToClaim, ...]:
    """The running runs of all workspaces for workers to ask that have a question to claim."""
    now = database_now(session)
    waiting = exists().where(
        QuestionRow.run_id == RunRow.id, QuestionRow.state == QuestionState.WAITING.value
    )
    lapsed = exists().where(QuestionRow.run_id == RunRow.id, _lapsed(now))
    rows = session.execute(
        select(
            RunRow.id,
            RunRow.workspace_id,
            RunRow.monitor_id,
            WorkspaceRow.budget,
            MonitorRow.budget,
        )
        .join(WorkspaceRow, WorkspaceRow.id == RunRow.workspace_id)
        .join(MonitorRow, MonitorRow.id == RunRow.monitor_id)
        .where(
            RunRow.state == RunState.RUNNING.value,
            RunRow.trigger != RunTrigger.COMMAND.value,
            or_(waiting, lapsed),
        )
        .order_by(RunRow.id)
    )
    return tuple(
        RunToClaim(run_id, workspace_id, monitor_id, budgets_of(workspace, monitor))
        for run_id, workspace_id, monitor_id, workspace, monitor in rows
    )


def claim_questions(
    session: Session,
    claimer: Claimer,
    run: RunToClaim,
    limit: int,
    *,
    besides: Collection[int] = (),
) -> tuple[Question, ...]:
    """The questions alone of what `claim` gives, for runs without a budget."""
    return claim(session, claimer, run, limit, besides=besides).questions


def claim(
    session: Session,
    claimer: Claimer,
    run: RunToClaim,
    limit: int,
    *,
    besides: Collection[int] = (),
) -> Claimed:
    """Claim up to `limit` questions of a run: what waits first, then what others left behind.

    Those of the targets `besides` are left alone.
    """
    take = _Take(limit, database_now(session), besides)
    nothing_held = {"reserved_usd": None, "reserved_at": None}
    waiting = replace(take, condition=_is(QuestionState.WAITING), values=nothing_held)
    claimed = list(_claim(session, claimer, run, waiting, QuestionRow.id))
    held: dict[int, Reservation] = {}
    if len(claimed) < limit:
        left = replace(take, condition=_lapsed(take.now), limit=limit - len(claimed))
        left_behind = _claim(session, claimer, run, left, QuestionRow.lease_ends_at)
        claimed += left_behind
        held = {id_: reserved for id_, reserved in left_behind.items() if reserved is not None}
    return Claimed(_read_questions(session, run.workspace_id, claimed), held, take.now)


@dataclass(frozen=True, slots=True)
class _Take:
    limit: int
    now: datetime
    besides: Collection[int]
    condition: ColumnElement[bool] = field(default_factory=true)
    values: dict[str, None] = field(default_factory=dict)


def _claim(
    session: Session,
    claimer: Claimer,
    run: RunToClaim,
    take: _Take,
    order: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> dict[int, Reservation | None]:
    """The ids of what was claimed, with what is reserved for each."""
    # One condition at a time, so that an index gives the rows in their order; both at once would
    # sort all that wait for every claim.
    wanted = [QuestionRow.target_id.not_in(take.besides)] if take.besides else []
    claimable = (
        select(QuestionRow.id)
        .where(_in_run(run), take.condition, *wanted)
        .order_by(order)
        .limit(take.limit)
        .with_for_update(skip_locked=True)  # SQLite leaves this out
        .cte("claimable")  # evaluated once; a subquery might be, and lock, again for every row
    )
    rows = session.execute(
        update(QuestionRow)
        .where(QuestionRow.id.in_(select(claimable.c.id)), take.condition)
        .values(
            state=QuestionState.CLAIMED.value,
            claimed_by=claimer.worker,
            lease_ends_at=take.now + timedelta(seconds=claimer.lease_s),
            claims=QuestionRow.claims + 1,
            **take.values,
        )
        .returning(QuestionRow.id, QuestionRow.reserved_usd, QuestionRow.reserved_at)
        .execution_options(synchronize_session=False)
    )
    return {id_: reservation_of(usd, at) for id_, usd, at in rows}


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
    _hand_back(session, _held_by(claimer, question_ids))


def release_lapsed(session: Session, workspace_id: int) -> None:
    """Hand back what others left behind in open runs, so that nothing stays reserved for it."""
    open_runs = select(RunRow.id).where(
        RunRow.workspace_id == workspace_id,
        RunRow.state.in_([state.value for state in OPEN_RUN_STATES]),
    )
    lapsed = and_(QuestionRow.run_id.in_(open_runs), _lapsed(database_now(session)))
    _hand_back(session, and_(_is_free(lapsed), lapsed))


def _is_free(which: ColumnElement[bool]) -> ColumnElement[bool]:
    # Whoever holds rows of the ledger waits for no question: its holder may wait for the ledger.
    free = select(QuestionRow.id).where(which).with_for_update(skip_locked=True).cte("free")
    return QuestionRow.id.in_(select(free.c.id))


def _hand_back(session: Session, which: ColumnElement[bool]) -> None:
    """Let claimed questions wait again, and free what is reserved for them."""
    rows = session.execute(
        update(QuestionRow)
        .where(which)
        .values(state=QuestionState.WAITING.value, claimed_by=None, lease_ends_at=None)
        .returning(QuestionRow.run_id, QuestionRow.reserved_usd, QuestionRow.reserved_at)
        .execution_options(synchronize_session=False)
    )
    give_back(session, given_back(rows))


def unclaim_questions(session: Session, claimer: Claimer, question_ids: Sequence[int]) -> None:
    """Undo claims for which nothing was reserved."""
    session.execute(
        update(QuestionRow)
        .where(_held_by(claimer, question_ids))
        .values(
            state=QuestionState.WAITING.value,
            claimed_by=None,
            lease_ends_at=None,
            claims=QuestionRow.claims - 1,
            reserved_usd=None,
            reserved_at=None,
        )
        .execution_options(synchronize_session=False)
    )


def end_over_budget(
    session: Session, run: RunToClaim, question_ids: Sequence[int], now: datetime
) -> int:
    """End claimed questions that no budget pays, and what waits for the same targets in the run.

    Returns:
        How many ended.
    """
    targets = select(QuestionRow.target_id).where(QuestionRow.id.in_(question_ids))
    same = and_(_in_run(run), _is(QuestionState.WAITING), QuestionRow.target_id.in_(targets))
    ended = session.scalars(
        update(QuestionRow)
        .where(or_(QuestionRow.id.in_(question_ids), and_(_is_free(same), same)))
        .values(
            state=QuestionState.OVER_BUDGET.value,
            claimed_by=None,
            lease_ends_at=None,
            ended_at=now,
            reserved_usd=None,
            reserved_at=None,
        )
        .returning(QuestionRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


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
