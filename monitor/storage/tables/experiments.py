"""Experiments: what was varied, and the run that asked it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, UtcDateTime
from monitor.storage.tables.base import Base, Id, Key, Owned


class ExperimentRow(Owned, Base):
    """An experiment; its design is fixed before the first question is asked.

    design: arms with the ids of their targets, prompts, repeats, seed, and what it was said to be
    able to find.
    """

    __tablename__ = "experiments"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    design: Mapped[dict[str, Any]] = mapped_column(Json)
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("runs.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
