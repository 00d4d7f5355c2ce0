"""The asking loop over stored questions, with one client and one asker for each target."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from monitor.asking.ask import Asker
from monitor.asking.pump import PumpLimits, Withdrawn, drain
from monitor.asking.pump_events import PumpEvent
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.domain.answer import Asked
from monitor.domain.question import Question, Target
from monitor.http import Deadlines, HttpClient
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.pipeline.known_targets import KnownTarget
from monitor.pipeline.stop_signals import stop_on_signals
from monitor.pipeline.stored_questions import StoredQuestions
from monitor.providers.registry import provider_named
from monitor.settings import Settings

LEASES_PER_RENEWAL = 4
"""A lease outlives some missed renewals."""

BATCH_S = 0.05
"""How long an answer may wait for others to be committed with."""

BATCHED_ABOVE = 32
"""With fewer calls at a time an empty place costs more than a transaction."""


@dataclass(frozen=True, slots=True)
class AskingLoop:
    """How claimed questions are asked.

    Attributes:
        grace_s: for calls in flight after a signal to stop.
        address: gives a target the address at which it can be called today.
        on_event: told of each thing that happens; it must return quickly.
    """

    settings: Settings
    grace_s: float
    address: Callable[[Target], Target]
    on_event: Callable[[PumpEvent], None]

    async def ask_all(self, questions: StoredQuestions) -> bool:
        """Ask until none is left; SIGINT and SIGTERM end it cleanly, a second one at once.

        Returns:
            Whether a signal ended it.
        """
        stop = asyncio.Event()
        settings = self.settings
        environ = environment_with_secrets(settings.secrets_file)
        deadlines = Deadlines(
            connect_s=settings.connect_timeout_s,
            read_s=settings.read_timeout_s,
            total_s=settings.total_timeout_s,
        )
        async with HttpClient(
            deadlines=deadlines, max_body_bytes=settings.max_body_bytes
        ) as client:
            askers: dict[int, Asker] = {}

            async def ask(question: Question) -> Asked:
                if questions.is_withdrawn(question):
                    raise Withdrawn
                known = questions.targets[question.target_id]
                target = self.address(known.target)
                asker = askers.get(question.target_id)
                if asker is None:
                    asker = askers[question.target_id] = self._asker(
                        replace(known, target=target), client, environ
                    )
                return await asker.ask(replace(question, target=target))

            work = asyncio.create_task(
                drain(questions, ask, limits=self._pump_limits(), stop=stop, on_event=self.on_event)
            )
            with stop_on_signals(stop, work):
                try:
                    await work
                except asyncio.CancelledError:
                    if not stop.is_set():
                        raise
        return stop.is_set()

    def _pump_limits(self) -> PumpLimits:
        concurrency = self.settings.concurrency
        return PumpLimits(
            concurrency=concurrency,
            renew_every_s=self.settings.lease_s / LEASES_PER_RENEWAL,
            grace_s=self.grace_s,
            batch_s=BATCH_S if concurrency >= BATCHED_ABOVE else 0.0,
        )

    def _asker(self, known: KnownTarget, client: HttpClient, environ: Mapping[str, str]) -> Asker:
        settings = self.settings
        provider = provider_named(known.target.provider)
        return Asker(
            provider=provider,
            secret=secret_for(known.target, provider, environ),
            client=client,
            policy=RetryPolicy(max_attempts=settings.max_attempts, total_s=settings.retry_total_s),
            defaults=known.defaults,
            clock=utc_now,
            sleep=asyncio.sleep,
            random=random.random,
            refused=set(known.refused),
        )
