"""Asks a target's server what model it runs."""

from __future__ import annotations

from datetime import date

from monitor.asking.scrub import scrub_reply
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Target
from monitor.http import Deadlines, send_once
from monitor.providers.protocol import Discovers


def discover(
    provider: Discovers,
    target: Target,
    secret: str | None,
    deadlines: Deadlines | None = None,
    *,
    as_of: date,
) -> ModelCard:
    """The card of the model behind the target, as its server describes it now.

    It is not async and must not be called from within a running event loop.

    Raises:
        ProviderError: the server was not reached, or its replies tell nothing.
    """
    requests = provider.discovery_requests(target, secret)
    replies = tuple(scrub_reply(send_once(request, deadlines), secret) for request in requests)
    return provider.read_discovery(target, replies, as_of=as_of)
