"""Daily counts that reports read in the place of answers and findings.

They point at what is configured, never at answers, so that answers can be deleted and the counts
stay.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Float, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId, StorableText
from monitor.storage.tables.base import Base, Owned


class RollupRow(Owned, Base):
    """What the answers of one UTC day say of a brand.

    served_number: from 1, numbers the served models and model cards of what stands before it; both
    of these can be unknown, and an unknown value can be in no key.
    n: answers that count. k: of these, those that name the brand. mentions: mentions in them.
    ranked: answers that rank it. cited: answers that cite a page on a domain of the brand.
    """

    __tablename__ = "rollups"
    # SQLite then keeps the rows in the order of the key, in which reports read them.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    prompt_version_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("prompt_versions.id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True
    )
    brand_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True
    )
    served_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    served_model: Mapped[str | None] = mapped_column(StorableText)
    model_card_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("model_cards.id", ondelete="SET NULL")
    )
    n: Mapped[int] = mapped_column(Integer)
    k: Mapped[int] = mapped_column(Integer)
    mentions: Mapped[int] = mapped_column(Integer)
    ranked: Mapped[int] = mapped_column(Integer)
    rank_sum: Mapped[int] = mapped_column(Integer)
    reciprocal_rank_sum: Mapped[float] = mapped_column(Float)
    first_places: Mapped[int] = mapped_column(Integer)
    recommended: Mapped[int] = mapped_column(Integer)
    positive: Mapped[int] = mapped_column(Integer)
    neutral: Mapped[int] = mapped_column(Integer)
    negative: Mapped[int] = mapped_column(Integer)
    mixed: Mapped[int] = mapped_column(Integer)
    cited: Mapped[int] = mapped_column(Integer)


class OutcomeRollupRow(Owned, Base):
    """How the questions of one UTC day ended."""

    __tablename__ = "outcome_rollups"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    prompt_version_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("prompt_versions.id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("targets.id", ondelete="CASCADE"), primary_key=True
    )
    outcome: Mapped[str] = mapped_column(String(30), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
