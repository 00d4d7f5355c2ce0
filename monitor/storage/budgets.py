"""Budgets as they are stored with workspaces and monitors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.budget import NO_BUDGET, Budget, Limits, RunBudgets
from monitor.domain.json_value import JsonObject
from monitor.storage.tables import MonitorRow, RunRow, WorkspaceRow


def budget_json(budget: Budget) -> dict[str, str | int] | None:
    """A budget as it is stored and shown; None without any limit."""
    amounts: dict[str, str | int | None] = {
        "usd_per_day": None if budget.day.usd is None else format(budget.day.usd, "f"),
        "usd_per_month": None if budget.month.usd is None else format(budget.month.usd, "f"),
        "calls_per_day": budget.day.calls,
        "calls_per_month": budget.month.calls,
    }
    return {key: value for key, value in amounts.items() if value is not None} or None


def budget_of(stored: JsonObject | None) -> Budget:
    """The budget in a column."""
    if not stored:
        return NO_BUDGET
    return Budget(
        day=Limits(_usd(stored.get("usd_per_day")), _calls(stored.get("calls_per_day"))),
        month=Limits(_usd(stored.get("usd_per_month")), _calls(stored.get("calls_per_month"))),
    )


def _usd(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, str) else None


def _calls(value: object) -> int | None:
    return value if isinstance(value, int) else None


def save_workspace_budget(session: Session, workspace_id: int, budget: Budget) -> None:
    """Make this the budget of the workspace."""
    session.get_one(WorkspaceRow, workspace_id).budget = budget_json(budget)


@dataclass(frozen=True, slots=True)
class RunScope:
    """Under whose budgets a run is asked."""

    workspace_id: int
    monitor_id: int
    budgets: RunBudgets


def run_scopes(session: Session, run_ids: Collection[int]) -> dict[int, RunScope]:
    """Under whose budgets these runs are asked, by their ids."""
    rows = session.execute(
        select(
            RunRow.id,
            RunRow.workspace_id,
            RunRow.monitor_id,
            MonitorRow.budget,
            WorkspaceRow.budget,
        )
        .join(MonitorRow, MonitorRow.id == RunRow.monitor_id)
        .join(WorkspaceRow, WorkspaceRow.id == RunRow.workspace_id)
        .where(RunRow.id.in_(run_ids))
    )
    return {
        run_id: RunScope(workspace_id, monitor_id, budgets_of(workspace, monitor))
        for run_id, workspace_id, monitor_id, monitor, workspace in rows
    }


def budgets_of(workspace: JsonObject | None, monitor: JsonObject | None) -> RunBudgets:
    """The budgets in the columns of a run's workspace and monitor."""
    return RunBudgets(workspace=budget_of(workspace), monitor=budget_of(monitor))
