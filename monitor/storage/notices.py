"""What people of a workspace should know: such as that a budget runs out, or is used up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from monitor.domain.budget import SOFT_LIMIT_PERCENT, BudgetPeriod, Limits
from monitor.storage.engine import upsert
from monitor.storage.ledger_rows import MONITOR, Amounts, LedgerKey, row_of
from monitor.storage.tables import LedgerRow, MonitorRow, NoticeRow

SOFT_LIMIT = "budget_soft_limit"
USED_UP = "budget_used_up"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know.

    Attributes:
        scope: such as "workspace" or "monitor weekly".
        period: such as "2026-11-24" or "2026-11".
    """

    kind: str
    scope: str
    period: str
    text: str
    at: datetime


def list_notices(
    session: Session, workspace_id: int, *, kinds: Collection[str] | None = None, limit: int = 100
) -> tuple[Notice, ...]:
    """The newest notices first; of these kinds, or of all."""
    rows = session.scalars(
        select(NoticeRow)
        .where(
            NoticeRow.workspace_id == workspace_id,
            true() if kinds is None else NoticeRow.kind.in_(kinds),
        )
        .order_by(NoticeRow.id.desc())
        .limit(limit)
    )
    return tuple(Notice(row.kind, row.scope, row.period, row.text, row.at) for row in rows)


def note_shares(
    session: Session, rows: Iterable[tuple[LedgerKey, Limits, Amounts]], now: datetime
) -> None:
    """Say of each row once that 80 % of its budget is spent, and once that all is."""
    for key, limits, amounts in rows:
        used = 100 * limits.share_used(amounts.spent_usd, amounts.spent_calls)
        if used < SOFT_LIMIT_PERCENT or amounts.noticed_percent >= min(used, 100):
            continue
        if amounts.noticed_percent < SOFT_LIMIT_PERCENT:
            text = f"{SOFT_LIMIT_PERCENT} % of the budget is spent: {_told(limits, amounts)}"
            _add(session, key, SOFT_LIMIT, text, now)
        if used >= 100:
            _add(session, key, USED_UP, f"the budget is used up: {_told(limits, amounts)}", now)
        _remember(session, key, 100 if used >= 100 else SOFT_LIMIT_PERCENT)


def note_over_budget(session: Session, keys: Iterable[LedgerKey], now: datetime) -> None:
    """Say of each row that what is left of its budget does not pay another call."""
    for key in sorted(set(keys)):
        _add(session, key, USED_UP, "what is left of the budget does not pay another call", now)


def _told(limits: Limits, amounts: Amounts) -> str:
    told = []
    if limits.usd is not None:
        told.append(f"{amounts.spent_usd.normalize():f} of {limits.usd:f} USD")
    if limits.calls is not None:
        told.append(f"{amounts.spent_calls:,} of {limits.calls:,} calls")
    return ", ".join(told)


def _add(session: Session, key: LedgerKey, kind: str, text: str, now: datetime) -> None:
    scope, period = _scope(session, key), shown_period(key)
    added = session.scalar(
        upsert(session)(NoticeRow)
        .values(
            workspace_id=key.workspace_id,
            kind=kind,
            scope=scope,
            period=period,
            text=f"{scope}, {period}: {text}",
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "kind", "scope", "period"])
        .returning(NoticeRow.id)
    )
    if added is not None:
        log.warning(kind, workspace=key.workspace_id, scope=scope, period=period)


def _scope(session: Session, key: LedgerKey) -> str:
    if key.scope != MONITOR:
        return key.scope
    return f"{MONITOR} {session.get_one(MonitorRow, key.scope_id).key}"


def shown_period(key: LedgerKey) -> str:
    """The day or the month of a row.

    >>> from datetime import date
    >>> shown_period(LedgerKey(1, "workspace", 1, BudgetPeriod.MONTH, date(2026, 11, 1)))
    '2026-11'
    """
    return (
        f"{key.starts_on:%Y-%m-%d}" if key.period is BudgetPeriod.DAY else f"{key.starts_on:%Y-%m}"
    )


def _remember(session: Session, key: LedgerKey, percent: int) -> None:
    session.execute(
        update(LedgerRow)
        .where(row_of(key))
        .values(noticed_percent=percent)
        .execution_options(synchronize_session=False)
    )
