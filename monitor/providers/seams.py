"""What two kinds of providers need around a call: a signature just before it, or no call at all."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from monitor.domain.question import Question, Target
from monitor.domain.wire import WireReply, WireRequest


@runtime_checkable
class Signs(Protocol):
    """A provider whose calls carry a signature that holds for minutes: sign before each sending."""

    def sign(
        self, request: WireRequest, target: Target, secret: str | None, *, now: datetime
    ) -> WireRequest:
        """The call as it is to be sent at that time; the same call where it needs no signature.

        Args:
            request: as `request` or `next_request` built it; never a signed one.
            target: whom it asks.
            secret: the key.
            now: an aware time.

        Raises:
            ProviderError: it cannot be signed.
        """
        ...


@runtime_checkable
class Answers(Protocol):
    """A provider that answers by itself: its calls are not sent, and its replies are read as any.

    The URL of its calls begins with "simulated:", so that no HTTP client could send them.
    """

    def answer(self, question: Question) -> WireReply:
        """The reply to the question; equal for equal questions.

        Raises:
            BadInput: an option cannot be used.
        """
        ...
