"""What budgets have left, for people and programs, with the notices about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.reports.as_json import plain
from monitor.storage.budget_state import BudgetState, budget_states
from monitor.storage.engine import Database
from monitor.storage.notices import SOFT_LIMIT, USED_UP, Notice, list_notices


@dataclass(frozen=True, slots=True)
class BudgetsReport:
    """The budgets that hold now, and the newest notices first."""

    budgets: tuple[BudgetState, ...]
    notices: tuple[Notice, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for programs; amounts are decimal strings in USD."""
        return {
            "budgets": [budget_json(state) for state in self.budgets],
            "notices": [plain(notice) for notice in self.notices],
        }


def budgets_report(database: Database, workspace_id: int, *, now: datetime) -> BudgetsReport:
    """What is spent, reserved and left of each budget of the workspace."""
    with database.read() as session:
        return BudgetsReport(
            budget_states(session, workspace_id, now),
            list_notices(session, workspace_id, kinds=(SOFT_LIMIT, USED_UP)),
        )


def budget_json(state: BudgetState) -> dict[str, Any]:
    """One budget for programs."""
    amounts = state.amounts
    return {
        "scope": "workspace" if state.monitor is None else "monitor",
        "monitor": state.monitor,
        "period": state.period.value,
        "starts_on": plain(state.starts_on),
        "usd": {
            "limit": plain(state.limits.usd),
            "spent": plain(amounts.spent_usd),
            "reserved": plain(amounts.reserved_usd),
            "left": plain(state.left_usd),
        },
        "calls": {
            "limit": state.limits.calls,
            "spent": amounts.spent_calls,
            "reserved": amounts.reserved_calls,
            "left": state.left_calls,
            "of_unknown_cost": amounts.unpriced_calls,
        },
    }
