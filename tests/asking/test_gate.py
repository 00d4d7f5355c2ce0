"""The gate in front of a real server: what passes, what is handed back, what is given up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.asking.ask import Asker
from monitor.asking.gate import CircuitOpen, Gate
from monitor.asking.limits.line import Line
from monitor.asking.limits.local import LocalLimits
from monitor.asking.limits.protocol import AccountLimits
from monitor.asking.pump import Withdrawn
from monitor.asking.retry import RetryPolicy
from monitor.domain.answer import Asked, Outcome
from monitor.domain.question import Question
from monitor.http import Deadlines, HttpClient
from tests.asking.tiny_provider import TinyProvider, question_of, target_of
from tests.behaviour_server import BehaviourServer

pytestmark = pytest.mark.anyio

ONE_TRY = RetryPolicy(max_attempts=1)


def now() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)


class Desk:
    """Askers that share the limits of one account."""

    def __init__(self, client: HttpClient, server: BehaviourServer, concurrency: int = 5) -> None:
        self.client = client
        self.server = server
        self.line = Line(LocalLimits())
        self.concurrency = concurrency
        self.withdrawn: set[int] = set()
        self.waits: list[float] = []

    def question(self, path: str, number: int = 1) -> Question:
        return question_of(target_of(self.server.url(""), path), number)

    def asker(self, policy: RetryPolicy = ONE_TRY) -> Asker:
        return Asker(
            provider=TinyProvider(),
            secret=None,
            client=self.client,
            policy=policy,
            defaults=(),
            clock=now,
            sleep=self.sleep,
            random=lambda: 0.5,
            gate=Gate(
                line=self.line,
                account="a",
                target_key="t",
                limits=AccountLimits(concurrency=self.concurrency),
                patience_s=5,
                is_withdrawn=lambda question: question.run_id in self.withdrawn,
                clock=now,
            ),
        )

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def ask(self, path: str) -> Asked:
        return await self.asker().ask(self.question(path))


@pytest.fixture
async def desk(server: BehaviourServer):
    async with HttpClient(Deadlines(connect_s=1, read_s=1, total_s=2)) as client:
        yield Desk(client, server)


async def test_no_more_calls_are_made_at_once_than_the_account_may_have(desk: Desk):
    desk.concurrency = 2
    asked = await asyncio.gather(*(desk.ask("/slow?first=0.1") for _ in range(6)))
    assert [each.answer.outcome for each in asked] == [Outcome.OK] * 6
    assert desk.server.peak_in_flight <= 2


async def test_a_question_of_a_cancelled_run_is_not_asked(desk: Desk):
    question = replace(desk.question("/ok"), run_id=9)
    desk.withdrawn.add(9)
    with pytest.raises(Withdrawn):
        await desk.asker().ask(question)
    assert desk.server.counts.total() == 0


async def test_a_target_that_fails_in_a_row_is_not_called_any_more(desk: Desk):
    for _ in range(5):
        await desk.ask("/status/500")
    before = desk.server.counts.total()
    with pytest.raises(CircuitOpen) as told:
        await desk.ask("/ok")
    assert told.value.seconds > 0
    assert desk.server.counts.total() == before


async def test_a_question_that_was_tried_ends_as_it_is_when_the_circuit_opens(desk: Desk):
    for _ in range(4):
        await desk.ask("/status/500")
    policy = RetryPolicy(max_attempts=3, total_s=20)
    asked = await desk.asker(policy).ask(desk.question("/status/500"))
    assert asked.attempts == 1  # the call that opened it; the next try would be too late
    assert asked.answer.failure is not None
    assert asked.answer.failure.status == 500


async def test_a_failed_call_gives_its_place_back(desk: Desk):
    desk.concurrency = 1
    for path in ("/status/500", "/status/400", "/ok"):
        asked = await desk.ask(path)
    assert asked.answer.outcome is Outcome.OK
