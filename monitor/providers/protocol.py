"""What every provider adapter offers; adapters never send anything themselves."""

from __future__ import annotations

from datetime import date
from typing import Protocol, runtime_checkable

from monitor.domain.answer import Answer
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest


class Provider(Protocol):
    """One way of speaking to one service."""

    @property
    def name(self) -> str:
        """As it stands in a target's `provider`."""
        ...

    @property
    def channel(self) -> Channel:
        """The channel of the answers it gets."""
        ...

    @property
    def api_key_env(self) -> str | None:
        """The environment variable that holds the key by default; None where none is needed."""
        ...

    @property
    def base_url(self) -> str | None:
        """Where the service is by default; None where the target must say it."""
        ...

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question."""
        ...

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        ...


@runtime_checkable
class Discovers(Protocol):
    """A provider whose server tells what it runs."""

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The calls to make, in the order in which their replies are read."""
        ...

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the replies tell of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the replies tell nothing.
        """
        ...
