"""What budgets have left, what is reserved for judging, and what people are told of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId, StorableText, UsDollars, UtcDateTime
from monitor.storage.tables.base import Base, Id, Owned


class LedgerRow(Owned, Base):
    """What a workspace or a monitor has spent in one day or month, and reserved for open calls.

    scope_id: the id of the workspace or of the monitor. noticed_percent: the share of a limit of
    which people were told last. unpriced_calls: those of the spent calls whose cost is not known.
    """

    __tablename__ = "budget_ledger"

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    scope_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    reserved_usd: Mapped[Decimal] = mapped_column(UsDollars)
    reserved_calls: Mapped[int] = mapped_column(Integer)
    spent_usd: Mapped[Decimal] = mapped_column(UsDollars)
    spent_calls: Mapped[int] = mapped_column(Integer)
    unpriced_calls: Mapped[int] = mapped_column(Integer)
    noticed_percent: Mapped[int] = mapped_column(Integer)


class JudgeReservationRow(Owned, Base):
    """What is reserved for one call of a judge; deleted when what the call cost is booked.

    run_id: of the answer that is judged. lease_ends_at: from then on the judge counts as dead;
    None once the reservation was given back for that.
    """

    __tablename__ = "judge_reservations"

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("runs.id", ondelete="CASCADE"))
    reserved_usd: Mapped[Decimal] = mapped_column(UsDollars)
    reserved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeRow(Owned, Base):
    """Something that people of a workspace should know; once for its kind, scope and period."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "scope", "period"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(220))
    period: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(StorableText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
