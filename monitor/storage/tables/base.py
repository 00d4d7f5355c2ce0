"""What all tables share: names of constraints, numbered rows, the workspace that owns them."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from monitor.storage.columns import RowId

Id = Annotated[int, mapped_column(RowId, primary_key=True)]
Key = Annotated[str, mapped_column(String(200))]


class Base(DeclarativeBase):
    """Constraints have names, so that a migration on any database can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Owned:
    """A row of a workspace; erasing the workspace erases it."""

    workspace_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False
    )
