"""The queue `think`: schedules, beginning runs, analyzing, rolling up."""

from __future__ import annotations

import random
import time
from math import inf

from monitor.clock import utc_now
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.resolve_redirects import resolve_redirects
from monitor.pipeline.retain import apply_retention
from monitor.pipeline.roll_up import roll_up
from monitor.pipeline.run_life import begin_run, look_for_work
from monitor.pipeline.scheduled_runs import plan_due_runs
from workers.alive import still_alive
from workers.app import ASK, MOST_WAITING, THINK, app, wake
from workers.process import opened_database, settings

ANALYZE_FOR_S = 30.0
ROLL_UP_FOR_S = 30.0
"""Then others get their turn, and a worker that shall stop can."""

TICKS_APART = 0.5
"""Of ticks that have piled up, such as during a long analysis, one is enough."""

_last_tick = -inf


@app.task(name="think.tick")
def tick() -> None:
    """Look at schedules, runs and queues, and wake whoever is needed."""
    global _last_tick  # noqa: PLW0603 - one process does one task at a time
    began = time.monotonic()
    if began - _last_tick < TICKS_APART * settings().tick_s:
        return
    database = opened_database()
    plan_due_runs(database)
    work = look_for_work(database)
    for run_id in work.runs_to_begin:
        wake("think.begin_run", run_id, queue=THINK)
    if work.runs_to_ask:
        for _ in range(MOST_WAITING[ASK]):
            wake("ask.drain", queue=ASK)
    wakes = [("think.analyze", id_) for id_ in work.workspaces_to_analyze]
    wakes += [("think.roll_up", id_) for id_ in work.workspaces_to_roll_up]
    # In another order each time, so that none is left out whenever the queue is full; twice, since
    # a worker of an older release, which leaves the work to this one, would else get them all.
    for task, workspace_id in random.sample(2 * wakes, 2 * len(wakes)):
        wake(task, workspace_id, queue=THINK)
    _last_tick = began
    still_alive()


@app.task(name="think.begin_run")
def begin(run_id: int) -> None:
    """Begin a planned run, and wake an asking worker."""
    if begin_run(opened_database(), run_id, settings()):
        wake("ask.drain", queue=ASK)


@app.task(name="think.analyze")
def analyze(workspace_id: int) -> None:
    """Analyze the answers that are not analyzed."""
    analyze_answers(
        opened_database(),
        workspace_id,
        now=utc_now,
        for_s=ANALYZE_FOR_S,
        on_progress=lambda _: still_alive(),
    )
    if settings().resolve_redirects:
        # What it finds is queued again, and analyzed after the next tick.
        resolve_redirects(opened_database(), workspace_id, now=utc_now)


@app.task(name="think.roll_up")
def roll_up_stale_days(workspace_id: int) -> None:
    """Make the daily counts of the days that were touched anew."""
    roll_up(opened_database(), workspace_id, for_s=ROLL_UP_FOR_S)


@app.task(name="think.retain")
def retain() -> None:
    """Remove raw bodies whose time is over."""
    apply_retention(opened_database(), now=utc_now())
