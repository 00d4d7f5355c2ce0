"""What is left to do with stored answers; a row goes when its work is done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId, UtcDateTime
from monitor.storage.tables.base import Base, Owned


class AnswerToAnalyzeRow(Owned, Base):
    """An answer that the analyzer has to read, for the first time or again."""

    __tablename__ = "answers_to_analyze"
    __table_args__ = (
        Index("ix_answers_to_analyze_workspace_id_answer_id", "workspace_id", "answer_id"),
    )

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )


class StaleDayRow(Owned, Base):
    """A UTC day whose rollups are not what its answers and findings say."""

    __tablename__ = "stale_days"

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
