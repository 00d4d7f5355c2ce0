"""The one asyncio loop: keeps calls in flight, stores each answer as it arrives, refills."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.domain.answer import Asked, Outcome
from monitor.domain.question import Question

_T = TypeVar("_T")
_Brought = tuple[Question, Asked]

# Below this a port that says "now" and then gives nothing would be asked without pause.
_SHORTEST_WAIT_S = 0.05

# Of big answers more would be a statement of many megabytes.
_MOST_STORED_TOGETHER = 100


class Questions(Protocol):
    """Where questions come from and answers go; every call is made from one single thread."""

    def claim(self, limit: int) -> Sequence[Question]:
        """Up to `limit` waiting questions, now leased to the caller."""
        ...

    def store(self, asked: Sequence[Asked]) -> None:
        """Commit what became of questions, all or none; twice is the same as once.

        Their leases end with it.
        """
        ...

    def renew(self, question_ids: Sequence[int]) -> None:
        """Let the leases of these questions begin anew."""
        ...

    def release(self, question_ids: Sequence[int]) -> None:
        """Give claimed questions back unanswered."""
        ...

    def seconds_until_claimable(self) -> float | None:
        """Seconds until a question may be claimed; None when none is left that ever could."""
        ...


@dataclass(frozen=True, slots=True)
class PumpLimits:
    """How much is done at once, and how long is waited.

    Attributes:
        concurrency: calls in flight.
        renew_every_s: between two renewals of the leases; well below the length of a lease.
        grace_s: for calls in flight after a stop or a failure of the port.
        poll_s: the longest time after which new questions and a stop are looked for.
        batch_s: how long an answer may wait for others, to be committed with them; the place of
            its call stays empty for as long.
    """

    concurrency: int = 50
    renew_every_s: float = 5.0
    grace_s: float = 30.0
    poll_s: float = 1.0
    batch_s: float = 0.0


class Withdrawn(Exception):
    """Raised by `ask`: the question shall not be asked any more; it is released unanswered."""


async def drain(
    questions: Questions,
    ask: Callable[[Question], Awaitable[Asked]],
    *,
    limits: PumpLimits,
    stop: asyncio.Event,
    on_event: Callable[[PumpEvent], None],
) -> None:
    """Ask all questions that can be claimed, until none is left or `stop` is set.

    After a stop, calls in flight may end for `limits.grace_s`; the questions of the others are
    released. Being cancelled is a stop without grace.

    An error of `on_event` goes to the loop's exception handler: a broken progress bar must not
    cost an answer.

    Raises:
        Exception: the first error of the port or of `ask`, after the answers in hand were stored
            as far as the port allows and the other questions released.
    """
    pump = _Pump(questions, ask, limits=limits, stop=stop, on_event=on_event)
    # A task of its own: a cancellation must not hit a call of the port half way.
    work = asyncio.create_task(pump.run())
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        pump.abandon()
        await work
        raise


def _batches(brought: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    for first in range(0, len(brought), _MOST_STORED_TOGETHER):
        yield brought[first : first + _MOST_STORED_TOGETHER]


class _Pump:
    def __init__(
        self,
        questions: Questions,
        ask: Callable[[Question], Awaitable[Asked]],
        *,
        limits: PumpLimits,
        stop: asyncio.Event,
        on_event: Callable[[PumpEvent], None],
    ) -> None:
        self._questions = questions
        self._ask = ask
        self._limits = limits
        self._stop = stop
        self._on_event = on_event
        self._port_thread = ThreadPoolExecutor(1, thread_name_prefix="namedrop-questions")
        self._loop = asyncio.get_running_loop()
        self._renew_at = self._loop.time() + limits.renew_every_s
        self._flights: dict[asyncio.Task[Asked], Question] = {}
        self._landed: list[asyncio.Task[Asked]] = []
        self._has_landed = asyncio.Event()
        self._held: set[int] = set()
        self._withdrawn: list[int] = []
        self._not_stored: list[tuple[Question, Asked]] = []
        self._first_error: BaseException | None = None
        self._is_abandoned = False

    def abandon(self) -> None:
        """Stop without grace."""
        self._is_abandoned = True

    async def run(self) -> None:
        with self._port_thread:
            await self._fly()
            await self._land()
            await self._give_back()
        if self._first_error is not None:
            raise self._first_error

    def _is_ending(self) -> bool:
        return self._stop.is_set() or self._is_abandoned or self._first_error is not None

    async def _fly(self) -> None:
        while not self._is_ending():
            if self._flights:
                await self._keep(await self._landed_together())
                continue
            self._take_off(await self._port(self._questions.claim, self._limits.concurrency))
            if not self._flights and not await self._wait_for_questions():
                return

    async def _land(self) -> None:
        if self._flights:
            self._tell(PumpEventKind.STOPPING)
        ends_at = self._loop.time() + self._limits.grace_s
        while self._flights and not self._is_abandoned:
            left_s = ends_at - self._loop.time()
            if left_s <= 0:
                break
            await self._store(await self._landed_within(min(left_s, self._limits.poll_s)))
        for flight in self._flights:
            flight.cancel()
        while self._flights:
            await self._store(await self._landed_within(self._limits.poll_s))

    async def _give_back(self) -> None:
        once_more, self._not_stored = self._not_stored, []
        for each in once_more:
            await self._store([each])
        if self._held:
            await self._port(self._questions.release, sorted(self._held))

    def _take_off(self, questions: Sequence[Question] | None) -> None:
        for question in questions or ():
            if question.id in self._held:
                continue  # our own lease ran out in a stall; the call is still under way
            self._held.add(question.id)
            flight = asyncio.create_task(self._asked(question))
            self._flights[flight] = question
            flight.add_done_callback(self._land_one)
            self._tell(PumpEventKind.CLAIMED, question)

    async def _asked(self, question: Question) -> Asked:
        return await self._ask(question)

    async def _landed_together(self) -> list[_Brought]:
        """What the flights brought that ended, with those that end shortly after."""
        brought = await self._landed_within(self._limits.poll_s)
        if brought and self._limits.batch_s > 0:
            await asyncio.sleep(self._limits.batch_s)
            brought += self._take_landed()
        return brought

    async def _landed_within(self, timeout_s: float) -> list[_Brought]:
        """What the flights brought that ended, after waiting for one at most so long."""
        until_renewal_s = max(self._renew_at - self._loop.time(), 0)
        # The flights tell that they ended; to look at each of hundreds every time costs more than
        # all the rest of the loop.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(timeout_s, until_renewal_s)):
                await self._has_landed.wait()
        await self._renew_if_due()
        return self._take_landed()

    def _take_landed(self) -> list[_Brought]:
        landed, self._landed = self._landed, []
        self._has_landed.clear()
        brought = []
        for flight in landed:
            question = self._flights.pop(flight)
            if flight.cancelled():
                continue
            error = flight.exception()
            if isinstance(error, Withdrawn):
                self._withdrawn.append(question.id)
            elif error is not None:
                self._note(error)
            else:
                brought.append((question, flight.result()))
        return brought

    def _land_one(self, flight: asyncio.Task[Asked]) -> None:
        self._landed.append(flight)
        self._has_landed.set()

    async def _wait_for_questions(self) -> bool:
        """Wait a moment for questions that others hold; False when none is left."""
        if self._is_ending():
            return False
        seconds = await self._port(self._questions.seconds_until_claimable)
        if seconds is None:
            return False
        wait_s = min(max(seconds, _SHORTEST_WAIT_S), self._limits.poll_s)
        self._tell(PumpEventKind.WAITING, wait_s=wait_s)
        await asyncio.sleep(wait_s)
        return True

    async def _keep(self, brought: Sequence[_Brought]) -> None:
        """Store what was brought, and only then claim for the free places, in one go."""
        free = self._limits.concurrency - len(self._flights)
        stored: list[int] = []
        asked = [asked for _, asked in brought]
        limit = 0 if self._is_ending() else free
        claimed = await self._port(self._store_and_claim, asked, stored, limit)
        self._note_stored(brought, len(stored))
        self._take_off(claimed)
        await self._release_withdrawn()
        await self._renew_if_due()

    async def _release_withdrawn(self) -> None:
        withdrawn, self._withdrawn = self._withdrawn, []
        if withdrawn:
            self._held.difference_update(withdrawn)
            await self._port(self._questions.release, sorted(withdrawn))

    async def _store(self, brought: Sequence[_Brought]) -> None:
        if not brought:
            return
        stored: list[int] = []
        await self._port(self._store_and_claim, [asked for _, asked in brought], stored, 0)
        self._note_stored(brought, len(stored))
        await self._renew_if_due()

    def _store_and_claim(
        self, brought: Sequence[Asked], stored: list[int], limit: int
    ) -> Sequence[Question]:
        """Store all, oldest first, until a transaction fails; then claim."""
        for batch in _batches(brought):
            self._questions.store(batch)
            stored += [asked.question_id for asked in batch]
        return self._questions.claim(limit) if limit > 0 else ()

    def _note_stored(self, brought: Sequence[_Brought], count: int) -> None:
        self._not_stored += brought[count:]
        for question, asked in brought[:count]:
            self._held.discard(question.id)
            is_failure = asked.answer.outcome is Outcome.ERROR
            kind = PumpEventKind.FAILED if is_failure else PumpEventKind.ANSWERED
            self._tell(kind, question, asked=asked)

    async def _renew_if_due(self) -> None:
        now = self._loop.time()
        if now < self._renew_at or not self._held:
            return
        self._renew_at = now + self._limits.renew_every_s
        await self._port(self._questions.renew, sorted(self._held))

    async def _port(self, call: Callable[..., _T], *arguments: object) -> _T | None:
        """What the port's method gives; None when it raised, which is noted and ends the loop."""
        future = self._loop.run_in_executor(self._port_thread, call, *arguments)
        await asyncio.wait([future])
        error = future.exception()
        if error is None:
            return future.result()
        self._note(error)
        return None

    def _note(self, error: BaseException) -> None:
        if self._first_error is None:
            self._first_error = error

    def _tell(
        self,
        kind: PumpEventKind,
        question: Question | None = None,
        *,
        asked: Asked | None = None,
        wait_s: float | None = None,
    ) -> None:
        event = PumpEvent(kind, len(self._flights), question, asked, wait_s)
        self._loop.call_soon(self._on_event, event)
