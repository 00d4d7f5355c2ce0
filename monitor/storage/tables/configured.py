"""Workspaces and what is configured in them: brands, prompts, targets, monitors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, StorableText, UtcDateTime
from monitor.storage.tables.base import Base, Id, Key, Owned


class WorkspaceRow(Base):
    """A tenant; the embedded mode has one, "default".

    raw_bodies_days: for how long raw bodies are kept; None for ever.
    analyzer_version, analyzer_inputs_sha256: the stamp with which its answers are being analyzed.
    """

    __tablename__ = "workspaces"

    id: Mapped[Id]
    key: Mapped[Key] = mapped_column(unique=True)
    raw_bodies_days: Mapped[int | None] = mapped_column(Integer)
    analyzer_version: Mapped[str | None] = mapped_column(String(40))
    analyzer_inputs_sha256: Mapped[str | None] = mapped_column(String(64))
    budget: Mapped[dict[str, Any] | None] = mapped_column(Json)
    account_rules: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BrandRow(Owned, Base):
    """A tracked name; archived when it leaves the configuration, since findings point at it."""

    __tablename__ = "brands"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[str] = mapped_column(StorableText)
    kind: Mapped[str] = mapped_column(String(20))
    aliases: Mapped[list[str]] = mapped_column(Json)
    domains: Mapped[list[str]] = mapped_column(Json)
    exclusions: Mapped[list[str]] = mapped_column(Json)
    ambiguous: Mapped[bool] = mapped_column(Boolean)
    case_sensitive: Mapped[bool] = mapped_column(Boolean)
    context_words: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IgnoredNameRow(Owned, Base):
    """A name in answers that shall not be offered as a brand; folded: as names are compared."""

    __tablename__ = "ignored_names"
    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(StorableText)
    folded: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PromptRow(Owned, Base):
    """A prompt; its text lives in versions."""

    __tablename__ = "prompts"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    topic: Mapped[str | None] = mapped_column(StorableText)
    tags: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PromptVersionRow(Owned, Base):
    """One wording of a prompt; editing the text, language or country makes a new version.

    branded: whether the text names a tracked brand; recomputed when brands change.
    """

    __tablename__ = "prompt_versions"
    __table_args__ = (
        UniqueConstraint("prompt_id", "number"),
        Index("ix_prompt_versions_workspace_id", "workspace_id"),
    )

    id: Mapped[Id]
    prompt_id: Mapped[int] = mapped_column(RowId, ForeignKey("prompts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(StorableText)
    language: Mapped[str | None] = mapped_column(String(35))
    country: Mapped[str | None] = mapped_column(String(2))
    branded: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TargetRow(Owned, Base):
    """One configured way of asking one model.

    A change of anything that can change an answer archives the row and begins a new one under the
    same key, so that answers always point at the configuration that made them.
    """

    __tablename__ = "targets"
    __table_args__ = (
        Index(
            "uq_targets_current_key",
            "workspace_id",
            "key",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
            sqlite_where=text("archived_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    provider: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(StorableText)
    channel: Mapped[str] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    web_search: Mapped[bool] = mapped_column(Boolean)
    system_prompt: Mapped[str | None] = mapped_column(StorableText)
    country: Mapped[str | None] = mapped_column(String(2))
    base_url: Mapped[str | None] = mapped_column(StorableText)
    api_key_env: Mapped[str | None] = mapped_column(String(200))
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    unsupported: Mapped[str] = mapped_column(String(10))
    asking_sha256: Mapped[str] = mapped_column(String(64))
    model_card_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("model_cards.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MonitorRow(Owned, Base):
    """Prompts x targets x repeats, by keys of the configuration, and when to run them.

    last_scheduled_for: the latest firing of the schedule that was decided upon.
    scheduled_since: when the present schedule was given.
    """

    __tablename__ = "monitors"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    prompt_keys: Mapped[list[str]] = mapped_column(Json)
    target_keys: Mapped[list[str]] = mapped_column(Json)
    repeats: Mapped[int] = mapped_column(Integer)
    schedule: Mapped[dict[str, Any] | None] = mapped_column(Json)
    precision: Mapped[dict[str, Any] | None] = mapped_column(Json)
    budget: Mapped[dict[str, Any] | None] = mapped_column(Json)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_scheduled_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scheduled_since: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
