"""How long raw bodies are kept; texts, findings and figures stay whatever the policy says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from monitor.storage.tables import AnswerBodyRow, AnswerRow, WorkspaceRow


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """A workspace that does not keep raw bodies for ever."""

    workspace_id: int
    raw_bodies_days: int


def raw_bodies_days(session: Session, workspace_id: int) -> int | None:
    """For how many days the workspace keeps raw bodies; None for ever."""
    return session.get_one(WorkspaceRow, workspace_id).raw_bodies_days


def keep_raw_bodies(session: Session, workspace_id: int, days: int | None) -> None:
    """Keep raw bodies for so many days after asking, or for ever with None."""
    session.get_one(WorkspaceRow, workspace_id).raw_bodies_days = days


def retention_policies(session: Session) -> tuple[RetentionPolicy, ...]:
    """The workspaces whose raw bodies end."""
    rows = session.execute(
        select(WorkspaceRow.id, WorkspaceRow.raw_bodies_days).where(
            WorkspaceRow.raw_bodies_days.is_not(None)
        )
    )
    return tuple(RetentionPolicy(id_, days) for id_, days in rows if days is not None)


def end_raw_bodies(
    session: Session, policy: RetentionPolicy, now: datetime, *, after_id: int, limit: int
) -> tuple[int, int | None]:
    """Remove raw bodies and headers that are older than the policy wants, in the order of answers.

    Returns:
        How many were removed, and the last answer looked at; None when there are no more.
    """
    old = session.execute(
        select(AnswerRow.id)
        .join(AnswerBodyRow, AnswerBodyRow.answer_id == AnswerRow.id)
        .where(
            AnswerRow.workspace_id == policy.workspace_id,
            AnswerRow.id > after_id,
            AnswerRow.asked_at < now - timedelta(days=policy.raw_bodies_days),
            or_(
                AnswerBodyRow.raw_body.is_not(None),
                AnswerBodyRow.raw_headers.is_not(None),
                AnswerBodyRow.raw_earlier.is_not(None),
            ),
        )
        .order_by(AnswerRow.id)
        .limit(limit)
    )
    ids = list(old.scalars())
    if not ids:
        return 0, None
    session.execute(
        update(AnswerBodyRow)
        .where(AnswerBodyRow.answer_id.in_(ids))
        .values(raw_body=None, raw_headers=None, raw_earlier=None)
        .execution_options(synchronize_session=False)
    )
    return len(ids), ids[-1]
