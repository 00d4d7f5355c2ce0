"""Monitors: what each asks and when; one that leaves the configuration is archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from monitor.domain.budget import NO_BUDGET, Budget
from monitor.domain.json_value import JsonObject
from monitor.errors import NotFound
from monitor.storage.budgets import budget_json, budget_of
from monitor.storage.tables import MonitorRow

IMPORT_MONITOR = "import"
"""Answers from elsewhere hang on a monitor of this key, which asks nothing."""


@dataclass(frozen=True, slots=True)
class MonitorPlan:
    """What a monitor asks and when, by keys of the configuration.

    Attributes:
        schedule, precision: as the configuration says it, in JSON; None where it says nothing.
        budget: what its runs may spend.
    """

    key: str
    prompt_keys: tuple[str, ...]
    target_keys: tuple[str, ...]
    repeats: int
    schedule: JsonObject | None = None
    precision: JsonObject | None = None
    budget: Budget = NO_BUDGET


@dataclass(frozen=True, slots=True)
class SavedMonitor:
    """A monitor with the id of its row, and where its schedule stands.

    Attributes:
        paused_at: since when it is paused; None where it is not.
        last_scheduled_for: the latest firing that was decided upon.
        scheduled_since: when its present schedule was given; earlier firings are none of it.
    """

    id: int
    workspace_id: int
    plan: MonitorPlan
    created_at: datetime
    scheduled_since: datetime
    paused_at: datetime | None
    last_scheduled_for: datetime | None


def save_monitor(session: Session, workspace_id: int, plan: MonitorPlan, now: datetime) -> int:
    """The id of the monitor, made or brought up to date."""
    row = session.scalar(
        select(MonitorRow).where(
            MonitorRow.workspace_id == workspace_id, MonitorRow.key == plan.key
        )
    )
    if row is None:
        row = MonitorRow(
            workspace_id=workspace_id, key=plan.key, created_at=now, scheduled_since=now
        )
        session.add(row)
    if row.schedule != plan.schedule:
        # Firings of another schedule say nothing of this one.
        row.last_scheduled_for, row.scheduled_since = None, now
    row.prompt_keys, row.target_keys = list(plan.prompt_keys), list(plan.target_keys)
    row.repeats, row.archived_at = plan.repeats, None
    row.schedule = None if plan.schedule is None else dict(plan.schedule)
    row.precision = None if plan.precision is None else dict(plan.precision)
    row.budget = budget_json(plan.budget)
    session.flush()
    return row.id


def archive_monitors_besides(
    session: Session, workspace_id: int, keys: Sequence[str], now: datetime
) -> None:
    """Archive the monitors that the configuration does not name any more."""
    session.execute(
        update(MonitorRow)
        .where(
            MonitorRow.workspace_id == workspace_id,
            MonitorRow.key.not_in([*keys, IMPORT_MONITOR]),
            MonitorRow.archived_at.is_(None),
        )
        .values(archived_at=now)
    )


def archive_monitor(session: Session, monitor_id: int, now: datetime) -> None:
    """Archive a monitor; runs that it has are asked all the same."""
    session.get_one(MonitorRow, monitor_id).archived_at = now


def current_monitors(session: Session, workspace_id: int) -> tuple[SavedMonitor, ...]:
    """The monitors of a workspace, in the order in which they were first saved."""
    return _select(
        session, MonitorRow.workspace_id == workspace_id, MonitorRow.key != IMPORT_MONITOR
    )


def scheduled_monitors(session: Session) -> tuple[SavedMonitor, ...]:
    """The monitors of all workspaces that have a schedule and are not paused."""
    return _select(session, MonitorRow.schedule.is_not(None), MonitorRow.paused_at.is_(None))


def monitor_named(session: Session, workspace_id: int, key: str) -> SavedMonitor:
    """A monitor.

    Raises:
        NotFound: the workspace has none of that key.
    """
    found = _select(session, MonitorRow.workspace_id == workspace_id, MonitorRow.key == key)
    if not found:
        known = ", ".join(each.plan.key for each in current_monitors(session, workspace_id))
        raise NotFound(f"there is no monitor {key!r}; there is: {known or 'none'}")
    return found[0]


def monitor_of_id(session: Session, workspace_id: int, monitor_id: int) -> SavedMonitor:
    """A monitor, archived or not.

    Raises:
        NotFound: the workspace has none of that id.
    """
    row = session.get(MonitorRow, monitor_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(f"there is no monitor {monitor_id}")
    return _saved(row)


def lock_monitor(session: Session, monitor_id: int) -> SavedMonitor | None:
    """The monitor, held until the end; None when another holds it or it is archived."""
    row = session.scalar(
        select(MonitorRow)
        .where(MonitorRow.id == monitor_id, MonitorRow.archived_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    return None if row is None else _saved(row)


def pause_monitor(session: Session, monitor_id: int, now: datetime | None) -> None:
    """Pause a monitor since a time, or let it go on with None."""
    session.get_one(MonitorRow, monitor_id).paused_at = now


def note_firing(session: Session, monitor_id: int, scheduled_for: datetime) -> None:
    """Note that the firings up to this one are decided upon."""
    session.get_one(MonitorRow, monitor_id).last_scheduled_for = scheduled_for


def _select(session: Session, *where: ColumnElement[bool]) -> tuple[SavedMonitor, ...]:
    rows = session.scalars(
        select(MonitorRow).where(MonitorRow.archived_at.is_(None), *where).order_by(MonitorRow.id)
    )
    return tuple(_saved(row) for row in rows)


def _saved(row: MonitorRow) -> SavedMonitor:
    return SavedMonitor(
        id=row.id,
        workspace_id=row.workspace_id,
        plan=MonitorPlan(
            key=row.key,
            prompt_keys=tuple(row.prompt_keys),
            target_keys=tuple(row.target_keys),
            repeats=row.repeats,
            schedule=row.schedule,
            precision=row.precision,
            budget=budget_of(row.budget),
        ),
        created_at=row.created_at,
        scheduled_since=row.scheduled_since,
        paused_at=row.paused_at,
        last_scheduled_for=row.last_scheduled_for,
    )
