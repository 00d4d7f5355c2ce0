"""Budgets: what is spent, reserved and left, and the notices about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Shape

_Amount = Annotated[str, Field(examples=["1.25"])]


class BudgetUsd(Shape):
    """Money, in US dollars as decimals."""

    limit: _Amount | None
    """What may be spent in the period; null without a limit."""
    spent: _Amount
    """What calls cost, as far as their cost is known."""
    reserved: _Amount
    """What open calls may cost."""
    left: _Amount | None
    """What is neither spent nor reserved; null without a limit."""


class BudgetCalls(Shape):
    """Calls, each try counted."""

    limit: int | None
    """How many may be made in the period; null without a limit."""
    spent: int
    """How many were made."""
    reserved: int
    """How many are open."""
    left: int | None
    """How many may still be made; null without a limit."""
    of_unknown_cost: int
    """Those of the calls made whose cost is not known and not in the money spent."""


class BudgetItem(Shape):
    """One budget in the present day or month."""

    scope: Literal["workspace", "monitor"]
    """Whose runs it limits: those of all monitors together, or of one."""
    monitor: str | None
    """The key of the monitor; null for the workspace."""
    period: Literal["day", "month"]
    """For how long it holds; both begin at midnight in UTC."""
    starts_on: date
    """The first day of the period."""
    usd: BudgetUsd
    """Money."""
    calls: BudgetCalls
    """Calls."""


class BudgetNotice(Shape):
    """Something to know of a budget, once for its scope and period."""

    kind: str
    """Such as "budget_soft_limit" (80 % is spent) or "budget_used_up"."""
    scope: str
    """Such as "workspace" or "monitor weekly"."""
    period: str
    """Such as "2026-11-24" or "2026-11"."""
    text: str
    """For a reader."""
    at: datetime
    """When it was noticed, in UTC."""


class BudgetsDocument(Shape):
    """The budgets that hold now."""

    budgets: list[BudgetItem]
    """The workspace's first, then those of its monitors."""
    notices: list[BudgetNotice]
    """The newest first, at most 100."""
