"""Answers, stored once and never changed; bodies apart, so that counting never reads them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, StorableText, UsDollars, UtcDateTime
from monitor.storage.tables.base import Base, Id, Owned


class AnswerRow(Owned, Base):
    """What came back for a question; the unique question makes storing idempotent.

    run, prompt version and target repeat the question's, so that reports need no further join.
    sampling: the whole sampling record. provider_cost_usd: as the provider reports it; cost_usd,
    cost_source: what it cost and who says so, None where that is not known. retrieved and
    searches: None where not knowable.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_workspace_id_asked_at", "workspace_id", "asked_at"),
        Index("ix_answers_run_id", "run_id"),
    )

    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("questions.id", ondelete="CASCADE"), unique=True
    )
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("runs.id", ondelete="CASCADE"))
    prompt_version_id: Mapped[int] = mapped_column(RowId, ForeignKey("prompt_versions.id"))
    target_id: Mapped[int] = mapped_column(RowId, ForeignKey("targets.id"))
    model_card_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("model_cards.id"))
    repetition: Mapped[int] = mapped_column(Integer)

    outcome: Mapped[str] = mapped_column(String(30))
    finish_reason: Mapped[str | None] = mapped_column(StorableText)
    failure_kind: Mapped[str | None] = mapped_column(String(40))
    failure_message: Mapped[str | None] = mapped_column(StorableText)
    failure_temporary: Mapped[bool | None] = mapped_column(Boolean)
    http_status: Mapped[int | None] = mapped_column(Integer)

    served_model: Mapped[str | None] = mapped_column(StorableText)
    served_snapshot: Mapped[str | None] = mapped_column(StorableText)
    served_fingerprint: Mapped[str | None] = mapped_column(StorableText)
    served_provider: Mapped[str | None] = mapped_column(StorableText)
    provider_request_id: Mapped[str | None] = mapped_column(StorableText)
    sampling: Mapped[dict[str, Any]] = mapped_column(Json)
    sampling_fingerprint: Mapped[str] = mapped_column(String(64))
    searched: Mapped[bool | None] = mapped_column(Boolean)

    input_tokens: Mapped[int | None] = mapped_column(RowId)
    output_tokens: Mapped[int | None] = mapped_column(RowId)
    reasoning_tokens: Mapped[int | None] = mapped_column(RowId)
    cached_input_tokens: Mapped[int | None] = mapped_column(RowId)
    tool_input_tokens: Mapped[int | None] = mapped_column(RowId)
    search_count: Mapped[int | None] = mapped_column(RowId)
    usage_raw: Mapped[dict[str, Any] | None] = mapped_column(Json)
    provider_cost_usd: Mapped[Decimal | None] = mapped_column(UsDollars)
    cost_usd: Mapped[Decimal | None] = mapped_column(UsDollars)
    cost_source: Mapped[str | None] = mapped_column(String(40))

    attempts: Mapped[int] = mapped_column(Integer)
    latency_ms: Mapped[int | None] = mapped_column(Integer)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerBodyRow(Owned, Base):
    """The answer's text and the reply as received.

    raw_body: the very bytes of the last reply; None where none came. raw_earlier: the replies
    before it, oldest first, where the answer took several turns. cited: the provider's own list of
    cited sources, which the analyzer reads again; None where the channel cannot know.
    """

    __tablename__ = "answer_bodies"

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(StorableText)
    cited: Mapped[list[Any] | None] = mapped_column(Json)
    retrieved: Mapped[list[Any] | None] = mapped_column(Json)
    searches: Mapped[list[str] | None] = mapped_column(Json)
    raw_headers: Mapped[dict[str, str] | None] = mapped_column(Json)
    raw_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    raw_earlier: Mapped[list[Any] | None] = mapped_column(Json)
