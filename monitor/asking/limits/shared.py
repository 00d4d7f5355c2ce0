"""The limits of all workers, in Redis, and those of this process for as long as it is away.

Only counts are kept there: when Redis loses them, calls in flight go on, and for a moment more of
them may be made than the limits allow.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from monitor.asking.limits.account_state import adopted_rate, pause_of
from monitor.asking.limits.local import LocalLimits
from monitor.asking.limits.protocol import (
    MAX_LEASE_S,
    AccountLimits,
    Limits,
    Permit,
    TargetOutcome,
    Used,
    Wait,
    WaitReason,
    Wanted,
)
from monitor.asking.limits.scripts import script_of

KEY_PREFIX = "namedrop"
SLOT_LEASE_S = 20.0

LEASES_PER_RENEWAL = 4
"""A lease outlives some missed renewals."""

_RETRY_S = 2.0
_TIMEOUT_S = 1.0
_MAX_CONNECTIONS = 16

log = structlog.get_logger()
_Script = Callable[[Sequence[str], Sequence[str | int | float]], Awaitable[object]]


@asynccontextmanager
async def open_limits(
    redis_url: str | None,
    *,
    prefix: str = KEY_PREFIX,
    slot_lease_s: float = SLOT_LEASE_S,
    on_degraded: Callable[[], None],
) -> AsyncIterator[Limits]:
    """The limits that all users of a Redis share; those of this process alone without an address.

    To be opened in the event loop that uses it. That Redis is away is no error.

    Args:
        redis_url: such as "redis://127.0.0.1:6379/0".
        prefix: of all keys, for several installations in one Redis.
        slot_lease_s: after so long the slots of a process that has died are free.
        on_degraded: called each time that the limits of this process answer in its place.
    """
    if redis_url is None:
        yield LocalLimits()
        return
    pool = BlockingConnectionPool.from_url(
        redis_url,
        max_connections=_MAX_CONNECTIONS,
        socket_timeout=_TIMEOUT_S,
        socket_connect_timeout=_TIMEOUT_S,
        # Once more at once: connections of the pool do not outlive a restart of the server.
        retry=Retry(NoBackoff(), 1),
    )
    async with Redis.from_pool(pool) as client:
        limits = SharedLimits(
            client, prefix=prefix, slot_lease_s=slot_lease_s, on_degraded=on_degraded
        )
        renewing = asyncio.create_task(_renew_forever(limits, slot_lease_s / LEASES_PER_RENEWAL))
        try:
            yield limits
        finally:
            renewing.cancel()


async def _renew_forever(limits: SharedLimits, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        await limits.renew()


class SharedLimits:
    """Limits in Redis; each call is one script, so that no other worker comes between."""

    def __init__(
        self,
        client: Redis,
        *,
        prefix: str,
        slot_lease_s: float = SLOT_LEASE_S,
        on_degraded: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        # All keys in one slot of a cluster, because a script's keys must be.
        self._prefix = f"{prefix}:{{limits}}"
        self._acquire = client.register_script(script_of("acquire"))
        self._settle = client.register_script(script_of("settle"))
        self._report = client.register_script(script_of("report"))
        self._renew = client.register_script(script_of("renew"))
        self._slot_lease_s = slot_lease_s
        self._held: dict[str, dict[str, str]] = defaultdict(dict)
        self._on_degraded = on_degraded
        self._monotonic = monotonic
        self._local = LocalLimits(monotonic)
        self._is_away = False
        self._retry_at = 0.0

    async def acquire(self, wanted: Wanted) -> Permit | Wait:
        """Leave to make a call now, or how long to wait before asking again."""
        assert 0 < wanted.lease_s <= MAX_LEASE_S
        permit = Permit(uuid4().hex, wanted, is_shared=True)
        keys = [
            *(self._account_key(wanted, part) for part in ("slots", "waiting", "served", "state")),
            self._circuit_key(wanted.target_key),
        ]
        arguments: list[str | int | float] = [
            wanted.share,
            permit.id,
            wanted.tokens,
            round(min(wanted.lease_s, self._slot_lease_s) * 1000),
            wanted.limits.concurrency,
            *_rates(wanted.limits),
        ]
        reply = await self._run(self._acquire, keys, arguments)
        if not isinstance(reply, list):
            return await self._local.acquire(wanted)
        wait_ms, reason = reply
        if wait_ms:
            return Wait(wait_ms / 1000, WaitReason(_text(reason)))
        self._held[self._account_key(wanted, "slots")][permit.id] = _slot(permit)
        return permit

    async def renew(self) -> None:
        """Hold the slots of the calls that are under way for another lease.

        A short lease that is renewed, since a process that is killed gives nothing back.
        """
        lease_ms = round(self._slot_lease_s * 1000)
        for key, slots in list(self._held.items()):
            if slots:
                await self._run(self._renew, [key], [lease_ms, *slots.values()])
            else:
                del self._held[key]

    async def settle(self, permit: Permit, used: Used) -> None:
        """End a permit: its slot is free, its tokens are corrected. Twice is the same as once.

        Where Redis is away, the lease of the slot ends by itself.
        """
        if not permit.is_shared:
            await self._local.settle(permit, used)
            return
        wanted = permit.wanted
        keys = [self._account_key(wanted, part) for part in ("slots", "state")]
        self._held[keys[0]].pop(permit.id, None)
        arguments: list[str | int | float] = [
            _slot(permit),
            wanted.tokens,
            -1 if used.tokens is None else used.tokens,
            *_rates(wanted.limits),
            round(pause_of(used) * 1000),
        ]
        for reading in used.reported:
            rate = adopted_rate(reading)
            remaining = -1 if reading.remaining is None else reading.remaining
            arguments += [reading.resource.value, -1 if rate is None else rate, remaining]
        await self._run(self._settle, keys, arguments)

    async def report(self, target_key: str, outcome: TargetOutcome) -> None:
        """Tell what a call says of its target."""
        keys = [self._circuit_key(target_key)]
        if await self._run(self._report, keys, [outcome.value]) is None:
            await self._local.report(target_key, outcome)

    async def _run(
        self, script: _Script, keys: Sequence[str], arguments: Sequence[str | int | float]
    ) -> object | None:
        """The script's reply; None where Redis is away."""
        now = self._monotonic()
        if self._is_away and now < self._retry_at:
            self._on_degraded()
            return None
        # Whoever comes while this one tries is answered here at once and does not wait for it.
        self._retry_at = now + _RETRY_S
        try:
            reply = await script(keys, arguments)
        except (RedisError, OSError) as error:
            self._retry_at = self._monotonic() + _RETRY_S
            if not self._is_away:
                self._is_away = True
                log.warning("limits_degraded", error=type(error).__name__)
            self._on_degraded()
            return None
        if self._is_away:
            self._is_away = False
            log.info("limits_restored")
        return reply

    def _account_key(self, wanted: Wanted, part: str) -> str:
        return f"{self._prefix}:account:{wanted.account}:{part}"

    def _circuit_key(self, target_key: str) -> str:
        return f"{self._prefix}:circuit:{target_key}"


def _slot(permit: Permit) -> str:
    return f"{permit.wanted.share}:{permit.id}"


def _rates(limits: AccountLimits) -> tuple[int, int]:
    return (
        -1 if limits.requests_per_minute is None else limits.requests_per_minute,
        -1 if limits.tokens_per_minute is None else limits.tokens_per_minute,
    )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
