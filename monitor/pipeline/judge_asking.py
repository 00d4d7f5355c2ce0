"""Asking a judge: the asking loop with one asker, at temperature 0, with a schema where taken."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from monitor.asking.ask import Asker
from monitor.asking.pump import PumpLimits, drain
from monitor.asking.pump_events import PumpEvent
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.answer import Asked
from monitor.domain.question import Question, Target
from monitor.errors import BadRequest, UnsupportedSetting
from monitor.http import Deadlines, HttpClient
from monitor.local_model.start import local_model
from monitor.pipeline.asking_loop import LEASES_PER_RENEWAL
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.pipeline.judge_questions import JudgeQuestions
from monitor.pipeline.stop_signals import stop_on_signals
from monitor.providers.registry import provider_named
from monitor.settings import Settings

_REFUSALS = frozenset({BadRequest.kind, UnsupportedSetting.kind})


@contextmanager
def reachable(target: Target) -> Iterator[Target]:
    """The target with an address that can be called today."""
    if target.base_url != LOCAL_BASE_URL:
        yield target
        return
    with local_model() as model:
        yield replace(target, base_url=model.base_url)


async def ask_judge(
    questions: JudgeQuestions,
    target: Target,
    settings: Settings,
    on_event: Callable[[PumpEvent], None],
) -> bool:
    """Ask until no more can be claimed, at the address of today; whether a signal ended it."""
    deadlines = Deadlines(
        settings.connect_timeout_s, settings.read_timeout_s, settings.total_timeout_s
    )
    limits = PumpLimits(
        concurrency=settings.concurrency,
        renew_every_s=settings.lease_s / LEASES_PER_RENEWAL,
        grace_s=settings.grace_s,
    )
    stop = asyncio.Event()
    async with HttpClient(deadlines=deadlines, max_body_bytes=settings.max_body_bytes) as client:
        ask = _with_schema_where_taken(_asker(target, client, settings), target)
        work = asyncio.create_task(
            drain(questions, ask, limits=limits, stop=stop, on_event=on_event)
        )
        with stop_on_signals(stop, work):
            try:
                await work
            except asyncio.CancelledError:
                if not stop.is_set():
                    raise
    return stop.is_set()


def _asker(target: Target, client: HttpClient, settings: Settings) -> Asker:
    provider = provider_named(target.provider)
    return Asker(
        provider=provider,
        secret=secret_for(target, provider, environment_with_secrets(settings.secrets_file)),
        client=client,
        policy=RetryPolicy(max_attempts=settings.max_attempts, total_s=settings.retry_total_s),
        defaults=(),
        clock=utc_now,
        sleep=asyncio.sleep,
        random=random.random,
    )


def _with_schema_where_taken(
    asker: Asker, target: Target
) -> Callable[[Question], Awaitable[Asked]]:
    """Asks at the address of today, and without a schema once the service has refused it."""
    refused = False

    async def ask(question: Question) -> Asked:
        nonlocal refused
        addressed = replace(question, target=target)
        plain = replace(addressed, reply_schema=None)
        with_schema = not refused  # another call may learn of the refusal while this one waits
        asked = await asker.ask(addressed if with_schema else plain)
        failure = asked.answer.failure
        if not with_schema or failure is None or failure.kind not in _REFUSALS:
            return asked
        again = await asker.ask(plain)
        refused = refused or again.answer.failure is None
        return replace(again, attempts=asked.attempts + again.attempts)

    return ask
