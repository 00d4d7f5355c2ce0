"""Drift events: what changed behind targets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import CurrentWorkspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.drift import DriftEventDocument, DriftEventPage, DriftQuery
from monitor.reports.drift_json import drift_event_json
from monitor.storage.drift import DriftFilter, list_drift

router = APIRouter(prefix="/drift-events", tags=["drift"], responses=documented(422, 500, 503))


@router.get("", name="list_drift_events")
def list_drift_events(
    workspace: CurrentWorkspace, asked: Annotated[DriftQuery, Query()]
) -> DriftEventPage:
    """List what changed behind targets, newest first: where figures over time have a break."""
    filters = asked.model_dump(mode="json", exclude={"limit", "cursor"})
    before_id = None
    if asked.cursor is not None:
        (before_id,) = read_cursor(asked.cursor, filters, length=1)
    wanted = DriftFilter(
        target_ids=None if asked.target_id is None else (asked.target_id,),
        target_key=asked.target,
        kind=asked.kind,
        before_id=before_id,
    )
    with workspace.database.read() as session:
        events = list_drift(session, workspace.id, wanted, limit=asked.limit + 1)
    page, last = first_page(events, asked.limit)
    return DriftEventPage(
        items=[DriftEventDocument.model_validate(drift_event_json(event)) for event in page],
        next_cursor=None if last is None else write_cursor([last.id], filters),
    )
