"""Model cards that a workspace has learned, and the claims about them; claims are never deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, StorableText, UtcDateTime
from monitor.storage.tables.base import Base, Id, Key, Owned


class ModelCardRow(Owned, Base):
    """A model as this workspace knows it.

    stands_on: the key of the shipped card, or of another of the workspace, whose claims hold too.
    by_person: a person added the card, so what is learned at run time does not rename it.
    """

    __tablename__ = "model_cards"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[str] = mapped_column(StorableText)
    provider: Mapped[str | None] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(StorableText)
    vendor: Mapped[str | None] = mapped_column(StorableText)
    family: Mapped[str | None] = mapped_column(StorableText)
    open_weights: Mapped[bool | None] = mapped_column(Boolean)
    stands_on: Mapped[str | None] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(String(40), server_default="deployment_of")
    by_person: Mapped[bool] = mapped_column(Boolean, server_default=false())
    aliases: Mapped[list[str] | None] = mapped_column(Json)
    adapters: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    note: Mapped[str | None] = mapped_column(StorableText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModelClaimRow(Owned, Base):
    """One statement by one source; superseded, never overwritten.

    value, low, high: JSON, since a claim may be a whole number beyond 64 bits, a text or a truth.
    supersedes: the id of the shipped claim that it takes the place of.
    """

    __tablename__ = "model_claims"
    __table_args__ = (Index("ix_model_claims_card_id", "card_id"),)

    id: Mapped[Id]
    card_id: Mapped[int] = mapped_column(RowId, ForeignKey("model_cards.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any | None] = mapped_column(Json)
    low: Mapped[Any | None] = mapped_column(Json)
    high: Mapped[Any | None] = mapped_column(Json)
    unit: Mapped[str | None] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(StorableText)
    source_url: Mapped[str | None] = mapped_column(StorableText)
    as_of: Mapped[date] = mapped_column(Date)
    confidence: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(StorableText)
    scope: Mapped[dict[str, bool | None] | None] = mapped_column(Json)
    upstream_urls: Mapped[list[str] | None] = mapped_column(Json)
    primary_read: Mapped[bool | None] = mapped_column(Boolean)
    supersedes: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_by_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("model_claims.id", ondelete="SET NULL")
    )
