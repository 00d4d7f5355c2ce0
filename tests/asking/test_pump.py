from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from monitor.asking.ask import Asker
from monitor.asking.pump import PumpLimits, drain
from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.domain.answer import Answer, Asked, Failure, Outcome
from monitor.domain.question import Question
from monitor.domain.sampling import SamplingRecord
from monitor.http import HttpClient
from tests.asking.memory_questions import DiskFull, MemoryQuestions
from tests.asking.tiny_provider import TinyProvider, question_of, target_of
from tests.behaviour_server import BehaviourServer

pytestmark = pytest.mark.anyio

TARGET = target_of("http://127.0.0.1:9", "/ok")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUICK = PumpLimits(concurrency=3, renew_every_s=5.0, grace_s=5.0, poll_s=0.05)


def some_questions(count: int) -> list[Question]:
    return [question_of(TARGET, key) for key in range(1, count + 1)]


def asked_of(question: Question, outcome: Outcome = Outcome.OK) -> Asked:
    failure = Failure("overloaded", "x", temporary=True) if outcome is Outcome.ERROR else None
    return Asked(
        question_id=question.id,
        answer=Answer("x", outcome, failure=failure),
        sampling=SamplingRecord({}, {}),
        replies=(),
        attempts=1,
        asked_at=NOW,
        answered_at=NOW,
        latency_ms=1,
    )


@dataclass(slots=True)
class Answering:
    """Answers after a time that may differ by question, and remembers how many it had at once."""

    takes_s: float = 0.005
    slow: dict[int, float] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    begun: Counter[int] = field(default_factory=Counter)
    in_flight: int = 0
    peak: int = 0
    on_begin: Callable[[Question], None] = lambda _: None

    async def __call__(self, question: Question) -> Asked:
        self.begun[question.id] += 1
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        self.on_begin(question)
        try:
            await asyncio.sleep(self.slow.get(question.id, self.takes_s))
        finally:
            self.in_flight -= 1
        is_failed = question.id in self.failed
        return asked_of(question, Outcome.ERROR if is_failed else Outcome.OK)


async def pump(
    questions: MemoryQuestions,
    ask: Callable[[Question], Awaitable[Asked]],
    *,
    limits: PumpLimits = QUICK,
    stop: asyncio.Event | None = None,
) -> list[PumpEvent]:
    events: list[PumpEvent] = []
    await drain(questions, ask, limits=limits, stop=stop or asyncio.Event(), on_event=events.append)
    return events


def kinds(events: list[PumpEvent]) -> Counter[PumpEventKind]:
    return Counter(event.kind for event in events)


async def test_every_question_is_asked_once_and_stored_within_the_limit():
    questions, answering = MemoryQuestions(some_questions(40)), Answering()

    await pump(questions, answering)

    assert questions.ids_stored() == list(range(1, 41))
    assert set(answering.begun.values()) == {1}
    assert answering.peak == QUICK.concurrency
    assert questions.most_claimed == QUICK.concurrency
    assert questions.leases == {}


async def test_no_question_ends_at_once():
    questions, answering = MemoryQuestions([]), Answering()

    assert await pump(questions, answering) == []
    assert questions.log == [("claim", ()), ("seconds_until_claimable", ())]


async def test_a_slow_call_does_not_hold_up_the_others():
    questions = MemoryQuestions(some_questions(30))

    await pump(questions, Answering(slow={1: 1.0}))

    assert questions.stored[-1].question_id == 1
    assert len(questions.stored) == 30


async def test_an_answer_is_stored_before_its_place_is_taken():
    questions = MemoryQuestions(some_questions(3))

    await pump(questions, Answering(), limits=PumpLimits(concurrency=1))

    claims_and_stores = [(name, keys) for name, keys in questions.log if keys]
    assert claims_and_stores == [(name, (key,)) for key in (1, 2, 3) for name in ("claim", "store")]


async def test_all_calls_of_the_port_come_from_one_thread_beside_the_loop():
    questions = MemoryQuestions(some_questions(10))

    await pump(questions, Answering())

    assert len(questions.threads) == 1
    assert threading.get_ident() not in questions.threads


async def test_events_tell_what_was_claimed_answered_and_failed():
    questions = MemoryQuestions(some_questions(4))

    events = await pump(questions, Answering(failed={2}))

    assert kinds(events) == {
        PumpEventKind.CLAIMED: 4,
        PumpEventKind.ANSWERED: 3,
        PumpEventKind.FAILED: 1,
    }
    failed = next(event for event in events if event.kind is PumpEventKind.FAILED)
    assert failed.question is not None
    assert failed.asked in questions.stored
    assert failed.question.id == 2
    assert max(event.in_flight for event in events) == QUICK.concurrency
    assert events[-1].in_flight == 0


async def test_a_listener_that_breaks_costs_no_answer():
    questions, told = MemoryQuestions(some_questions(5)), []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))

    def broken(event: PumpEvent) -> None:
        raise ValueError(event.kind)

    await drain(questions, Answering(), limits=QUICK, stop=asyncio.Event(), on_event=broken)

    assert len(questions.stored) == 5
    assert {type(error) for error in told} == {ValueError}


async def test_leases_of_calls_in_flight_are_renewed():
    questions = MemoryQuestions(some_questions(2), lease_s=0.4)
    limits = PumpLimits(concurrency=3, renew_every_s=0.1, poll_s=0.05)

    await pump(questions, Answering(takes_s=1.2), limits=limits)

    assert questions.times_claimed() == {1: 1, 2: 1}
    assert questions.log.count(("renew", (1, 2))) >= 5
    assert questions.ids_stored() == [1, 2]


async def test_a_question_whose_lease_ran_out_in_our_hands_is_not_asked_again():
    questions, answering = MemoryQuestions(some_questions(1), lease_s=0.05), Answering(0.4)

    await pump(questions, answering)

    assert questions.times_claimed()[1] > 1
    assert answering.begun == {1: 1}
    assert questions.ids_stored() == [1]


async def test_questions_that_another_worker_leaves_behind_are_waited_for():
    left = question_of(TARGET, 9)
    questions = MemoryQuestions(some_questions(2))
    questions.claimed[9] = left
    questions.leases[9] = time.monotonic() + 0.3

    events = await pump(questions, Answering())

    waits = [event.wait_s for event in events if event.kind is PumpEventKind.WAITING]
    assert waits
    assert all(wait is not None and 0 < wait <= QUICK.poll_s for wait in waits)
    assert questions.ids_stored() == [1, 2, 9]


async def test_a_stop_keeps_the_answers_in_hand_and_claims_no_more():
    stop = asyncio.Event()
    questions = MemoryQuestions(some_questions(20))
    answering = Answering(takes_s=0.1, on_begin=lambda _: stop.set())

    events = await pump(questions, answering, stop=stop)

    assert questions.ids_stored() == [1, 2, 3]
    assert questions.ids_waiting() == list(range(4, 21))
    assert questions.leases == {}
    assert kinds(events)[PumpEventKind.STOPPING] == 1


async def test_a_stop_before_the_start_claims_nothing():
    stop = asyncio.Event()
    stop.set()
    questions = MemoryQuestions(some_questions(2))

    assert await pump(questions, Answering(), stop=stop) == []
    assert questions.log == []


async def test_a_stop_ends_the_wait_for_others():
    stop = asyncio.Event()
    questions = MemoryQuestions([])
    questions.claimed[9] = question_of(TARGET, 9)
    questions.leases[9] = time.monotonic() + 60
    asyncio.get_running_loop().call_later(0.1, stop.set)

    await asyncio.wait_for(pump(questions, Answering(), stop=stop), timeout=5)

    assert questions.stored == []
    assert list(questions.leases) == [9]


async def test_calls_that_outlast_the_grace_are_released():
    stop = asyncio.Event()
    questions = MemoryQuestions(some_questions(3))
    answering = Answering(slow={2: 60.0}, on_begin=lambda _: stop.set())
    limits = PumpLimits(concurrency=3, grace_s=0.2, poll_s=0.05)

    await pump(questions, answering, limits=limits, stop=stop)

    assert questions.ids_stored() == [1, 3]
    assert questions.log[-1] == ("release", (2,))
    assert questions.leases == {}
    assert answering.in_flight == 0


async def test_being_cancelled_stores_what_came_and_releases_the_rest():
    questions = MemoryQuestions(some_questions(3))
    answering = Answering(slow={2: 60.0, 3: 60.0})
    is_stored = asyncio.Event()

    def listen(event: PumpEvent) -> None:
        if event.kind is PumpEventKind.ANSWERED:
            is_stored.set()

    work = asyncio.create_task(
        drain(questions, answering, limits=QUICK, stop=asyncio.Event(), on_event=listen)
    )
    await is_stored.wait()

    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    assert questions.ids_stored() == [1]
    assert questions.ids_waiting() == [2, 3]
    assert (questions.leases, answering.in_flight) == ({}, 0)


async def test_a_store_that_fails_once_loses_nothing_and_is_told():
    questions = MemoryQuestions(some_questions(9), failing={("store", 1)})

    with pytest.raises(DiskFull, match="store"):
        await pump(questions, Answering(slow={2: 0.2, 3: 0.3}))

    assert questions.ids_stored() == [1, 2, 3]
    assert questions.ids_waiting() == [4, 5, 6, 7, 8, 9]
    assert questions.leases == {}


async def test_an_answer_that_can_never_be_stored_gives_its_question_back():
    questions = MemoryQuestions(some_questions(3), unstorable={2})

    with pytest.raises(DiskFull, match="2"):
        await pump(questions, Answering())

    assert questions.ids_stored() == [1, 3]
    assert questions.ids_waiting() == [2]


@pytest.mark.parametrize("call", [("claim", 2), ("renew", 1)])
async def test_a_port_that_fails_otherwise_loses_nothing_and_is_told(call: tuple[str, int]):
    questions = MemoryQuestions(some_questions(9), failing={call})
    limits = PumpLimits(concurrency=3, renew_every_s=0.1, poll_s=0.05)

    with pytest.raises(DiskFull, match=call[0]):
        await pump(questions, Answering(takes_s=0.15), limits=limits)

    assert questions.ids_stored() == [1, 2, 3]
    assert questions.ids_waiting() == [4, 5, 6, 7, 8, 9]


async def test_the_first_error_is_the_one_that_is_told():
    failing = {("store", number) for number in range(1, 20)} | {("release", 1)}
    questions = MemoryQuestions(some_questions(3), failing=failing)

    with pytest.raises(DiskFull, match="store"):
        await pump(questions, Answering())

    assert questions.stored == []


async def test_an_error_in_asking_is_told_after_the_others_are_stored():
    questions = MemoryQuestions(some_questions(3))

    async def ask(question: Question) -> Asked:
        if question.id == 2:
            raise ZeroDivisionError
        return await Answering(takes_s=0.1)(question)

    with pytest.raises(ZeroDivisionError):
        await pump(questions, ask)

    assert questions.ids_stored() == [1, 3]
    assert questions.ids_waiting() == [2]


async def test_real_calls_of_every_kind_end_up_stored(server: BehaviourServer):
    paths = ["/ok", "/slow?first=0.05", "/status/401", "/status/503", "/html", "/cut-off"]
    asking = [question_of(target_of(server.url(""), paths[n % 6]), n) for n in range(1, 61)]
    questions = MemoryQuestions(asking)

    async with HttpClient() as client:
        asker = Asker(
            provider=TinyProvider(),
            secret="sk-0123456789abcdef",
            client=client,
            policy=RetryPolicy(max_attempts=2, base_s=0.01),
            defaults=(),
            clock=utc_now,
            sleep=asyncio.sleep,
            random=random.random,
        )
        await pump(questions, asker.ask, limits=PumpLimits(concurrency=20, poll_s=0.05))

    outcomes = Counter(
        asked.answer.failure.kind if asked.answer.failure else asked.answer.outcome.value
        for asked in questions.stored
    )
    assert outcomes == {
        "ok": 20,
        "bad_credentials": 10,
        "overloaded": 10,
        "unreadable": 10,
        "unreachable": 10,
    }
    assert server.counts["/status/503"] == server.counts["/cut-off"] == 20
    assert 1 < server.peak_in_flight <= 20
    assert "sk-0123456789abcdef" not in repr(questions.stored)
