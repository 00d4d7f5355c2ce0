"""A workspace with everything that is in it: handing it out row by row, and erasing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from monitor.storage.tables import Base, WorkspaceRow

ROWS_AT_A_TIME = 500


def _owned_tables() -> tuple[Table, ...]:
    """Every table of rows that belong to a workspace, those that others point at first."""
    return tuple(t for t in Base.metadata.sorted_tables if "workspace_id" in t.columns)


def exported_tables() -> tuple[str, ...]:
    """The names of the tables in the order in which they would be filled again."""
    return (WorkspaceRow.__tablename__, *(table.name for table in _owned_tables()))


def rows_of(session: Session, workspace_id: int, table_name: str) -> Iterator[Mapping[str, Any]]:
    """The rows of the workspace in a table, in the order of its key."""
    table = Base.metadata.tables[table_name]
    owner = table.c.id if table_name == WorkspaceRow.__tablename__ else table.c.workspace_id
    statement = (
        select(table)
        .where(owner == workspace_id)
        .order_by(*table.primary_key.columns)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for row in session.execute(statement).mappings():
        yield dict(row)


def count_rows(session: Session, workspace_id: int) -> dict[str, int]:
    """How many rows of the workspace each table has."""
    return {
        table.name: session.scalars(
            select(func.count()).select_from(table).where(table.c.workspace_id == workspace_id)
        ).one()
        for table in _owned_tables()
    }


def erase_workspace(session: Session, workspace_id: int) -> None:
    """Delete the workspace and every row that belongs to it."""
    # Those that point at others go first; the database would refuse, or be slow in, any other
    # order.
    for table in reversed(_owned_tables()):
        session.execute(delete(table).where(table.c.workspace_id == workspace_id))
    session.execute(delete(WorkspaceRow).where(WorkspaceRow.id == workspace_id))
