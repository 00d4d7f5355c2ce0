"""The asking loop over stored questions, with one client and one asker for each target."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from monitor.asking.ask import Asker
from monitor.asking.gate import CircuitOpen, Gate
from monitor.asking.limits.account import account_key, target_key
from monitor.asking.limits.line import Line
from monitor.asking.limits.protocol import AccountLimits
from monitor.asking.limits.shared import open_limits
from monitor.asking.pump import PumpLimits, drain
from monitor.asking.pump_events import PumpEvent
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.domain.account_rule import AccountRule
from monitor.domain.answer import Asked
from monitor.domain.question import Question, Target
from monitor.errors import BadCredentials, QuotaExhausted, TargetAway, UnknownModel
from monitor.http import Deadlines, HttpClient
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.pipeline.known_targets import KnownTarget
from monitor.pipeline.observe import observe
from monitor.pipeline.stop_signals import stop_on_signals
from monitor.pipeline.stored_questions import StoredQuestions
from monitor.providers.registry import provider_named
from monitor.settings import Settings
from monitor.telemetry.metrics import limits_degraded
from monitor.telemetry.traces import span

LEASES_PER_RENEWAL = 4
"""A lease outlives some missed renewals."""

BEAT_S = 5.0

BATCH_S = 0.05
"""How long an answer may wait for others to be committed with."""

_AWAY = "the target fails for so long that it is not called any more; the next run tries it again"

# Waiting for the circuit to close would only make the run long.
_HOPELESS = frozenset({BadCredentials.kind, UnknownModel.kind, QuotaExhausted.kind})

BATCHED_ABOVE = 32
"""With fewer calls at a time an empty place costs more than a transaction."""


@dataclass(frozen=True, slots=True)
class AskingLoop:
    """How claimed questions are asked.

    Attributes:
        grace_s: for calls in flight after a signal to stop.
        address: gives a target the address at which it can be called today.
        on_event: told of each thing that happens; it must return quickly.
        on_beat: called every few seconds for as long as the loop turns.
        on_degraded: called when limits are kept by this process alone, since Redis is away.
    """

    settings: Settings
    grace_s: float
    address: Callable[[Target], Target]
    on_event: Callable[[PumpEvent], None]
    on_beat: Callable[[], None] = lambda: None
    on_degraded: Callable[[], None] = limits_degraded.inc

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
        async with (
            HttpClient(deadlines=deadlines, max_body_bytes=settings.max_body_bytes) as client,
            open_limits(
                settings.redis_url, slot_lease_s=settings.lease_s, on_degraded=self.on_degraded
            ) as limits,
        ):
            line = Line(limits)
            askers = _Askers(self.settings, client, line, environ, questions)

            async def ask(question: Question) -> Asked:
                known = questions.targets[question.target_id]
                target = self.address(known.target)
                asker = askers.for_target(question.target_id, replace(known, target=target))
                return await _ask_if_well(asker, replace(question, target=target), questions.ailing)

            work = asyncio.create_task(
                drain(
                    questions,
                    ask,
                    limits=self._pump_limits(),
                    stop=stop,
                    on_event=self._observe,
                )
            )
            beat = asyncio.create_task(self._beat())
            with stop_on_signals(stop, work):
                try:
                    await work
                except asyncio.CancelledError:
                    if not stop.is_set():
                        raise
                finally:
                    beat.cancel()
        return stop.is_set()

    def _observe(self, event: PumpEvent) -> None:
        observe(event)
        self.on_event(event)

    async def _beat(self) -> None:
        while True:
            self.on_beat()
            await asyncio.sleep(BEAT_S)

    def _pump_limits(self) -> PumpLimits:
        concurrency = self.settings.concurrency
        return PumpLimits(
            concurrency=concurrency,
            renew_every_s=self.settings.lease_s / LEASES_PER_RENEWAL,
            grace_s=self.grace_s,
            batch_s=BATCH_S if concurrency >= BATCHED_ABOVE else 0.0,
        )


@dataclass(slots=True)
class _Askers:
    """One asker for each target, made when its first question comes."""

    settings: Settings
    client: HttpClient
    line: Line
    environ: Mapping[str, str]
    questions: StoredQuestions
    _made: dict[int, Asker] = field(default_factory=dict)

    def for_target(self, target_id: int, known: KnownTarget) -> Asker:
        """The asker of a target, which has an address that can be called."""
        if target_id not in self._made:
            self._made[target_id] = self._make(known)
        return self._made[target_id]

    def _make(self, known: KnownTarget) -> Asker:
        settings = self.settings
        provider = provider_named(known.target.provider)
        secret = secret_for(known.target, provider, self.environ)
        return Asker(
            provider=provider,
            secret=secret,
            client=self.client,
            policy=RetryPolicy(max_attempts=settings.max_attempts, total_s=settings.retry_total_s),
            defaults=known.defaults,
            clock=utc_now,
            sleep=asyncio.sleep,
            random=random.random,
            refused=set(known.refused),
            gate=self._gate(known, secret),
            card=known.card,
        )

    def _gate(self, known: KnownTarget, secret: str | None) -> Gate:
        target = known.target
        account = account_key(target.provider, target.base_url, secret)
        return Gate(
            line=self.line,
            account=account,
            target_key=target_key(account, target),
            limits=self._limits(known.rule),
            patience_s=self.settings.retry_total_s,
            is_withdrawn=self.questions.is_withdrawn,
            clock=utc_now,
        )

    def _limits(self, rule: AccountRule | None) -> AccountLimits:
        usual = self.settings.account_concurrency
        if rule is None:
            return AccountLimits(concurrency=usual)
        return AccountLimits(
            concurrency=rule.concurrency or usual,
            requests_per_minute=rule.requests_per_minute,
            tokens_per_minute=rule.tokens_per_minute,
        )


async def _ask_if_well(asker: Asker, question: Question, ailing: AilingTargets) -> Asked:
    """The question as it ended; handed back while its target fails, given up after a while."""
    try:
        with span("question.ask", provider=question.target.provider, run=question.run_id):
            asked = await asker.ask(question)
    except CircuitOpen as error:
        ailing.note_open(question.target_id, error.seconds)
        if not ailing.is_given_up(question.target_id):
            raise
        return asker.not_asked(question, TargetAway(_AWAY))
    failure = asked.answer.failure
    if failure is None:
        ailing.note_well(question.target_id)
    elif failure.kind in _HOPELESS:
        ailing.note_hopeless(question.target_id)
    return asked
