"""Monitors: listing them, looking ahead, pausing, running one now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import NO_PARAMETERS, CurrentWorkspace, Workspace
from api.errors import documented
from api.schemas.monitors import Monitor, MonitorPreview, Monitors, PreviewQuery
from api.schemas.runs import Run
from monitor.errors import BadInput
from monitor.pipeline.monitor_view import monitor_views, preview
from monitor.pipeline.run_life import run_now
from monitor.pipeline.run_view import run_view
from monitor.storage.monitors import monitor_named, pause_monitor

router = APIRouter(prefix="/monitors", tags=["monitors"], responses=documented(422, 500, 503))

MonitorKey = Annotated[
    str, Path(min_length=1, max_length=200, description="The key of the monitor.")
]


@router.get("", name="list_monitors", dependencies=[NO_PARAMETERS])
def list_monitors(workspace: CurrentWorkspace) -> Monitors:
    """List what is asked by itself, and when it runs next."""
    views = monitor_views(workspace.database, workspace.id, now=workspace.now)
    return Monitors(items=[Monitor.model_validate(view.as_json()) for view in views])


@router.get("/{key}/preview", name="preview_monitor", responses=documented(404))
def preview_monitor(
    workspace: CurrentWorkspace, key: MonitorKey, asked: Annotated[PreviewQuery, Query()]
) -> MonitorPreview:
    """Show the next firings of a monitor's schedule, and what a run asks."""
    shown = preview(workspace.database, workspace.id, key, now=workspace.now, count=asked.count)
    return MonitorPreview.model_validate(shown.as_json())


@router.post(
    "/{key}/pause", name="pause_monitor", dependencies=[NO_PARAMETERS], responses=documented(404)
)
def pause(workspace: CurrentWorkspace, key: MonitorKey) -> Monitor:
    """Let no new run begin; one that runs goes on."""
    with workspace.database.write() as session:
        pause_monitor(session, monitor_named(session, workspace.id, key).id, workspace.now)
    return _shown(workspace, key)


@router.post(
    "/{key}/resume", name="resume_monitor", dependencies=[NO_PARAMETERS], responses=documented(404)
)
def resume(workspace: CurrentWorkspace, key: MonitorKey) -> Monitor:
    """Let a paused monitor run again; what fell due meanwhile follows its `missed` policy."""
    with workspace.database.write() as session:
        pause_monitor(session, monitor_named(session, workspace.id, key).id, None)
    return _shown(workspace, key)


@router.post(
    "/{key}/runs",
    name="run_monitor_now",
    status_code=201,
    dependencies=[NO_PARAMETERS],
    responses=documented(404),
)
def run_monitor_now(workspace: CurrentWorkspace, key: MonitorKey) -> Run:
    """Plan a run for the workers, beside the schedule."""
    if workspace.database.url.get_backend_name() != "postgresql":
        raise BadInput("no workers run on a SQLite file; use `namedrop run`, which asks by itself")
    run_id = run_now(workspace.database, workspace.id, key)
    return Run.of(run_view(workspace.database, workspace.id, run_id))


def _shown(workspace: Workspace, key: str) -> Monitor:
    views = monitor_views(workspace.database, workspace.id, now=workspace.now)
    return next(Monitor.model_validate(view.as_json()) for view in views if view.key == key)
