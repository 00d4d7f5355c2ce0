"""Workspaces: who owns what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.account_rule import AccountRule
from monitor.errors import NotFound
from monitor.storage.engine import upsert
from monitor.storage.tables import WorkspaceRow

DEFAULT_WORKSPACE = "default"


def workspace_id_of(session: Session, key: str) -> int:
    """The id of a workspace.

    Raises:
        NotFound: there is none of that key.
    """
    found = session.scalar(select(WorkspaceRow.id).where(WorkspaceRow.key == key))
    if found is None:
        raise NotFound(f"there is no workspace {key!r} in this database; run `namedrop run` first")
    return found


def list_workspaces(session: Session) -> tuple[tuple[int, str], ...]:
    """Id and key of every workspace, oldest first."""
    rows = session.execute(select(WorkspaceRow.id, WorkspaceRow.key).order_by(WorkspaceRow.id))
    return tuple((id_, key) for id_, key in rows)


def save_account_rules(session: Session, workspace_id: int, rules: Sequence[AccountRule]) -> None:
    """Make these the limits of the workspace's accounts."""
    session.get_one(WorkspaceRow, workspace_id).account_rules = [asdict(rule) for rule in rules]


def account_rules(session: Session, workspace_id: int) -> tuple[AccountRule, ...]:
    """The limits of the workspace's accounts."""
    stored = session.get_one(WorkspaceRow, workspace_id).account_rules
    return tuple(AccountRule(**rule) for rule in stored or ())


def ensure_workspace(session: Session, key: str, now: datetime) -> int:
    """The id of a workspace, which is made when it is not there.

    Until the transaction ends nobody else configures the workspace or plans in it.
    """
    session.execute(
        upsert(session)(WorkspaceRow)
        .values(key=key, created_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    locked = select(WorkspaceRow.id).where(WorkspaceRow.key == key).with_for_update()
    return session.scalars(locked).one()
