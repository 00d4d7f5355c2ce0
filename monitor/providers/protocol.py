"""What every provider adapter offers; adapters never send anything themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from monitor.domain.answer import Answer
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest


@dataclass(frozen=True, slots=True)
class Features:
    """What the answers of a provider can tell; False means that its lists are always None.

    Attributes:
        web_search: it can be asked to search the web.
        citations: the sources that the answer cites.
        retrieved: the sources that were found and not cited.
        searches: the queries that were sent to a search engine.
        cost: what the call cost, in the reply itself.
    """

    web_search: bool = False
    citations: bool = False
    retrieved: bool = False
    searches: bool = False
    cost: bool = False


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

    @property
    def wire_names(self) -> Mapping[str, str]:
        """Our settings that the service takes, each with its name on the wire."""
        ...

    @property
    def options(self) -> Mapping[str, str]:
        """What a target's `options` may hold, each with its meaning in one sentence."""
        ...

    @property
    def features(self) -> Features:
        """What an answer of this provider can tell."""
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
class Continues(Protocol):
    """A provider whose answer may need several calls: a pause, or a token to be redeemed."""

    def next_request(
        self, question: Question, secret: str | None, replies: Sequence[WireReply]
    ) -> WireRequest | None:
        """The call that continues after these replies, oldest first; None when none is needed.

        Raises:
            ProviderError: the last reply is a failure.
        """
        ...

    def read_all(self, replies: Sequence[WireReply]) -> Answer:
        """The one answer in all replies, with their usage added up.

        Raises:
            ProviderError: they hold no answer.
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
