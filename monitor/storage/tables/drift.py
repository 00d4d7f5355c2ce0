"""What changed behind targets, and what their answers told of who answered, by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId, StorableText, UtcDateTime
from monitor.storage.tables.base import Base, Id, Owned


class DriftEventRow(Owned, Base):
    """A change behind a target, at most one a day for each field.

    at: of the first change of the day; count: changes of that day. answer_id: the first answer
    that tells it, None for what a server told of itself.
    """

    __tablename__ = "drift_events"
    __table_args__ = (
        UniqueConstraint("target_id", "kind", "field", "day"),
        Index("ix_drift_events_workspace_id_at", "workspace_id", "at"),
    )

    id: Mapped[Id]
    target_id: Mapped[int] = mapped_column(RowId, ForeignKey("targets.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(100))
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[str] = mapped_column(StorableText)
    after: Mapped[str] = mapped_column(StorableText)
    count: Mapped[int] = mapped_column(Integer)
    answer_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("answers.id", ondelete="SET NULL")
    )


class ServedValueRow(Owned, Base):
    """A value that a target's answers of one UTC day tell: served model, snapshot, fingerprint.

    answer_id: the first answer that tells it; it may be gone by now.
    """

    __tablename__ = "served_values"
    # SQLite then keeps the rows in the order of the key, in which they are read.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    target_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_id: Mapped[int] = mapped_column(RowId)


class ImportRemarkRow(Owned, Base):
    """What an import of claims left for a person: a conflict, or ids that mean no card.

    subject: the key of the card and the field, or the id as the source writes it.
    """

    __tablename__ = "import_remarks"
    __table_args__ = (UniqueConstraint("workspace_id", "source", "subject"),)

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(310))
    card: Mapped[str | None] = mapped_column(String(200))
    told: Mapped[str] = mapped_column(StorableText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
