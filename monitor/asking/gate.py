"""The gate before each call to a target: limits of its account, its circuit, a withdrawn run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.asking.limits.estimate import estimated_tokens, target_outcome
from monitor.asking.limits.line import Line
from monitor.asking.limits.protocol import AccountLimits, Permit, Used, Wait, WaitReason, Wanted
from monitor.asking.limits.reported import read_rate_limits
from monitor.asking.pump import Withdrawn
from monitor.domain.answer import Answer
from monitor.domain.question import Question
from monitor.domain.wire import WireReply
from monitor.errors import ProviderError, TemporaryError


class CircuitOpen(Withdrawn):
    """The target has failed too often in a row to be called now.

    Attributes:
        seconds: until it may be tried again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Gate:
    """What a target's calls wait for.

    Attributes:
        account: from `account_key`.
        target_key: from `target_key`.
        patience_s: how long a call waits for its account; then its question is handed back.
        is_withdrawn: whether a question shall not be asked any more.
        clock: the time now, for limits that are told with a date.
    """

    line: Line
    account: str
    target_key: str
    limits: AccountLimits
    patience_s: float
    is_withdrawn: Callable[[Question], bool]
    clock: Callable[[], datetime]

    async def enter(self, question: Question) -> Permit:
        """Leave to make one call, which has to be left again.

        Raises:
            CircuitOpen: the target is not to be called now.
            Withdrawn: the question shall not be asked, or its turn did not come in time.
        """
        if self.is_withdrawn(question):
            raise Withdrawn
        wanted = Wanted(
            account=self.account,
            target_key=self.target_key,
            workspace_id=question.workspace_id,
            monitor_id=question.run_id,
            tokens=estimated_tokens(question),
            limits=self.limits,
        )
        given = await self.line.acquire(wanted, patience_s=self.patience_s)
        if isinstance(given, Wait):
            if given.reason is WaitReason.CIRCUIT_OPEN:
                raise CircuitOpen(given.seconds)
            raise Withdrawn
        if self.is_withdrawn(question):
            await self.line.settle(given, Used(tokens=0))
            raise Withdrawn
        return given

    async def leave(
        self, permit: Permit, reply: WireReply | None, result: Answer | ProviderError
    ) -> None:
        """End a call, and tell everybody what was learned from it."""
        headers = reply.headers if reply is not None else {}
        used = Used(
            tokens=_tokens(result),
            reported=read_rate_limits(headers, now=self.clock()),
            retry_after_s=result.retry_after_s if isinstance(result, TemporaryError) else None,
        )
        await self.line.settle(permit, used)
        await self.line.report(self.target_key, target_outcome(result))


def _tokens(result: Answer | ProviderError) -> int | None:
    if not isinstance(result, Answer):
        return None
    parts = (result.usage.input_tokens, result.usage.output_tokens)
    told = [tokens for tokens in parts if tokens is not None]
    return sum(told) if told else None
