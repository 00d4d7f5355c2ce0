"""The rows of the ledger of budgets: how they are found, changed and locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_
from sqlalchemy.orm import Session

from monitor.domain.budget import BudgetPeriod, Limits, RunBudgets, start_of
from monitor.storage.engine import upsert
from monitor.storage.tables import LedgerRow

WORKSPACE, MONITOR = "workspace", "monitor"


class LedgerKey(NamedTuple):
    """Whose row, and of which period; rows are locked in the order of their keys."""

    workspace_id: int
    scope: str
    scope_id: int
    period: BudgetPeriod
    starts_on: date

    def limits(self, budgets: RunBudgets) -> Limits:
        """What the budgets allow in this row."""
        budget = budgets.workspace if self.scope == WORKSPACE else budgets.monitor
        return budget.limits(self.period)


def ledger_keys(workspace_id: int, monitor_id: int, at: datetime) -> tuple[LedgerKey, ...]:
    """The rows in which a call at that time stands."""
    return tuple(
        LedgerKey(workspace_id, scope, scope_id, period, start_of(period, at))
        for scope, scope_id in ((WORKSPACE, workspace_id), (MONITOR, monitor_id))
        for period in BudgetPeriod
    )


@dataclass(frozen=True, slots=True)
class Amounts:
    """What stands in a row, or how it changes."""

    reserved_usd: Decimal = Decimal(0)
    reserved_calls: int = 0
    spent_usd: Decimal = Decimal(0)
    spent_calls: int = 0
    unpriced_calls: int = 0
    noticed_percent: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.reserved_usd + other.reserved_usd,
            self.reserved_calls + other.reserved_calls,
            self.spent_usd + other.spent_usd,
            self.spent_calls + other.spent_calls,
            self.unpriced_calls + other.unpriced_calls,
            self.noticed_percent,
        )

    def is_within(self, limits: Limits) -> bool:
        """Whether what is spent and reserved does not exceed the limits."""
        calls, usd = self.spent_calls + self.reserved_calls, self.spent_usd + self.reserved_usd
        return (limits.calls is None or calls <= limits.calls) and (
            limits.usd is None or usd <= limits.usd
        )

    def allows(self, usd: Decimal, limits: Limits) -> bool:
        """Whether one more call fits beside what is spent and reserved; a free one costs none."""
        used_usd = self.spent_usd + self.reserved_usd
        if limits.calls is not None and self.spent_calls + self.reserved_calls >= limits.calls:
            return False
        return not usd or limits.usd is None or used_usd + usd <= limits.usd

    def could_allow(self, usd: Decimal, limits: Limits) -> bool:
        """Whether it would fit if nothing of what is reserved were spent."""
        return Amounts(spent_usd=self.spent_usd, spent_calls=self.spent_calls).allows(usd, limits)


class Changes(dict[LedgerKey, Amounts]):
    """How rows change, or what stands in them."""

    def note(self, keys: Iterable[LedgerKey], amounts: Amounts) -> None:
        """Add to each of these rows."""
        for key in keys:
            self[key] = self.get(key, Amounts()) + amounts


def book(session: Session, changes: Mapping[LedgerKey, Amounts]) -> dict[LedgerKey, Amounts]:
    """Change the rows, which are locked until the end; what stands in them then."""
    if not changes:
        return {}
    new = upsert(session)(LedgerRow).values(
        [
            {
                "workspace_id": key.workspace_id,
                "scope": key.scope,
                "scope_id": key.scope_id,
                "period": key.period.value,
                "starts_on": key.starts_on,
                "reserved_usd": changes[key].reserved_usd,
                "reserved_calls": changes[key].reserved_calls,
                "spent_usd": changes[key].spent_usd,
                "spent_calls": changes[key].spent_calls,
                "unpriced_calls": changes[key].unpriced_calls,
                "noticed_percent": 0,
            }
            for key in sorted(changes)
        ]
    )
    added = ("reserved_usd", "reserved_calls", "spent_usd", "spent_calls", "unpriced_calls")
    rows = session.execute(
        new.on_conflict_do_update(
            index_elements=["scope", "scope_id", "period", "starts_on"],
            set_={name: getattr(LedgerRow, name) + new.excluded[name] for name in added},
        ).returning(*LedgerRow.__table__.columns)
    )
    return {_key_of(row): amounts_of(row) for row in rows}


def lock_row(session: Session, key: LedgerKey) -> None:
    """Hold the row until the end; it is made when it is not there."""
    book(session, {key: Amounts()})


def row_of(key: LedgerKey) -> ColumnElement[bool]:
    """The condition for one row."""
    return and_(
        LedgerRow.scope == key.scope,
        LedgerRow.scope_id == key.scope_id,
        LedgerRow.period == key.period.value,
        LedgerRow.starts_on == key.starts_on,
    )


def _key_of(row: Row[*tuple[Any, ...]]) -> LedgerKey:
    return LedgerKey(
        row.workspace_id, row.scope, row.scope_id, BudgetPeriod(row.period), row.starts_on
    )


def amounts_of(row: Row[*tuple[Any, ...]] | LedgerRow) -> Amounts:
    """What stands in a row."""
    return Amounts(
        row.reserved_usd,
        row.reserved_calls,
        row.spent_usd,
        row.spent_calls,
        row.unpriced_calls,
        row.noticed_percent,
    )
