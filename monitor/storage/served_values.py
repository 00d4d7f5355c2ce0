"""What answers tell of who answered, kept by day, and the events in it; made anew each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from monitor.catalog.drift import MAX_VALUE_CHARACTERS, Change
from monitor.catalog.served_breaks import (
    FINGERPRINT,
    LOOK_BACK,
    MOST_LOOK_BACK,
    SERVED_MODEL,
    SNAPSHOT,
    Break,
    Seen,
    find_breaks,
    kind_of_break,
)
from monitor.storage.drift import NewEvent, note_event
from monitor.storage.rollups import answered_on, utc_day
from monitor.storage.tables import AnswerRow, DriftEventRow, ServedValueRow, TargetRow

LOCK = 7_234_000_000_000
"""Plus the workspace: the advisory lock under which its served values are written."""


def note_served_values(session: Session, workspace_id: int, days: Sequence[date]) -> None:
    """Make what the answers of these days tell anew, and the events of these and the next days.

    Days may come in any order and again: what is noted in the end is the same.
    """
    if not days:
        return
    _wait_for_others(session, workspace_id)
    targets = _replace_values(session, workspace_id, days)
    if not targets:
        return
    requested = _requested_models(session, targets)
    for (target_id, field), seen in _seen_around(session, targets, days).items():
        breaks = {b.day: b for b in find_breaks(seen, look_back=LOOK_BACK[field])}
        redone = _days_to_redo({each.day for each in seen}, days)
        _replace_events(
            session,
            (workspace_id, target_id, field),
            {day: breaks.get(day) for day in redone},
            requested[target_id],
        )


def _wait_for_others(session: Session, workspace_id: int) -> None:
    # Two that write neighboring days at once would not see each other's; SQLite has one writer.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK + workspace_id)))


def _replace_values(session: Session, workspace_id: int, days: Sequence[date]) -> frozenset[int]:
    """Write the values of these days; the targets whose answers they are."""
    of_days = (ServedValueRow.workspace_id == workspace_id, ServedValueRow.day.in_(days))
    targets = set(session.scalars(select(ServedValueRow.target_id).where(*of_days).distinct()))
    session.execute(
        delete(ServedValueRow).where(*of_days).execution_options(synchronize_session=False)
    )
    rows = _served_rows(session, workspace_id, days)
    if rows:
        session.execute(insert(ServedValueRow), rows)
    return frozenset(targets | {row["target_id"] for row in rows})


def _served_rows(
    session: Session, workspace_id: int, days: Sequence[date]
) -> Sequence[dict[str, Any]]:
    """What answers of these days tell, counted in one pass over them."""
    told = (AnswerRow.served_model, AnswerRow.served_snapshot, AnswerRow.served_fingerprint)
    keys = (AnswerRow.target_id, utc_day(session), *told)
    first, last = func.min(AnswerRow.asked_at), func.max(AnswerRow.asked_at)
    groups = session.execute(
        select(*keys, first, last, func.min(AnswerRow.id))
        .where(*answered_on(workspace_id, days), or_(*(each.is_not(None) for each in told)))
        .group_by(*keys)
    )
    rows: dict[tuple[int, str, date, str], dict[str, Any]] = {}
    for target_id, day, model, snapshot, fingerprint, first_at, last_at, answer_id in groups:
        # Most snapshots are the served model's own name.
        other = None if snapshot == model else snapshot
        for field, value in ((SERVED_MODEL, model), (SNAPSHOT, other), (FINGERPRINT, fingerprint)):
            if value is None:
                continue
            key = (target_id, field, day, value[:MAX_VALUE_CHARACTERS])
            row = rows.setdefault(
                key,
                {
                    **dict(zip(("target_id", "field", "day", "value"), key, strict=True)),
                    "workspace_id": workspace_id,
                    "first_at": first_at,
                    "last_at": last_at,
                    "answer_id": answer_id,
                },
            )
            row["first_at"] = min(row["first_at"], first_at)
            row["last_at"] = max(row["last_at"], last_at)
            row["answer_id"] = min(row["answer_id"], answer_id)
    return tuple(rows.values())


def _requested_models(session: Session, targets: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(TargetRow.id, TargetRow.model).where(TargetRow.id.in_(targets)))
    return {target_id: model for target_id, model in rows}  # noqa: C416 - rows are no pairs to the type checker


def _seen_around(
    session: Session, targets: Collection[int], days: Sequence[date]
) -> Mapping[tuple[int, str], Sequence[Seen]]:
    """The values from some days with answers before these days to some after, by target."""
    first, last = min(days), max(days)
    day = ServedValueRow.day
    rows = session.scalars(
        select(ServedValueRow).where(
            ServedValueRow.target_id.in_(targets),
            or_(
                day.between(first, last),
                _nearest(targets, day < first, day.desc()),
                _nearest(targets, day > last, day.asc()),
            ),
        )
    )
    seen: dict[tuple[int, str], list[Seen]] = defaultdict(list)
    for row in rows:
        told = Seen(row.day, row.value, row.first_at, row.last_at, row.answer_id)
        seen[row.target_id, row.field].append(told)
    return seen


def _nearest(
    targets: Collection[int], side: ColumnElement[bool], order: ColumnElement[date]
) -> ColumnElement[bool]:
    """Whether a row is of one of the nearest days with values on one side of the days."""
    keys = (ServedValueRow.target_id, ServedValueRow.field)
    place = func.dense_rank().over(partition_by=keys, order_by=order).label("place")
    ranked = (
        select(*keys, ServedValueRow.day, place)
        .where(ServedValueRow.target_id.in_(targets), side)
        .subquery()
    )
    near = select(ranked.c.target_id, ranked.c.field, ranked.c.day)
    return tuple_(*keys, ServedValueRow.day).in_(near.where(ranked.c.place <= MOST_LOOK_BACK))


def _days_to_redo(seen: Collection[date], days: Sequence[date]) -> list[date]:
    """These days, those between them, and the next ones that are compared with them."""
    first, last = min(days), max(days)
    later = sorted(day for day in seen if day > last)
    return [*days, *(day for day in seen if first <= day <= last), *later[:MOST_LOOK_BACK]]


def _replace_events(
    session: Session,
    place: tuple[int, int, str],
    found: Mapping[date, Break | None],
    requested: str,
) -> None:
    workspace_id, target_id, field = place
    of_days = (
        DriftEventRow.target_id == target_id,
        DriftEventRow.field == field,
        DriftEventRow.day.in_(found),
    )
    noted = session.execute(
        select(DriftEventRow.id, DriftEventRow.day, DriftEventRow.kind).where(*of_days)
    ).all()
    kinds = {b.day: kind_of_break(field, requested, b) for b in found.values() if b is not None}
    wrong = [id_ for id_, day, kind in noted if kinds.get(day) != kind]
    if wrong:
        session.execute(
            delete(DriftEventRow)
            .where(DriftEventRow.id.in_(wrong))
            .execution_options(synchronize_session=False)
        )
    for day, each in sorted(found.items()):
        if each is not None:
            change = Change(kinds[day], field, each.before, each.after)
            new = NewEvent(change, day, each.at, each.count, each.answer_id)
            note_event(session, workspace_id, target_id, new)
