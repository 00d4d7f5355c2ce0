"""What a caller says to limits, and what it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from monitor.asking.limits.reported import RateReading
from monitor.errors import BadInput

MAX_LEASE_S = 3_600.0


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """What an account may do; None is no limit of our own, the provider's is learned.

    Attributes:
        concurrency: calls in flight.

    Raises:
        BadInput: one of them is below 1.
    """

    concurrency: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def __post_init__(self) -> None:
        """Refuse limits under which nothing could ever be asked."""
        for name in ("concurrency", "requests_per_minute", "tokens_per_minute"):
            stated = getattr(self, name)
            if stated is not None and stated < 1:
                raise BadInput(f"{name}: expected 1 or more, found {stated}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One call that somebody wants to make.

    Attributes:
        account: from `account_key`.
        target_key: from `target_key`; whose circuit may be open.
        workspace_id, monitor_id: those who share the account's slots equally.
        tokens: an estimate of what the call uses, question and answer; 0 or more.
        lease_s: after so long the slot is taken back; longer than any call lasts, up to an hour.
            In Redis a slot is held by shorter leases, which are renewed.
    """

    account: str
    target_key: str
    workspace_id: int
    monitor_id: int
    tokens: int
    limits: AccountLimits
    lease_s: float = 300.0

    @property
    def share(self) -> str:
        """Twelve characters that stand for the workspace and the monitor."""
        return hashlib.sha256(f"{self.workspace_id}\n{self.monitor_id}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make one call; to be settled when the call has ended.

    Attributes:
        is_shared: granted by the limits of all workers, not by those of this process.
    """

    id: str
    wanted: Wanted
    is_shared: bool


class WaitReason(StrEnum):
    """Why there is no permit now."""

    CONCURRENCY = "concurrency"
    REQUESTS = "requests"
    TOKENS = "tokens"
    FAIRNESS = "fairness"
    PROVIDER_ASKED = "provider_asked"
    CIRCUIT_OPEN = "circuit_open"


@dataclass(frozen=True, slots=True)
class Wait:
    """No permit now; ask again after so many seconds, holding nothing."""

    seconds: float
    reason: WaitReason


@dataclass(frozen=True, slots=True)
class Used:
    """What a call turned out to use.

    Attributes:
        tokens: question and answer; None where not known, then the estimate stands.
        reported: what the reply's headers tell.
        retry_after_s: seconds that the provider asks everybody to wait.
    """

    tokens: int | None = None
    reported: Sequence[RateReading] = field(default_factory=tuple)
    retry_after_s: float | None = None


class TargetOutcome(StrEnum):
    """What a call says of its target; NEUTRAL says nothing, such as a rate limit."""

    OK = "ok"
    FAILED = "failed"
    NEUTRAL = "neutral"


class Limits(Protocol):
    """Limits of this process or of all workers."""

    async def acquire(self, wanted: Wanted) -> Permit | Wait:
        """Leave to make a call now, or how long to wait before asking again."""
        ...

    async def settle(self, permit: Permit, used: Used) -> None:
        """End a permit: its slot is free, its tokens are corrected. Twice is the same as once."""
        ...

    async def report(self, target_key: str, outcome: TargetOutcome) -> None:
        """Tell what a call says of its target."""
        ...
