"""What is known of one account: calls in flight, who waits, what is left of its rates; pure.

Of those who wait, the next permit goes to the share with the fewest calls in flight, and among
equals to the one that is furthest behind: start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM
1996), with a call as the unit. A share that wants nothing now leaves its part to the others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from monitor.asking.limits.bucket import Bucket
from monitor.asking.limits.numbers import (
    ADOPTED_WINDOW_S,
    LONGEST_PAUSE_S,
    LONGEST_WAIT_S,
    POLL_S,
    SLACK_S,
)
from monitor.asking.limits.protocol import AccountLimits, Used, Wait, WaitReason, Wanted
from monitor.asking.limits.reported import RateReading, Resource


def adopted_rate(reading: RateReading) -> float | None:
    """The reported limit per minute; None where it is for a longer window or an unknown one."""
    if not reading.limit or not reading.window_s or reading.window_s > ADOPTED_WINDOW_S:
        return None
    return reading.limit * 60 / reading.window_s


def pause_of(used: Used) -> float:
    """Seconds for which the provider wants no more calls, 0 or more."""
    spent = [each.reset_s for each in used.reported if each.remaining == 0 and each.reset_s]
    pause_s = max([min(each, ADOPTED_WINDOW_S) for each in spent], default=0.0)
    return min(max(pause_s, used.retry_after_s or 0.0), LONGEST_PAUSE_S)


@dataclass(slots=True)
class AccountState:
    """One account.

    Attributes:
        slots: of each permit its share and when its lease ends.
        waiting: until when each share that was refused is expected to ask again.
        served: how far each share has come, in calls; shares that are not ahead are left out.
        clock: how far the share that was served last had come.
        reported: rates per minute as the provider told them.
    """

    slots: dict[str, tuple[str, float]] = field(default_factory=dict)
    waiting: dict[str, float] = field(default_factory=dict)
    served: dict[str, float] = field(default_factory=dict)
    clock: float = 0.0
    buckets: dict[Resource, Bucket] = field(
        default_factory=lambda: {each: Bucket() for each in Resource}
    )
    reported: dict[Resource, float] = field(default_factory=dict)
    paused_until: float = 0.0

    def acquire(self, wanted: Wanted, permit_id: str, now: float) -> Wait | None:
        """Take a slot; or how long to wait, and None where it was taken."""
        self.slots = {key: slot for key, slot in self.slots.items() if slot[1] > now}
        self.waiting = {share: until for share, until in self.waiting.items() if until > now}
        wait = self._wait(wanted, now)
        if wait is None:
            self._grant(wanted, permit_id, now)
            return None
        seconds = min(wait.seconds, LONGEST_WAIT_S)
        until = now + seconds + SLACK_S
        self.waiting[wanted.share] = max(self.waiting.get(wanted.share, until), until)
        return Wait(seconds, wait.reason)

    def settle(self, permit_id: str, wanted: Wanted, used: Used, now: float) -> None:
        """Free the slot and correct the tokens, unless that is done; then heed what was told."""
        if self.slots.pop(permit_id, None) is not None and used.tokens is not None:
            rate = self._rate(Resource.TOKENS, wanted.limits)
            if rate is not None:
                self._add(Resource.TOKENS, wanted.tokens - used.tokens, rate, now)
        for reading in used.reported:
            self._heed(reading, wanted.limits, now)
        self.paused_until = max(self.paused_until, now + pause_of(used))

    def _wait(self, wanted: Wanted, now: float) -> Wait | None:
        if now < self.paused_until:
            return Wait(self.paused_until - now, WaitReason.PROVIDER_ASKED)
        if len(self.slots) >= wanted.limits.concurrency:
            return Wait(POLL_S, WaitReason.CONCURRENCY)
        for resource, amount in _amounts(wanted).items():
            rate = self._rate(resource, wanted.limits)
            if rate is None:
                continue
            wait_s = self.buckets[resource].seconds_until(amount, rate, now)
            if wait_s > 0:
                return Wait(wait_s, WaitReason(resource.value))
        if self._another_comes_first(wanted.share):
            return Wait(POLL_S, WaitReason.FAIRNESS)
        return None

    def _another_comes_first(self, share: str) -> bool:
        if not self.waiting.keys() - {share}:
            return False
        held = Counter(slot[0] for slot in self.slots.values())
        mine = (held[share], self._start(share))
        return any((held[each], self._start(each)) < mine for each in self.waiting)

    def _start(self, share: str) -> float:
        return max(self.clock, self.served.get(share, 0.0))

    def _grant(self, wanted: Wanted, permit_id: str, now: float) -> None:
        for resource, amount in _amounts(wanted).items():
            rate = self._rate(resource, wanted.limits)
            if rate is not None:
                self._add(resource, -amount, rate, now)
        self.clock = self._start(wanted.share)
        self.served = {share: at for share, at in self.served.items() if at > self.clock}
        self.served[wanted.share] = self.clock + 1
        self.slots[permit_id] = (wanted.share, now + wanted.lease_s)
        self.waiting.pop(wanted.share, None)

    def _rate(self, resource: Resource, limits: AccountLimits) -> float | None:
        ours = {
            Resource.REQUESTS: limits.requests_per_minute,
            Resource.TOKENS: limits.tokens_per_minute,
        }[resource]
        rates = [each for each in (ours, self.reported.get(resource)) if each is not None]
        return min(rates, default=None)

    def _add(self, resource: Resource, amount: float, rate: float, now: float) -> None:
        bucket = self.buckets[resource]
        bucket.level = bucket.fill(rate, now) + amount
        bucket.fill(rate, now)

    def _heed(self, reading: RateReading, limits: AccountLimits, now: float) -> None:
        rate = adopted_rate(reading)
        if rate is not None:
            self.reported[reading.resource] = rate
        rate = self._rate(reading.resource, limits)
        bucket = self.buckets[reading.resource]
        if rate is not None and reading.remaining is not None:
            # Only ever lowered: the reply may be older than calls that were made since.
            bucket.level = min(bucket.fill(rate, now), reading.remaining)


def _amounts(wanted: Wanted) -> dict[Resource, float]:
    return {Resource.REQUESTS: 1.0, Resource.TOKENS: float(wanted.tokens)}
