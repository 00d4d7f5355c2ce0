"""Asks one question until it has ended: builds, sends, reads, tries again.

A provider's failure is a result that is stored like any other, never an exception.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.asking.gate import CircuitOpen, Gate
from monitor.asking.limits.protocol import Permit
from monitor.asking.pump import Withdrawn
from monitor.asking.retry import RetryPolicy, wait_before_next
from monitor.asking.sampling_record import sampling_record
from monitor.asking.scrub import scrub_reply, scrub_text
from monitor.catalog.capabilities import REFUSED_BY_PROVIDER, admit, without_settings
from monitor.domain.answer import Answer, Asked, Failure, Outcome
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Question, UnsupportedPolicy
from monitor.domain.sampling import Dropped, ProviderDefault
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import (
    BadCredentials,
    BadInput,
    BadRequest,
    ProviderError,
    Unreachable,
    UnreadableReply,
    UnsupportedSetting,
)
from monitor.http import HttpClient
from monitor.providers.protocol import Continues, Provider
from monitor.providers.seams import Answers, Signs

# What an adapter meets when a reply has another shape than any that is known. The reply is paid
# for, so it is kept and told as unreadable rather than lost with the exception.
_UNFORESEEN_SHAPES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


# More turns than any answer needs; each is paid for.
_MAX_TURNS = 10


@dataclass(frozen=True, slots=True)
class _Call:
    """How a call ended; the reply is what came back, with the secret taken out."""

    result: Answer | ProviderError
    reply: WireReply | None = None
    latency_ms: int | None = None


@dataclass(slots=True)
class _Asking:
    """One question on its way, as it is asked now."""

    question: Question
    started: float
    request: WireRequest | None = None
    attempts: int = 0
    latency_ms: int | None = None
    replies: list[WireReply] = field(default_factory=list)
    dropped: tuple[Dropped, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """All that is needed to ask a target's questions.

    Attributes:
        secret: the key; None where there is none.
        policy: how hard each question is tried.
        defaults: what is known of the provider's defaults for the model.
        clock: the time now, aware, in UTC.
        sleep: waits for seconds.
        random: draws from 0 to 1.
        monotonic: seconds that never go back, for latency and deadlines.
        refused: settings that the provider has refused; grows while questions are asked.
        gate: what each call waits for; None lets all pass at once.
        card: what the workspace knows of the model; None for what the shipped catalog says alone.
    """

    provider: Provider
    secret: str | None = field(repr=False)
    client: HttpClient
    policy: RetryPolicy
    defaults: tuple[ProviderDefault, ...]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    random: Callable[[], float]
    monotonic: Callable[[], float] = time.monotonic
    refused: set[str] = field(default_factory=set)
    gate: Gate | None = None
    card: ModelCard | None = None
    _continues: Continues | None = field(init=False)
    _answers: Answers | None = field(init=False)
    _signs: Signs | None = field(init=False)

    def __post_init__(self) -> None:
        """Look once at what the provider can do: a look at a protocol costs as much as a call."""
        provider: object = self.provider
        for name, kind in (("_continues", Continues), ("_answers", Answers), ("_signs", Signs)):
            object.__setattr__(self, name, provider if isinstance(provider, kind) else None)

    async def ask(self, question: Question) -> Asked:
        """The question as it ended: with an answer, or with the failure in its place.

        Raises:
            Withdrawn: the gate lets no call of it pass, and none was made.
        """
        asked_at = self.clock()
        asking = _Asking(question, self.monotonic())
        result = await self._ask_what_is_taken(asking)
        return Asked(
            question_id=question.id,
            answer=self._answer(result),
            sampling=sampling_record(
                question.target,
                asking.request,
                result,
                defaults=self.defaults,
                dropped=asking.dropped,
                refused=asking.refused,
            ),
            replies=tuple(asking.replies),
            attempts=asking.attempts,
            asked_at=asked_at,
            answered_at=self.clock(),
            latency_ms=asking.latency_ms,
            refused=asking.refused,
        )

    def not_asked(self, question: Question, why: ProviderError) -> Asked:
        """The question as it ends when no call of it is made."""
        now = self.clock()
        return Asked(
            question_id=question.id,
            answer=self._answer(why),
            sampling=sampling_record(
                question.target, None, why, defaults=self.defaults, dropped=(), refused=()
            ),
            replies=(),
            attempts=0,
            asked_at=now,
            answered_at=now,
            latency_ms=None,
        )

    async def _ask_what_is_taken(self, asking: _Asking) -> Answer | ProviderError:
        """Ask without what the model does not take; what it then refuses is left out once."""
        try:
            target, asking.dropped = admit(
                asking.question.target, refused=self.refused, card=self.card
            )
        except UnsupportedSetting as error:
            return error
        if asking.dropped:
            asking.question = replace(asking.question, target=target)
        result = await self._ask_in_turns(asking)
        if not isinstance(result, UnsupportedSetting) or result.setting is None:
            return result
        setting = result.setting
        if setting not in target.settings.given() or target.unsupported is UnsupportedPolicy.ERROR:
            return result
        if result.status is not None:
            self.refused.add(setting)
            asking.refused = (setting,)
        reason = REFUSED_BY_PROVIDER if asking.refused else result.message
        asking.dropped += (Dropped(setting, reason),)
        asking.question = replace(asking.question, target=without_settings(target, [setting]))
        return await self._ask_in_turns(asking)

    async def _ask_in_turns(self, asking: _Asking) -> Answer | ProviderError:
        asking.replies.clear()
        try:
            request: WireRequest | None = self._request(asking.question)
            asking.request = request
            result: Answer | ProviderError = UnreadableReply("no call was made")
            while request is not None:
                result = await self._call_until_ended(asking, request)
                if isinstance(result, ProviderError):
                    return result
                request = self._next_request(asking)
            if self._continues is not None:
                return self._continues.read_all(asking.replies)
        except ProviderError as error:
            return error
        return result

    def _next_request(self, asking: _Asking) -> WireRequest | None:
        if self._continues is None or len(asking.replies) >= _MAX_TURNS:
            return None
        return self._continues.next_request(asking.question, self.secret, asking.replies)

    def _request(self, question: Question) -> WireRequest:
        variable = question.target.api_key_env or self.provider.api_key_env
        if variable is not None and not self.secret:
            raise BadCredentials(
                f"no key for {self.provider.name}: set the environment variable {variable}"
            )
        try:
            return self.provider.request(question, self.secret)
        except BadInput as error:
            raise BadRequest(str(error)) from error

    async def _call_until_ended(
        self, asking: _Asking, request: WireRequest
    ) -> Answer | ProviderError:
        tries = 0
        last: Answer | ProviderError = Unreachable("no call was made")
        while True:
            permit = await self._permit(asking)
            if permit is None and self.gate is not None:
                return last
            tries += 1
            asking.attempts += 1
            call = await self._call(asking, request, permit)
            last = call.result
            asking.latency_ms = call.latency_ms
            wait_s = None
            if isinstance(call.result, ProviderError):
                wait_s = wait_before_next(
                    self.policy,
                    attempt=tries,
                    error=call.result,
                    elapsed_s=self.monotonic() - asking.started,
                    random=self.random,
                )
            if wait_s is None:
                if call.reply is not None:
                    asking.replies.append(call.reply)
                return call.result
            await self.sleep(wait_s)

    async def _permit(self, asking: _Asking) -> Permit | None:
        """Leave to call; None without a gate, or where a question that was tried is given up."""
        if self.gate is None:
            return None
        while True:
            came = self.monotonic()
            try:
                permit = await self.gate.enter(asking.question)
            except CircuitOpen as error:
                # After a call the question is not handed back: that call would be forgotten.
                elapsed_s = self.monotonic() - asking.started
                if not asking.attempts:
                    raise
                if elapsed_s + error.seconds > self.policy.total_s:
                    return None
                await self.sleep(error.seconds)
            except Withdrawn:
                if not asking.attempts:
                    raise
                return None
            else:
                # Waiting for a turn is no part of the time that a question may take.
                asking.started += self.monotonic() - came
                return permit

    async def _call(self, asking: _Asking, request: WireRequest, permit: Permit | None) -> _Call:
        if self.gate is None or permit is None:
            return await self._send(asking, request)
        call = _Call(Unreachable("the call was given up"))
        try:
            call = await self._send(asking, request)
        finally:
            await self.gate.leave(permit, call.reply, call.result)
        return call

    async def _send(self, asking: _Asking, request: WireRequest) -> _Call:
        sent = self.monotonic()
        left_s = self.policy.total_s - (sent - asking.started)
        try:
            received = await self._reply_to(asking.question, request, left_s=left_s)
        except ProviderError as error:
            return _Call(error, latency_ms=self._ms_since(sent))
        latency_ms = self._ms_since(sent)
        reply = scrub_reply(received, self.secret)
        return _Call(self._read(reply), reply, latency_ms)

    async def _reply_to(
        self, question: Question, request: WireRequest, *, left_s: float
    ) -> WireReply:
        if self._answers is not None:
            return self._answers.answer(question)
        if self._signs is not None:
            request = self._signs.sign(request, question.target, self.secret, now=self.clock())
        return await self.client.send(request, total_s=left_s)

    def _read(self, reply: WireReply) -> Answer | ProviderError:
        try:
            return self.provider.read(reply)
        except ProviderError as error:
            return error
        except _UNFORESEEN_SHAPES as error:
            return UnreadableReply(
                f"the reply of {self.provider.name} has a shape that is not known "
                f"({type(error).__name__}); its body is kept",
                status=reply.status,
            )

    def _answer(self, result: Answer | ProviderError) -> Answer:
        if isinstance(result, Answer):
            return result
        failure = Failure(
            kind=result.kind,
            message=scrub_text(result.message, self.secret),
            temporary=result.temporary,
            status=result.status,
        )
        return Answer(text="", outcome=Outcome.ERROR, failure=failure)

    def _ms_since(self, moment: float) -> int:
        return round((self.monotonic() - moment) * 1000)
