"""The queue `think`: schedules, beginning runs, analyzing, rolling up."""

from __future__ import annotations

from monitor.clock import utc_now
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.roll_up import roll_up
from monitor.pipeline.run_life import begin_run, look_for_work
from monitor.pipeline.scheduled_runs import plan_due_runs
from workers.alive import still_alive
from workers.app import ASK, THINK, app, wake
from workers.process import opened_database, settings

ANALYZE_FOR_S = 30.0
ROLL_UP_FOR_S = 30.0
"""Then others get their turn, and a worker that shall stop can."""

MOST_WAKE_UPS = 8
"""More asking workers than that are woken one tick later."""


@app.task(name="think.tick")
def tick() -> None:
    """Look at schedules, runs and queues, and wake whoever is needed."""
    database = opened_database()
    plan_due_runs(database)
    work = look_for_work(database)
    expires_s = 2 * settings().tick_s
    for run_id in work.runs_to_begin:
        wake("think.begin_run", run_id, queue=THINK, expires_s=expires_s)
    if work.runs_to_ask:
        for _ in range(MOST_WAKE_UPS):
            wake("ask.drain", queue=ASK, expires_s=settings().tick_s)
    for workspace_id in work.workspaces_to_analyze:
        wake("think.analyze", workspace_id, queue=THINK, expires_s=expires_s)
    for workspace_id in work.workspaces_to_roll_up:
        wake("think.roll_up", workspace_id, queue=THINK, expires_s=expires_s)
    still_alive()


@app.task(name="think.begin_run")
def begin(run_id: int) -> None:
    """Begin a planned run, and wake the asking workers."""
    if begin_run(opened_database(), run_id, settings()):
        wake("ask.drain", queue=ASK, expires_s=2 * settings().tick_s)


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


@app.task(name="think.roll_up")
def roll_up_stale_days(workspace_id: int) -> None:
    """Make the daily counts of the days that were touched anew."""
    roll_up(opened_database(), workspace_id, for_s=ROLL_UP_FOR_S)
