"""What judging models said of close findings; kept for ever, since each was paid for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, StorableText, UsDollars, UtcDateTime
from monitor.storage.tables.base import Base, Id, Key, Owned


class JudgementRow(Owned, Base):
    """One reply of a judge, unique for what was asked and whom.

    prompt_sha256: of the whole prompt, which holds brand, question and answer. target_sha256: of
    all in the judge that can change a reply. margin, analyzer_version, inputs_sha256: of the
    finding when it was judged. sentiment, recommended, evidence: the verdict; None where it is
    invalid, and invalid_reason says why. cost_source: who says what it cost; None with cost_usd.
    """

    __tablename__ = "judgements"
    __table_args__ = (
        Index(
            "uq_judgements_asked",
            "answer_id",
            "brand_id",
            "prompt_sha256",
            "target_sha256",
            unique=True,
        ),
        Index("ix_judgements_workspace_id", "workspace_id"),
    )

    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(RowId, ForeignKey("answers.id", ondelete="CASCADE"))
    brand_id: Mapped[int] = mapped_column(RowId, ForeignKey("brands.id", ondelete="CASCADE"))
    prompt_sha256: Mapped[str] = mapped_column(String(64))
    target_sha256: Mapped[str] = mapped_column(String(64))
    target_key: Mapped[Key]
    provider: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(StorableText)
    margin: Mapped[float] = mapped_column(Float)
    analyzer_version: Mapped[str] = mapped_column(String(40))
    inputs_sha256: Mapped[str] = mapped_column(String(64))

    sentiment: Mapped[str | None] = mapped_column(String(20))
    recommended: Mapped[bool | None] = mapped_column(Boolean)
    evidence: Mapped[str | None] = mapped_column(StorableText)
    invalid_reason: Mapped[str | None] = mapped_column(String(40))

    reply_text: Mapped[str] = mapped_column(StorableText)
    raw_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    served_model: Mapped[str | None] = mapped_column(StorableText)
    sampling: Mapped[dict[str, Any]] = mapped_column(Json)
    input_tokens: Mapped[int | None] = mapped_column(RowId)
    output_tokens: Mapped[int | None] = mapped_column(RowId)
    reasoning_tokens: Mapped[int | None] = mapped_column(RowId)
    cost_usd: Mapped[Decimal | None] = mapped_column(UsDollars)
    cost_source: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(Integer)
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)
