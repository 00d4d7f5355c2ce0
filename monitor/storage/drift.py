"""Drift events: what changed behind targets, kept at most once a day for each field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.catalog.drift import Change, DriftKind, told_change
from monitor.storage.engine import upsert
from monitor.storage.tables import DriftEventRow, NoticeRow, TargetRow

log = structlog.get_logger()

_ONE_A_DAY = ["target_id", "kind", "field", "day"]


@dataclass(frozen=True, slots=True)
class DriftEvent:
    """Something that changed behind a target.

    Attributes:
        target: the target's key.
        at: when it was first seen; for what a server told of itself, when it was asked.
        count: changes of that UTC day.
        answer_id: the first answer that tells it; None for what a server told of itself.
    """

    id: int
    target_id: int
    target: str
    at: datetime
    change: Change
    count: int
    answer_id: int | None

    def told(self) -> str:
        """In one sentence."""
        day = self.at.astimezone(UTC).date()
        return told_change(self.target, self.change, day, count=self.count)


@dataclass(frozen=True, slots=True)
class DriftFilter:
    """Which events are wanted; None does not restrict.

    Attributes:
        target_ids, target_key: of these targets; a key may be of several, one after the other.
        since, until: a half-open span of time.
        before_id: only what was noted before this event.
    """

    target_ids: Sequence[int] | None = None
    target_key: str | None = None
    kind: DriftKind | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


def list_drift(
    session: Session, workspace_id: int, wanted: DriftFilter, *, limit: int | None = None
) -> tuple[DriftEvent, ...]:
    """The events, those that were noted last first."""
    conditions = [DriftEventRow.workspace_id == workspace_id]
    if wanted.target_ids is not None:
        conditions.append(DriftEventRow.target_id.in_(wanted.target_ids))
    if wanted.target_key is not None:
        conditions.append(TargetRow.key == wanted.target_key)
    if wanted.kind is not None:
        conditions.append(DriftEventRow.kind == wanted.kind.value)
    if wanted.since is not None:
        conditions.append(DriftEventRow.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(DriftEventRow.at < wanted.until)
    if wanted.before_id is not None:
        conditions.append(DriftEventRow.id < wanted.before_id)
    rows = session.execute(
        select(DriftEventRow, TargetRow.key)
        .join(TargetRow, TargetRow.id == DriftEventRow.target_id)
        .where(*conditions)
        .order_by(DriftEventRow.id.desc())
        .limit(limit)
    )
    return tuple(_event(row, key) for row, key in rows)


def _event(row: DriftEventRow, target: str) -> DriftEvent:
    return DriftEvent(
        id=row.id,
        target_id=row.target_id,
        target=target,
        at=row.at,
        change=Change(DriftKind(row.kind), row.field, row.before, row.after),
        count=row.count,
        answer_id=row.answer_id,
    )


def note_changes(
    session: Session, workspace_id: int, target_id: int, changes: Iterable[Change], at: datetime
) -> None:
    """Note what a server tells differently of itself than before.

    The same change again is nothing new; a further one on the same day is counted.
    """
    day = at.astimezone(UTC).date()
    for change in changes:
        row = session.scalar(
            select(DriftEventRow).where(
                DriftEventRow.target_id == target_id,
                DriftEventRow.kind == change.kind.value,
                DriftEventRow.field == change.field,
                DriftEventRow.day == day,
            )
        )
        if row is not None:
            row.count += row.after != change.after
            row.after = change.after
            continue
        note_event(session, workspace_id, target_id, NewEvent(change, day, at))


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as it is noted; see `DriftEvent`."""

    change: Change
    day: date
    at: datetime
    count: int = 1
    answer_id: int | None = None


def note_event(session: Session, workspace_id: int, target_id: int, new: NewEvent) -> None:
    """Keep an event in the place of what was noted that day of the same field.

    One that is new is also logged, and noticed once for its target, kind and day.
    """
    insert = upsert(session)(DriftEventRow).values(
        workspace_id=workspace_id,
        target_id=target_id,
        kind=new.change.kind.value,
        field=new.change.field,
        day=new.day,
        at=new.at,
        before=new.change.before,
        after=new.change.after,
        count=new.count,
        answer_id=new.answer_id,
    )
    added = session.scalar(
        insert.on_conflict_do_nothing(index_elements=_ONE_A_DAY).returning(DriftEventRow.id)
    )
    if added is not None:
        _tell(session, workspace_id, target_id, new)
        return
    changed = {name: insert.excluded[name] for name in ("at", "before", "after", "count")}
    changed["answer_id"] = insert.excluded.answer_id
    session.execute(insert.on_conflict_do_update(index_elements=_ONE_A_DAY, set_=changed))


def _tell(session: Session, workspace_id: int, target_id: int, new: NewEvent) -> None:
    target = session.get_one(TargetRow, target_id)
    log.warning(
        "target_drifted",
        workspace=workspace_id,
        target=target_id,
        kind=new.change.kind.value,
        field=new.change.field,
        before=new.change.before,
        after=new.change.after,
    )
    session.execute(
        upsert(session)(NoticeRow)
        .values(
            workspace_id=workspace_id,
            kind=f"{NOTICE}{new.change.kind.value}",
            scope=f"target {target.key}",
            period=new.day.isoformat(),
            text=told_change(target.key, new.change, new.day, count=new.count),
            at=new.at,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "kind", "scope", "period"])
    )


NOTICE = "drift_"
"""What the kinds of notices about drift begin with."""
