"""Asking a run: every question that is left, until it has ended or someone says stop."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from monitor.asking.ask import Asker
from monitor.asking.pump import PumpEvent, PumpLimits, drain
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.domain.answer import Asked
from monitor.domain.question import Question, Target
from monitor.domain.states import RunState
from monitor.http import Deadlines, HttpClient
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.pipeline.discover import Discovered
from monitor.pipeline.stored_questions import StoredQuestions, worker_name
from monitor.providers.registry import provider_named
from monitor.settings import Settings
from monitor.storage.engine import Database
from monitor.storage.question_queue import Claimer
from monitor.storage.runs import RunCounts, count_questions, finish_run_if_ended, start_run

LEASES_PER_RENEWAL = 4
"""A lease outlives some missed renewals."""


@dataclass(frozen=True, slots=True)
class RunToAsk:
    """A run with what is needed to ask it.

    Attributes:
        targets: by the id of their row, with addresses that can be called.
        discovered: what is known of their models.
    """

    workspace_id: int
    run_id: int
    targets: Mapping[int, Target]
    discovered: Discovered


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
    run: RunToAsk,
    settings: Settings,
    *,
    on_event: Callable[[PumpEvent], None],
) -> RunEnd:
    """Ask what is left of a run; SIGINT and SIGTERM end it cleanly, a second one at once.

    Args:
        database: where questions come from and answers go.
        run: what to ask.
        settings: how many calls at a time, and how long they may take.
        on_event: told of each thing that happens; it must return quickly.
    """
    claimer = Claimer(run.workspace_id, run.run_id, worker_name(), settings.lease_s)
    questions = StoredQuestions(database, claimer, run.discovered.card_ids, run.discovered.cards)
    with database.write() as session:
        start_run(session, run.workspace_id, run.run_id, utc_now())
    stopped = asyncio.run(_ask_all(questions, run, settings, on_event))
    with database.write() as session:
        state = finish_run_if_ended(session, run.workspace_id, run.run_id, utc_now())
        counts = count_questions(session, run.workspace_id, run.run_id)
    return RunEnd(state, counts, stopped)


async def _ask_all(
    questions: StoredQuestions,
    run: RunToAsk,
    settings: Settings,
    on_event: Callable[[PumpEvent], None],
) -> bool:
    deadlines = Deadlines(
        connect_s=settings.connect_timeout_s,
        read_s=settings.read_timeout_s,
        total_s=settings.total_timeout_s,
    )
    limits = PumpLimits(
        concurrency=settings.concurrency,
        renew_every_s=settings.lease_s / LEASES_PER_RENEWAL,
        grace_s=settings.grace_s,
    )
    stop = asyncio.Event()
    environ = environment_with_secrets(settings.secrets_file)
    async with HttpClient(deadlines=deadlines, max_body_bytes=settings.max_body_bytes) as client:
        askers = {
            target_id: _asker(target_id, run, client, settings, environ)
            for target_id in run.targets
        }

        async def ask(question: Question) -> Asked:
            # The stored target may say "local"; the one here has the address of today.
            addressed = replace(question, target=run.targets[question.target_id])
            return await askers[question.target_id].ask(addressed)

        work = asyncio.create_task(
            drain(questions, ask, limits=limits, stop=stop, on_event=on_event)
        )
        with _stop_on_signals(stop, work):
            try:
                await work
            except asyncio.CancelledError:
                if not stop.is_set():
                    raise
    return stop.is_set()


def _asker(
    target_id: int,
    run: RunToAsk,
    client: HttpClient,
    settings: Settings,
    environ: Mapping[str, str],
) -> Asker:
    target = run.targets[target_id]
    provider = provider_named(target.provider)
    return Asker(
        provider=provider,
        secret=secret_for(target, provider, environ),
        client=client,
        policy=RetryPolicy(max_attempts=settings.max_attempts, total_s=settings.retry_total_s),
        defaults=run.discovered.defaults.get(target_id, ()),
        clock=utc_now,
        sleep=asyncio.sleep,
        random=random.random,
        refused=set(run.discovered.refused.get(target_id, ())),
    )


@contextmanager
def _stop_on_signals(stop: asyncio.Event, work: asyncio.Task[None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def say_stop() -> None:
        if stop.is_set():
            work.cancel()
        stop.set()

    handled = (signal.SIGINT, signal.SIGTERM)
    for number in handled:
        loop.add_signal_handler(number, say_stop)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
