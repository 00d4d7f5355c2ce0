"""The limits of one process, in its memory: all there is without Redis."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from monitor.asking.limits.account_state import AccountState
from monitor.asking.limits.circuit import Circuit
from monitor.asking.limits.protocol import (
    Permit,
    TargetOutcome,
    Used,
    Wait,
    WaitReason,
    Wanted,
)


@dataclass(slots=True)
class LocalLimits:
    """Limits in memory; not for several threads at a time.

    Attributes:
        monotonic: seconds that never go back.
    """

    monotonic: Callable[[], float] = time.monotonic
    _accounts: dict[str, AccountState] = field(default_factory=dict)
    _circuits: dict[str, Circuit] = field(default_factory=dict)

    async def acquire(self, wanted: Wanted) -> Permit | Wait:
        """Leave to make a call now, or how long to wait before asking again."""
        now = self.monotonic()
        circuit = self._circuits.get(wanted.target_key)
        closed_s = circuit.seconds_until_open_to(now) if circuit else 0.0
        if closed_s > 0:
            return Wait(closed_s, WaitReason.CIRCUIT_OPEN)
        account = self._accounts.setdefault(wanted.account, AccountState())
        permit = Permit(uuid4().hex, wanted, is_shared=False)
        wait = account.acquire(wanted, permit.id, now)
        if wait is not None:
            return wait
        if circuit:
            circuit.begin_call(now, wanted.lease_s)
        return permit

    async def settle(self, permit: Permit, used: Used) -> None:
        """End a permit: its slot is free, its tokens are corrected. Twice is the same as once."""
        account = self._accounts.get(permit.wanted.account)
        if account is not None:
            account.settle(permit.id, permit.wanted, used, self.monotonic())

    async def report(self, target_key: str, outcome: TargetOutcome) -> None:
        """Tell what a call says of its target."""
        if outcome is TargetOutcome.FAILED:
            self._circuits.setdefault(target_key, Circuit())
        circuit = self._circuits.get(target_key)
        if circuit is None:
            return
        circuit.note(outcome, self.monotonic())
        if not circuit.failures:
            del self._circuits[target_key]
