"""What of the budgets is spent, reserved and left, and what a new one begins with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session

from monitor.domain.budget import Budget, BudgetPeriod, Limits, start_of
from monitor.domain.states import RunTrigger
from monitor.storage.budgets import budget_of
from monitor.storage.ledger_rows import (
    MONITOR,
    WORKSPACE,
    Amounts,
    LedgerKey,
    amounts_of,
    lock_row,
    row_of,
)
from monitor.storage.tables import (
    AnswerRow,
    JudgementRow,
    LedgerRow,
    MonitorRow,
    RunRow,
    WorkspaceRow,
)


@dataclass(frozen=True, slots=True)
class BudgetState:
    """One limit and what has become of it.

    Attributes:
        monitor: the key of the monitor; None for the budget of the whole workspace.
        starts_on: the first day of the period, in UTC.
    """

    monitor: str | None
    period: BudgetPeriod
    starts_on: date
    limits: Limits
    amounts: Amounts

    @property
    def left_usd(self) -> Decimal | None:
        """What may still be reserved; None without a limit."""
        if self.limits.usd is None:
            return None
        return max(self.limits.usd - self.amounts.spent_usd - self.amounts.reserved_usd, Decimal(0))

    @property
    def left_calls(self) -> int | None:
        """What may still be reserved; None without a limit."""
        if self.limits.calls is None:
            return None
        return max(self.limits.calls - self.amounts.spent_calls - self.amounts.reserved_calls, 0)


def budget_states(
    session: Session,
    workspace_id: int,
    now: datetime,
    *,
    monitor_ids: Collection[int] | None = None,
) -> tuple[BudgetState, ...]:
    """The budgets that hold now: the workspace's first, then those of its monitors, or of these."""
    keys = [
        (key, limits, monitor)
        for key, limits, monitor in _limited_rows(session, workspace_id, now)
        if monitor_ids is None or key.scope == WORKSPACE or key.scope_id in monitor_ids
    ]
    rows = session.scalars(
        select(LedgerRow).where(
            LedgerRow.workspace_id == workspace_id,
            LedgerRow.starts_on.in_({key.starts_on for key, _, _ in keys}),
        )
    )
    known = {(row.scope, row.scope_id, row.period, row.starts_on): amounts_of(row) for row in rows}
    return tuple(
        BudgetState(
            monitor,
            key.period,
            key.starts_on,
            limits,
            known.get((key.scope, key.scope_id, key.period.value, key.starts_on), Amounts()),
        )
        for key, limits, monitor in keys
    )


def _limited_rows(
    session: Session, workspace_id: int, now: datetime
) -> list[tuple[LedgerKey, Limits, str | None]]:
    workspace = session.scalar(select(WorkspaceRow.budget).where(WorkspaceRow.id == workspace_id))
    monitors = session.execute(
        select(MonitorRow.id, MonitorRow.key, MonitorRow.budget)
        .where(MonitorRow.workspace_id == workspace_id, MonitorRow.archived_at.is_(None))
        .order_by(MonitorRow.id)
    )
    budgets: list[tuple[str, int, str | None, Budget]] = [
        (WORKSPACE, workspace_id, None, budget_of(workspace))
    ]
    budgets += [(MONITOR, id_, key, budget_of(stored)) for id_, key, stored in monitors]
    return [
        (LedgerKey(workspace_id, scope, id_, period, start_of(period, now)), limits, monitor)
        for scope, id_, monitor, budget in budgets
        for period in BudgetPeriod
        if (limits := budget.limits(period)) != Limits()
    ]


def limited_scopes(session: Session, workspace_id: int, now: datetime) -> frozenset[LedgerKey]:
    """The rows of the ledger that any budget limits now."""
    return frozenset(key for key, _, _ in _limited_rows(session, workspace_id, now))


def begin_ledger(
    session: Session, workspace_id: int, now: datetime, *, besides: Collection[LedgerKey]
) -> None:
    """Let budgets that are new begin with what was spent before in their day and month.

    Those of the rows `besides` have counted it themselves.
    """
    for key in sorted(limited_scopes(session, workspace_id, now).difference(besides)):
        lock_row(session, key)
        spent = _spent_since(session, key)
        session.execute(
            update(LedgerRow)
            .where(row_of(key))
            .values(
                spent_usd=spent.spent_usd,
                spent_calls=spent.spent_calls,
                unpriced_calls=spent.unpriced_calls,
            )
            .execution_options(synchronize_session=False)
        )


def _spent_since(session: Session, key: LedgerKey) -> Amounts:
    since = datetime.combine(key.starts_on, time(), UTC)
    asked = _sums(AnswerRow, key).where(
        AnswerRow.asked_at >= since, RunRow.trigger != RunTrigger.IMPORT.value
    )
    judged = (
        _sums(JudgementRow, key)
        .join(AnswerRow, AnswerRow.id == JudgementRow.answer_id)
        .where(JudgementRow.judged_at >= since)
    )
    return _spent_by(session, asked, key) + _spent_by(session, judged, key)


def _sums(table: type[AnswerRow | JudgementRow], key: LedgerKey) -> Select[*tuple[Any, ...]]:
    unpriced = case((table.cost_usd.is_(None), table.attempts), else_=0)
    return select(func.sum(table.cost_usd), func.sum(table.attempts), func.sum(unpriced)).where(
        table.workspace_id == key.workspace_id
    )


def _spent_by(session: Session, calls_made: Select[*tuple[Any, ...]], key: LedgerKey) -> Amounts:
    calls_made = calls_made.join(RunRow, RunRow.id == AnswerRow.run_id)
    if key.scope == MONITOR:
        calls_made = calls_made.where(RunRow.monitor_id == key.scope_id)
    usd, calls, unpriced_calls = session.execute(calls_made).one()
    return Amounts(
        spent_usd=usd or Decimal(0),
        spent_calls=int(calls or 0),
        unpriced_calls=int(unpriced_calls or 0),
    )
