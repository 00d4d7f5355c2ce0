"""What is reserved of the budgets for the calls of judges, each under its judged answer's run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from monitor.domain.budget import Limits
from monitor.storage.budgets import RunScope, run_scopes
from monitor.storage.engine import database_now
from monitor.storage.judgements import in_parts
from monitor.storage.ledger import (
    Given,
    Refused,
    Reservation,
    Spent,
    Wanted,
    give_back,
    hold,
    settle,
)
from monitor.storage.ledger_rows import Amounts, LedgerKey
from monitor.storage.notices import note_over_budget
from monitor.storage.tables import AnswerRow, JudgeReservationRow

_FORGOTTEN_AFTER = timedelta(days=1)
"""By then a judge that was taken for dead has stored what it had in hand."""


@dataclass(frozen=True, slots=True)
class JudgedScope:
    """Under whose budgets a judge is asked about an answer: those of the answer's run."""

    run_id: int
    scope: RunScope


def judged_scopes(
    session: Session, workspace_id: int, answer_ids: Collection[int]
) -> dict[int, JudgedScope]:
    """Under whose budgets a judge is asked about these answers, by their ids."""
    runs = {
        answer_id: run_id
        for some in in_parts(sorted(set(answer_ids)))
        for answer_id, run_id in session.execute(
            select(AnswerRow.id, AnswerRow.run_id).where(
                AnswerRow.workspace_id == workspace_id, AnswerRow.id.in_(some)
            )
        )
    }
    scopes = run_scopes(session, set(runs.values()))
    return {answer: JudgedScope(run, scopes[run]) for answer, run in runs.items()}


def reserve_judging(
    session: Session,
    wanted: Sequence[tuple[JudgedScope, Wanted]],
    *,
    lease_s: float,
) -> tuple[Refused, dict[int, int]]:
    """Reserve calls as far as the budgets go, in the order given, and tell what is used up.

    Returns:
        Beside what is refused, the ids of the reservations by those of what is wanted.
    """
    now = database_now(session)
    refused = hold(session, [each for _, each in wanted], now)
    note_over_budget(session, refused.over_budget.values(), now)
    gone = {*refused.over_budget, *refused.held_back}
    kept = [(judged, each) for judged, each in wanted if each.id not in gone]
    if not kept:
        return refused, {}
    ids = session.scalars(
        insert(JudgeReservationRow).returning(JudgeReservationRow.id, sort_by_parameter_order=True),
        [
            {
                "workspace_id": each.scope.workspace_id,
                "run_id": judged.run_id,
                "reserved_usd": each.usd,
                "reserved_at": now,
                "lease_ends_at": now + timedelta(seconds=lease_s),
            }
            for judged, each in kept
        ],
    )
    return refused, {each.id: id_ for (_, each), id_ in zip(kept, ids, strict=True)}


def renew_judging(session: Session, reservation_ids: Collection[int], *, lease_s: float) -> None:
    """Hold these reservations for another lease; what was given back stays so."""
    session.execute(
        update(JudgeReservationRow)
        .where(_among(reservation_ids), JudgeReservationRow.lease_ends_at.is_not(None))
        .values(lease_ends_at=database_now(session) + timedelta(seconds=lease_s))
        .execution_options(synchronize_session=False)
    )


def release_judging(session: Session, reservation_ids: Collection[int]) -> None:
    """Free what was reserved for calls that were not made."""
    rows = session.execute(
        delete(JudgeReservationRow)
        .where(_among(reservation_ids))
        .returning(*_COLUMNS, JudgeReservationRow.lease_ends_at)
        .execution_options(synchronize_session=False)
    )
    give_back(
        session,
        [Given(run, Reservation(usd, at)) for _, run, usd, at, held in rows if held is not None],
    )


def free_lapsed_judging(session: Session, workspace_id: int) -> None:
    """Give back what dead judges had reserved; if one lives, what it spent still counts."""
    now = database_now(session)
    ours = JudgeReservationRow.workspace_id == workspace_id
    lapsed = and_(ours, JudgeReservationRow.lease_ends_at <= now)
    rows = session.execute(
        update(JudgeReservationRow)
        .where(_is_free(lapsed), lapsed)
        .values(lease_ends_at=None)
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    give_back(session, [Given(run, Reservation(usd, at)) for _, run, usd, at in rows])
    forgotten = and_(
        ours,
        JudgeReservationRow.lease_ends_at.is_(None),
        JudgeReservationRow.reserved_at < now - _FORGOTTEN_AFTER,
    )
    session.execute(
        delete(JudgeReservationRow)
        .where(_is_free(forgotten), forgotten)
        .execution_options(synchronize_session=False)
    )


def _is_free(which: ColumnElement[bool]) -> ColumnElement[bool]:
    # Whoever holds rows of the ledger waits for no reservation: its holder may wait for them.
    free = select(JudgeReservationRow.id).where(which).with_for_update(skip_locked=True).cte("free")
    return JudgeReservationRow.id.in_(select(free.c.id))


@dataclass(frozen=True, slots=True)
class JudgeSpent:
    """What the calls for one reservation cost; None where that is not known."""

    usd: Decimal | None
    calls: int


def settle_judging(
    session: Session, spent: Mapping[int, JudgeSpent]
) -> list[tuple[LedgerKey, Limits, Amounts]]:
    """Put what calls cost in the place of these reservations, by their ids; twice is as once.

    Returns:
        The rows of the ledger that are limited.
    """
    rows = session.execute(
        delete(JudgeReservationRow)
        .where(_among(spent))
        .returning(*_COLUMNS, JudgeReservationRow.lease_ends_at)
        .execution_options(synchronize_session=False)
    )
    return settle(
        session,
        [
            Spent(
                run_id=run_id,
                reservation=Reservation(usd, at),
                is_held=held is not None,
                usd=spent[id_].usd,
                calls=spent[id_].calls,
            )
            for id_, run_id, usd, at, held in rows
        ],
    )


_COLUMNS = (
    JudgeReservationRow.id,
    JudgeReservationRow.run_id,
    JudgeReservationRow.reserved_usd,
    JudgeReservationRow.reserved_at,
)


def _among(reservation_ids: Collection[int]) -> ColumnElement[bool]:
    return JudgeReservationRow.id.in_(list(reservation_ids))
