"""Runs and their questions: the queue of record."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, UsDollars, UtcDateTime
from monitor.storage.tables.base import Base, Id, Owned


class RunRow(Owned, Base):
    """One execution of a monitor.

    plan_sha256: the fingerprint of what is asked, by which an interrupted run is found again.
    scheduled_for: the firing of the schedule that it answers; there is one run for each.
    precision: as the monitor's, when the run was planned: until when prompts are repeated.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_workspace_id_monitor_id", "workspace_id", "monitor_id"),
        Index("uq_runs_firing", "monitor_id", "scheduled_for", unique=True),
        Index("ix_runs_state", "state"),
    )

    id: Mapped[Id]
    monitor_id: Mapped[int] = mapped_column(RowId, ForeignKey("monitors.id"))
    state: Mapped[str] = mapped_column(String(20))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    trigger: Mapped[str] = mapped_column(String(20))
    precision: Mapped[dict[str, Any] | None] = mapped_column(Json)
    scheduled_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RunLookRow(Owned, Base):
    """A look at the answers of a run that repeats prompts until their rates are precise.

    repeats: the most that any prompt had until then. precise, at_most, unanswered: pairs of prompt
    and target that are not repeated, and why.
    """

    __tablename__ = "run_looks"

    run_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    repeats: Mapped[int] = mapped_column(Integer)
    precise: Mapped[int] = mapped_column(Integer)
    at_most: Mapped[int] = mapped_column(Integer)
    unanswered: Mapped[int] = mapped_column(Integer)
    questions_added: Mapped[int] = mapped_column(Integer)


class QuestionRow(Owned, Base):
    """One planned call.

    claimed_by: who holds the claim; lease_ends_at: until when, by the database's clock.
    reserved_usd, reserved_at: what of the budgets was reserved for it and when; it holds while the
    question is claimed. None where there is no budget.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("run_id", "prompt_version_id", "target_id", "repetition"),
        Index("ix_questions_run_id_state_id", "run_id", "state", "id"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("runs.id", ondelete="CASCADE"))
    prompt_version_id: Mapped[int] = mapped_column(RowId, ForeignKey("prompt_versions.id"))
    target_id: Mapped[int] = mapped_column(RowId, ForeignKey("targets.id"))
    repetition: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20))
    claims: Mapped[int] = mapped_column(Integer, default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(200))
    lease_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reserved_usd: Mapped[Decimal | None] = mapped_column(UsDollars)
    reserved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
