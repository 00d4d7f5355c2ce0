"""Which answers came from files, so that a file can be imported again without doubling them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId
from monitor.storage.tables.base import Base, Owned


class ImportedAnswerRow(Owned, Base):
    """The fingerprint of what a file said of an answer; it goes with the answer."""

    __tablename__ = "imported_answers"
    __table_args__ = (UniqueConstraint("workspace_id", "content_sha256"),)

    answer_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True
    )
    content_sha256: Mapped[str] = mapped_column(String(64))
