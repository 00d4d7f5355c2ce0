"""One HTTP call as values: what an adapter wants sent, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.domain.json_value import JsonValue
from monitor.domain.sampling import Dropped


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A call to make.

    Attributes:
        headers: may hold a secret, so the whole mapping is kept out of repr.
        url: may hold a secret in its query (one provider wants it there); out of repr as well.
        body: the bytes to send; None for a call without a body.
        sent: the settings in this request, in our own names.
        dropped: settings that were asked for and are not in this request.
        api_version: the version of the API that the request asks for.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    sent: Mapping[str, JsonValue] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    api_version: str | None = None


@dataclass(frozen=True, slots=True)
class WireReply:
    """What came back.

    Attributes:
        headers: names in lower case.
        body: the bytes as received, after content decoding.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
