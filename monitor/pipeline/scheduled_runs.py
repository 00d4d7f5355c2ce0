"""Runs that begin by themselves: what each monitor's schedule wants done now."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from monitor.pipeline.plan import plan_questions
from monitor.scheduling.as_json import schedule_from_json
from monitor.scheduling.due import Skip, Start, due
from monitor.storage.engine import Database, Transaction, database_now
from monitor.storage.monitors import (
    SavedMonitor,
    lock_monitor,
    note_firing,
    scheduled_monitors,
)
from monitor.storage.run_plans import has_open_run, plan_scheduled_run
from monitor.storage.runs import cancel_open_runs

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DueRuns:
    """What came of a look at the schedules.

    Attributes:
        planned: the ids of the runs that were made.
    """

    planned: tuple[int, ...]


def plan_due_runs(database: Database) -> DueRuns:
    """Make the run of each firing that is due, once, whoever else looks at the same time.

    The time is the database's, so that a machine with a wrong clock neither runs early nor late.
    """
    with database.read() as session:
        monitors = scheduled_monitors(session)
    planned = [run_id for monitor in monitors for run_id in _plan_due(database, monitor)]
    return DueRuns(tuple(planned))


def _plan_due(database: Database, monitor: SavedMonitor) -> list[int]:
    with database.write() as session:
        locked = lock_monitor(session, monitor.id)
        if locked is None or locked.plan.schedule is None or locked.paused_at is not None:
            return []  # somebody else is at it, or it has changed in the meantime
        decisions = due(
            schedule_from_json(locked.plan.schedule),
            locked.last_scheduled_for or locked.scheduled_since,
            database_now(session),
            has_open_run=has_open_run(session, locked.workspace_id, locked.id),
        )
        planned = []
        for decision in decisions:
            match decision:
                case Start():
                    run_id = _start(session, locked, decision)
                    planned += [run_id] if run_id is not None else []
                case Skip():
                    log.info(
                        "firing_skipped",
                        monitor=locked.id,
                        scheduled_for=decision.scheduled_for.isoformat(),
                        reason=decision.reason.value,
                    )
        if decisions:
            note_firing(session, locked.id, decisions[-1].scheduled_for)
        return planned


def _start(session: Transaction, monitor: SavedMonitor, start: Start) -> int | None:
    now = database_now(session)
    if start.cancels_previous:
        cancel_open_runs(session, monitor.workspace_id, monitor.id, now)
    run_id = plan_scheduled_run(
        session,
        monitor.workspace_id,
        monitor.id,
        scheduled_for=start.scheduled_for,
        questions=plan_questions(session, monitor.workspace_id, monitor.plan),
        now=now,
    )
    log.info(
        "run_planned",
        monitor=monitor.id,
        run=run_id,
        scheduled_for=start.scheduled_for.isoformat(),
    )
    return run_id
