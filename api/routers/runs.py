"""Runs: listing them, following one, cancelling one."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.dependencies import NO_PARAMETERS, CurrentWorkspace, Workspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.base import ParameterId
from api.schemas.runs import Run, RunPage, RunsQuery
from monitor.domain.states import OPEN_RUN_STATES
from monitor.pipeline.run_life import cancel
from monitor.pipeline.run_view import RunView, run_view, run_views

router = APIRouter(prefix="/runs", tags=["runs"], responses=documented(422, 500, 503))

LOOK_EVERY_S = 0.5
SIGN_OF_LIFE_EVERY_S = 15.0
"""A proxy closes a stream on which nothing comes."""

RunId = Annotated[ParameterId, Path(description="The number of the run.")]


@router.get("", name="list_runs")
def list_runs(workspace: CurrentWorkspace, asked: Annotated[RunsQuery, Query()]) -> RunPage:
    """List runs with the counts of their questions, newest first."""
    before = None
    if asked.cursor is not None:
        (before,) = read_cursor(asked.cursor, {}, length=1)
    views = run_views(workspace.database, workspace.id, before=before, limit=asked.limit + 1)
    page, last = first_page(views, asked.limit)
    return RunPage(
        items=[Run.of(view) for view in page],
        next_cursor=None if last is None else write_cursor([last.run.id], {}),
    )


@router.get("/{run_id}", name="get_run", dependencies=[NO_PARAMETERS], responses=documented(404))
def get_run(workspace: CurrentWorkspace, run_id: RunId) -> Run:
    """Show how a run and its questions stand."""
    return Run.of(run_view(workspace.database, workspace.id, run_id))


@router.post(
    "/{run_id}/cancel",
    name="cancel_run",
    dependencies=[NO_PARAMETERS],
    responses=documented(404),
)
def cancel_run(workspace: CurrentWorkspace, run_id: RunId) -> Run:
    """Cancel a run: workers stop within seconds, answers stay. Doing it twice is harmless."""
    cancel(workspace.database, workspace.id, run_id)
    return Run.of(run_view(workspace.database, workspace.id, run_id))


@router.get(
    "/{run_id}/events",
    name="follow_run",
    dependencies=[NO_PARAMETERS],
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
            "description": "Server-sent events: `progress` whenever a count changes, `ended` last; "
            "the data of each is the run as `GET /v1/runs/{run_id}` shows it.",
        },
        **documented(404),
    },
)
def follow_run(workspace: CurrentWorkspace, run_id: RunId) -> StreamingResponse:
    """Follow a run until it has ended."""
    first = run_view(workspace.database, workspace.id, run_id)
    return StreamingResponse(
        _events(workspace, first),
        headers={
            # Always UTF-8, so the type takes no parameter.
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        },
    )


async def _events(workspace: Workspace, first: RunView) -> AsyncIterator[str]:
    view = first
    yield _event(view)
    told_at = time.monotonic()
    while view.run.state in OPEN_RUN_STATES:
        await asyncio.sleep(LOOK_EVERY_S)
        seen = await run_in_threadpool(run_view, workspace.database, workspace.id, first.run.id)
        if seen != view:
            view = seen
            yield _event(view)
            told_at = time.monotonic()
        elif time.monotonic() - told_at >= SIGN_OF_LIFE_EVERY_S:
            yield ": nothing new\n\n"
            told_at = time.monotonic()


def _event(view: RunView) -> str:
    kind = "progress" if view.run.state in OPEN_RUN_STATES else "ended"
    return f"event: {kind}\ndata: {json.dumps(Run.of(view).model_dump(mode='json'))}\n\n"
