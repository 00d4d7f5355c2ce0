"""The life of a run that workers ask: begun, watched, ended, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from monitor.clock import utc_now
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.states import RunState, RunTrigger
from monitor.errors import BadInput
from monitor.pipeline.analyze import workspaces_with_work
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.discover import DiscoveryContext, discover_models
from monitor.pipeline.looks import look_at_waiting_runs
from monitor.pipeline.plan import plan_questions
from monitor.settings import Settings
from monitor.storage.configured import SavedTarget, current_targets, targets_by_id
from monitor.storage.engine import Database
from monitor.storage.monitors import SavedMonitor, monitor_named
from monitor.storage.question_queue import runs_to_claim
from monitor.storage.rollups import workspaces_to_roll_up
from monitor.storage.run_plans import plan_run
from monitor.storage.runs import (
    SavedRun,
    cancel_run,
    end_finished_runs,
    planned_runs,
    run_named,
    run_target_ids,
    start_run,
)
from monitor.telemetry.metrics import runs_ended

ROLL_UP_AFTER = timedelta(minutes=1)
"""A day that the analyzer has not touched for so long does not wait for the rest of its work."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do for workers.

    Attributes:
        runs_to_begin: runs that are planned.
        runs_to_ask: running runs with questions that can be claimed.
        workspaces_to_analyze: whose answers this release's analyzer has not read.
        workspaces_to_roll_up: whose daily counts are not what the analyzer has found.
        ended: runs that this look has ended.
    """

    runs_to_begin: tuple[int, ...]
    runs_to_ask: tuple[int, ...]
    workspaces_to_analyze: tuple[int, ...]
    workspaces_to_roll_up: tuple[int, ...]
    ended: tuple[SavedRun, ...]


def look_for_work(database: Database) -> Work:
    """End what has ended, let runs repeat what is not precise yet, and see what is left to do."""
    with database.write() as session:
        ended = end_finished_runs(session, utc_now())
    looked_at = look_at_waiting_runs(database, utc_now())
    with database.read() as session:
        ended += tuple(run_named(session, None, run_id) for run_id in looked_at)
        work = Work(
            runs_to_begin=tuple(run.id for run in planned_runs(session)),
            runs_to_ask=tuple(run.id for run in runs_to_claim(session)),
            workspaces_to_analyze=workspaces_with_work(session),
            workspaces_to_roll_up=workspaces_to_roll_up(
                session, settled_before=utc_now() - ROLL_UP_AFTER
            ),
            ended=ended,
        )
    for run in ended:
        runs_ended.labels(run.state.value).inc()
        log.info("run_ended", run=run.id, state=run.state.value)
    return work


def run_now(database: Database, workspace_id: int, monitor_key: str) -> int:
    """Plan a run of the monitor for the workers; its id.

    Raises:
        NotFound: there is no such monitor.
        BadInput: it asks what workers cannot ask, or nothing.
    """
    with database.write() as session:
        monitor = monitor_named(session, workspace_id, monitor_key)
        refuse_local_targets(monitor, current_targets(session, workspace_id))
        questions = plan_questions(session, workspace_id, monitor.plan)
        if not questions:
            raise BadInput(f"monitor {monitor_key!r} asks nothing: its prompts or targets are gone")
        return plan_run(
            session,
            workspace_id,
            monitor.id,
            trigger=RunTrigger.MANUAL,
            questions=questions,
            now=utc_now(),
        )


def refuse_local_targets(monitor: SavedMonitor, targets: dict[str, SavedTarget]) -> None:
    """Refuse a monitor that asks the local model, which a command starts for itself alone.

    Raises:
        BadInput: with the targets.
    """
    local = [
        key
        for key in monitor.plan.target_keys
        if key in targets and targets[key].target.base_url == LOCAL_BASE_URL
    ]
    if local:
        raise BadInput(
            f"monitor {monitor.plan.key!r}: {', '.join(local)} uses `base_url: local`, the model "
            "that `namedrop run` starts for itself; for workers, serve a model and give its address"
        )


def begin_run(database: Database, run_id: int, settings: Settings) -> bool:
    """Ask the servers of a planned run what they run, and let workers ask its questions.

    Returns:
        Whether the run was planned until now; doing it twice is harmless.
    """
    with database.read() as session:
        run = run_named(session, None, run_id)
        if run.state is not RunState.PLANNED:
            return False
        asked = run_target_ids(session, run_id)
        saved = targets_by_id(session, run.workspace_id)
    discovered = discover_models(
        database,
        run.workspace_id,
        {target_id: saved[target_id].target for target_id in asked},
        DiscoveryContext(
            now=utc_now(),
            environ=environment_with_secrets(settings.secrets_file),
            extra_claims={},
        ),
    )
    for problem in discovered.problems:
        log.warning("nothing_discovered", run=run_id, problem=problem)
    with database.write() as session:
        start_run(session, run.workspace_id, run_id, utc_now())
    log.info("run_begun", run=run_id)
    return True


def cancel(database: Database, workspace_id: int, run_id: int) -> bool:
    """Cancel a run; workers stop asking its questions within seconds.

    Returns:
        Whether it was unfinished until now.

    Raises:
        NotFound: there is no such run.
    """
    with database.write() as session:
        run_named(session, workspace_id, run_id)
        return cancel_run(session, workspace_id, run_id, utc_now())
