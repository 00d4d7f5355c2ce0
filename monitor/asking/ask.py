"""Asks one question until it has ended: builds, sends, reads, tries again.

A provider's failure is a result that is stored like any other, never an exception.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.asking.retry import RetryPolicy, wait_before_next
from monitor.asking.sampling_record import sampling_record
from monitor.asking.scrub import scrub_reply, scrub_text
from monitor.domain.answer import Answer, Asked, Failure, Outcome
from monitor.domain.question import Question
from monitor.domain.sampling import ProviderDefault
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadCredentials, BadInput, BadRequest, ProviderError, UnreadableReply
from monitor.http import HttpClient
from monitor.providers.protocol import Provider

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


@dataclass(frozen=True, slots=True)
class _Call:
    """How a call ended; the reply is what came back, with the secret taken out."""

    result: Answer | ProviderError
    reply: WireReply | None = None
    latency_ms: int | None = None


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

    async def ask(self, question: Question) -> Asked:
        """The question as it ended: with an answer, or with the failure in its place."""
        asked_at = self.clock()
        request: WireRequest | None = None
        try:
            request = self._request(question)
        except ProviderError as error:
            attempts, call = 0, _Call(error)
        else:
            attempts, call = await self._call_until_ended(request)
        return Asked(
            question_id=question.id,
            answer=self._answer(call.result),
            sampling=sampling_record(question.target, request, call.result, defaults=self.defaults),
            reply=call.reply,
            attempts=attempts,
            asked_at=asked_at,
            answered_at=self.clock(),
            latency_ms=call.latency_ms,
        )

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

    async def _call_until_ended(self, request: WireRequest) -> tuple[int, _Call]:
        started = self.monotonic()
        attempt = 0
        while True:
            attempt += 1
            left_s = self.policy.total_s - (self.monotonic() - started)
            call = await self._call(request, left_s=left_s)
            if isinstance(call.result, Answer):
                return attempt, call
            wait_s = wait_before_next(
                self.policy,
                attempt=attempt,
                error=call.result,
                elapsed_s=self.monotonic() - started,
                random=self.random,
            )
            if wait_s is None:
                return attempt, call
            await self.sleep(wait_s)

    async def _call(self, request: WireRequest, *, left_s: float) -> _Call:
        sent = self.monotonic()
        try:
            received = await self.client.send(request, total_s=left_s)
        except ProviderError as error:
            return _Call(error, latency_ms=self._ms_since(sent))
        latency_ms = self._ms_since(sent)
        reply = scrub_reply(received, self.secret)
        return _Call(self._read(reply), reply, latency_ms)

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
