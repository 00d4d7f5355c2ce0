"""What the analyzer found in an answer; replaced as a whole when it runs again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import Json, RowId, StorableText, UtcDateTime
from monitor.storage.tables.base import Base, Id, Owned


class AnalysisRow(Owned, Base):
    """The stamp of the analyzer on an answer: its version and the hash of its inputs."""

    __tablename__ = "analyses"
    __table_args__ = (Index("ix_analyses_workspace_id", "workspace_id"),)

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )
    analyzer_version: Mapped[str] = mapped_column(String(40))
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    analyzed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    dangling_markers: Mapped[int] = mapped_column(Integer)


class FindingRow(Owned, Base):
    """What one answer says of one brand; there is a row for a brand that is not mentioned, too.

    judgement_id: the judge's reply from which sentiment and recommended are; None where they are
    from the rules. rule_sentiment, rule_recommended: what the rules said where a judge settled it.
    """

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_workspace_id_brand_id", "workspace_id", "brand_id"),)

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("analyses.answer_id", ondelete="CASCADE"), primary_key=True
    )
    brand_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True
    )
    mentioned: Mapped[bool] = mapped_column(Boolean)
    mention_count: Mapped[int] = mapped_column(Integer)
    absent_count: Mapped[int] = mapped_column(Integer)
    mention_order: Mapped[int | None] = mapped_column(Integer)
    rank: Mapped[int | None] = mapped_column(Integer)
    sentiment: Mapped[str | None] = mapped_column(String(20))
    sentiment_score: Mapped[float | None] = mapped_column(Float)
    sentiment_cues: Mapped[list[Any]] = mapped_column(Json)
    recommended: Mapped[bool] = mapped_column(Boolean)
    judgement_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("judgements.id", ondelete="SET NULL")
    )
    rule_sentiment: Mapped[str | None] = mapped_column(String(20))
    rule_recommended: Mapped[bool | None] = mapped_column(Boolean)


class MentionRow(Owned, Base):
    """One occurrence of a brand, with offsets into the answer's text in code points."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_answer_id", "answer_id"),)

    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("analyses.answer_id", ondelete="CASCADE")
    )
    brand_id: Mapped[int] = mapped_column(RowId, ForeignKey("brands.id", ondelete="CASCADE"))
    alias: Mapped[str] = mapped_column(StorableText)
    kind: Mapped[str] = mapped_column(String(20))
    start_offset: Mapped[int] = mapped_column(Integer)
    end_offset: Mapped[int] = mapped_column(Integer)
    polarity: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float] = mapped_column(Float)
    reasons: Mapped[list[Any]] = mapped_column(Json)
    place: Mapped[str] = mapped_column(String(20))
    sentence_start: Mapped[int] = mapped_column(Integer)
    sentence_end: Mapped[int] = mapped_column(Integer)


class CitationRow(Owned, Base):
    """A URL that the answer cites."""

    __tablename__ = "citations"
    __table_args__ = (
        Index("ix_citations_answer_id", "answer_id"),
        Index("ix_citations_workspace_id_domain", "workspace_id", "domain"),
    )

    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("analyses.answer_id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer)
    url: Mapped[str] = mapped_column(StorableText)
    url_key: Mapped[str] = mapped_column(StorableText)
    domain: Mapped[str | None] = mapped_column(String(255))
    title: Mapped[str | None] = mapped_column(StorableText)
    start_offset: Mapped[int | None] = mapped_column(Integer)
    end_offset: Mapped[int | None] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(20))
    owner_brand_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("brands.id", ondelete="SET NULL")
    )
    owner_kind: Mapped[str] = mapped_column(String(20))
    source_type: Mapped[str | None] = mapped_column(String(20))
    page_type: Mapped[str | None] = mapped_column(String(20))
    engine: Mapped[str | None] = mapped_column(StorableText)
    cited_at: Mapped[list[Any]] = mapped_column(Json)
