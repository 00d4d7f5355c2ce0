"""The queue `ask`: calling the models."""

from __future__ import annotations

from celery.worker import state as worker_state

from monitor.pipeline.ask import ask_running_runs
from workers.alive import still_alive
from workers.app import app
from workers.process import ailing_targets, opened_database, settings


@app.task(name="ask.drain")
def drain() -> None:
    """Ask whatever can be asked, for a bounded time."""
    stopped = ask_running_runs(
        opened_database(),
        settings(),
        for_s=settings().drain_s,
        ailing=ailing_targets(),
        on_beat=still_alive,
    )
    if stopped:
        # The signal came to the asking loop instead of to the worker around it.
        worker_state.should_stop = 0
