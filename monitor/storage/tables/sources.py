"""What is known of cited sites beside what answers say: the user's rules, and looked-up targets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.storage.columns import RowId, StorableText, UtcDateTime
from monitor.storage.tables.base import Base, Owned


class SourceRuleRow(Owned, Base):
    """Of what type the user says that a site is."""

    __tablename__ = "source_rules"

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(String(255), primary_key=True)
    source_type: Mapped[str] = mapped_column(String(20))


class RedirectTargetRow(Owned, Base):
    """Where a redirect that hides its target led when it was looked up.

    target: None where it led nowhere, so that it is not asked again.
    """

    __tablename__ = "redirect_targets"

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    url_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(StorableText)
    target: Mapped[str | None] = mapped_column(StorableText)
    looked_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
