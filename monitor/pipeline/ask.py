"""Asking stored questions: those of one run to its end, or of all runs for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from monitor.asking.pump_events import PumpEvent
from monitor.clock import utc_now
from monitor.domain.question import Target
from monitor.domain.states import RunState
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.asking_loop import AskingLoop
from monitor.pipeline.claimed_runs import AllRuns, ClaimedRuns, OneRun
from monitor.pipeline.stored_questions import StoredQuestions, worker_name
from monitor.settings import Settings
from monitor.storage.budgets import run_scopes
from monitor.storage.engine import Database
from monitor.storage.question_queue import Claimer, RunToClaim
from monitor.storage.runs import (
    RunCounts,
    count_questions,
    finish_run_if_ended,
    start_run,
)

WARM_SHUTDOWN_S = 8.0
"""Whoever stops a worker waits ten seconds before he kills it."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How asking ended.

    Attributes:
        stopped: someone said stop before all questions had ended.
    """

    state: RunState
    counts: RunCounts
    stopped: bool


def ask_run(
    database: Database,
    workspace_id: int,
    run_id: int,
    settings: Settings,
    *,
    address: Callable[[Target], Target],
    on_event: Callable[[PumpEvent], None],
) -> RunEnd:
    """Ask what is left of a run; SIGINT and SIGTERM end it cleanly, a second one at once.

    Args:
        database: where questions come from and answers go.
        workspace_id: whose run it is.
        run_id: what to ask.
        settings: how many calls at a time, and how long they may take.
        address: gives a target the address at which it can be called today.
        on_event: told of each thing that happens; it must return quickly.
    """
    with database.write() as session:
        start_run(session, workspace_id, run_id, utc_now())
        scope = run_scopes(session, [run_id])[run_id]
    run = RunToClaim(run_id, workspace_id, scope.monitor_id, scope.budgets)
    loop = AskingLoop(settings, settings.grace_s, address, on_event)
    one = OneRun(run)
    ailing = AilingTargets(give_up_after_s=settings.retry_total_s)
    stopped = asyncio.run(loop.ask_all(_questions(database, one, settings, ailing)))
    with database.write() as session:
        state = finish_run_if_ended(session, workspace_id, run_id, utc_now())
        counts = count_questions(session, workspace_id, run_id)
    return RunEnd(state, counts, stopped)


def ask_running_runs(
    database: Database,
    settings: Settings,
    *,
    for_s: float,
    ailing: AilingTargets,
    on_beat: Callable[[], None],
) -> bool:
    """Ask what all running runs have to ask; after `for_s` seconds nothing more is begun.

    Args:
        database: where questions come from and answers go.
        settings: how many calls at a time, and how long they may take.
        for_s: nothing more is begun after so many seconds.
        ailing: what this process knows of targets that fail, from one time to the next.
        on_beat: called every few seconds for as long as the loop turns.

    Returns:
        Whether a signal ended it; claims were handed back then within ten seconds.
    """
    loop = AskingLoop(
        settings,
        min(settings.grace_s, WARM_SHUTDOWN_S),
        address=_as_it_is,
        on_event=lambda _: None,
        on_beat=on_beat,
    )
    runs = AllRuns(until=time.monotonic() + for_s)
    return asyncio.run(loop.ask_all(_questions(database, runs, settings, ailing)))


def _as_it_is(target: Target) -> Target:
    return target


def _questions(
    database: Database, runs: ClaimedRuns, settings: Settings, ailing: AilingTargets
) -> StoredQuestions:
    claimer = Claimer(worker_name(), settings.lease_s)
    return StoredQuestions(
        database,
        claimer,
        runs,
        patience_s=settings.database_patience_s,
        ailing=ailing,
    )
