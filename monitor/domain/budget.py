"""Budgets: how much a workspace or a monitor may spend in a day and in a month, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

SOFT_LIMIT_PERCENT = 80
"""From here on a notice says that a budget runs out."""


class BudgetPeriod(StrEnum):
    """For how long a limit holds; a day and a month begin at midnight in UTC."""

    DAY = "day"
    MONTH = "month"


def start_of(period: BudgetPeriod, at: datetime) -> date:
    """The first day of the period around a time.

    >>> start_of(BudgetPeriod.MONTH, datetime(2026, 11, 24, tzinfo=UTC))
    datetime.date(2026, 11, 1)
    """
    day = at.astimezone(UTC).date()
    return day if period is BudgetPeriod.DAY else day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent in one period; None does not limit."""

    usd: Decimal | None = None
    calls: int | None = None

    def share_used(self, usd: Decimal, calls: int) -> float:
        """How much of the scarcer limit is used: 1 at the limit, 0 where there is none."""
        shares = [0.0]
        if self.usd is not None:
            shares.append(float(usd / self.usd) if self.usd else 1.0)
        if self.calls is not None:
            shares.append(calls / self.calls if self.calls else 1.0)
        return max(shares)


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a workspace or of a monitor."""

    day: Limits = Limits()
    month: Limits = Limits()

    def limits(self, period: BudgetPeriod) -> Limits:
        """The limits for that period."""
        return self.day if period is BudgetPeriod.DAY else self.month

    @property
    def limits_anything(self) -> bool:
        """Whether there is any limit."""
        return self != Budget()


NO_BUDGET = Budget()


@dataclass(frozen=True, slots=True)
class RunBudgets:
    """The budgets under which a run is asked: the workspace's and its monitor's."""

    workspace: Budget = NO_BUDGET
    monitor: Budget = NO_BUDGET

    @property
    def limit_anything(self) -> bool:
        """Whether there is any limit."""
        return self.workspace.limits_anything or self.monitor.limits_anything
