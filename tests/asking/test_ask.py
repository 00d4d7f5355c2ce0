from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.asking.ask import Asker
from monitor.asking.retry import RetryPolicy
from monitor.asking.scrub import REMOVED
from monitor.catalog.capabilities import REFUSED_BY_PROVIDER
from monitor.domain.answer import Asked, Failure, Outcome
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Target, UnsupportedPolicy
from monitor.domain.sampling import Dropped, SamplingSettings, SettingsOutcome
from monitor.http import Deadlines, HttpClient
from tests.asking.tiny_provider import TinyProvider, TurningProvider, question_of, target_of
from tests.behaviour_server import OK_BODY, BehaviourServer

pytestmark = pytest.mark.anyio

SECRET = "sk-0123456789abcdef"
START = datetime(2026, 3, 1, tzinfo=UTC)
SHORT = Deadlines(connect_s=1, read_s=0.15, total_s=0.5)


class Clock:
    """Time that passes only in sleep; it remembers each wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=sum(self.waits))

    def monotonic(self) -> float:
        return sum(self.waits)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def make_asker(
    client: HttpClient,
    *,
    provider: TinyProvider | None = None,
    secret: str | None = SECRET,
    policy: RetryPolicy | None = None,
    clock: Clock | None = None,
) -> Asker:
    clock = clock or Clock()
    return Asker(
        provider=provider or TinyProvider(),
        secret=secret,
        client=client,
        policy=policy or RetryPolicy(),
        defaults=(),
        clock=clock.now,
        sleep=clock.sleep,
        random=lambda: 0.5,
        monotonic=clock.monotonic,
    )


async def ask(
    target: Target,
    *,
    provider: TinyProvider | None = None,
    secret: str | None = SECRET,
    policy: RetryPolicy | None = None,
    clock: Clock | None = None,
) -> Asked:
    async with HttpClient(SHORT) as client:
        asker = make_asker(client, provider=provider, secret=secret, policy=policy, clock=clock)
        return await asker.ask(question_of(target, 7))


def failure_in(asked: Asked) -> Failure:
    assert asked.answer.outcome is Outcome.ERROR
    assert asked.answer.text == ""
    assert asked.answer.failure is not None
    return asked.answer.failure


async def test_an_answer_is_kept_with_its_reply(server: BehaviourServer):
    settings = SamplingSettings(temperature=0.7, presence_penalty=1.0)
    target = target_of(server.url(""), "/ok", settings=settings)
    provider = TinyProvider(effective={"temperature": 0.7})

    asked = await ask(target, provider=provider)

    assert (asked.question_id, asked.answer.text) == (7, "Acme and Bolt")
    assert asked.reply is not None
    assert (asked.reply.status, asked.reply.body) == (200, OK_BODY)
    assert (asked.attempts, asked.asked_at, asked.answered_at) == (1, START, START)
    assert asked.sampling.dropped == (Dropped("presence_penalty", "not taken"),)
    assert asked.sampling.outcome is SettingsOutcome.ACCEPTED


@pytest.mark.parametrize(
    ("path", "kind", "attempts", "status"),
    [
        ("/status/400", "bad_request", 1, 400),
        ("/status/401", "bad_credentials", 1, 401),
        ("/status/422", "unsupported_setting", 1, 422),
        ("/status/500", "overloaded", 4, 500),
        ("/status/529", "overloaded", 4, 529),
        ("/retry-after/1", "rate_limited", 4, 429),
        ("/html", "unreadable", 1, 200),
        ("/cut-off", "unreachable", 4, None),
        ("/hang-up", "unreachable", 4, None),
        ("/slow?first=9", "timed_out", 4, None),
    ],
)
async def test_every_failure_is_stored_and_only_temporary_ones_are_retried(
    server: BehaviourServer, path: str, kind: str, attempts: int, status: int | None
):
    asked = await ask(target_of(server.url(""), path))

    failure = failure_in(asked)
    assert (failure.kind, failure.status, asked.attempts) == (kind, status, attempts)
    assert failure.temporary is (attempts > 1)
    assert server.counts[path.split("?", maxsplit=1)[0]] == attempts
    assert (asked.reply is None) is (status is None)
    assert asked.latency_ms is not None


async def test_the_body_of_an_unreadable_reply_is_kept(server: BehaviourServer):
    asked = await ask(target_of(server.url(""), "/html"))

    assert asked.reply is not None
    assert asked.reply.body == b"<html>A captive portal</html>"


async def test_a_reply_of_unforeseen_shape_is_kept_as_unreadable(server: BehaviourServer):
    odd = await ask(target_of(server.url(""), "/status/200"))

    assert failure_in(odd).kind == "unreadable"
    assert "KeyError" in failure_in(odd).message
    assert odd.reply is not None
    assert odd.reply.body == b'{"error": "200"}'


async def test_a_provider_that_recovers_is_asked_until_it_does(server: BehaviourServer):
    clock = Clock()

    asked = await ask(target_of(server.url(""), "/flaky/2"), clock=clock)

    assert (asked.answer.text, asked.attempts) == ("Acme and Bolt", 3)
    assert server.counts["/flaky/2"] == 3
    assert clock.waits == [0.25, 0.5]
    assert asked.answered_at == START + timedelta(seconds=0.75)


async def test_the_wait_that_the_provider_asks_for_is_kept(server: BehaviourServer):
    clock = Clock()

    await ask(target_of(server.url(""), "/retry-after/7"), clock=clock)

    assert clock.waits == [7.25, 7.5, 8.0]


async def test_a_wait_beyond_the_total_deadline_is_not_begun(server: BehaviourServer):
    clock = Clock()

    asked = await ask(target_of(server.url(""), "/retry-after/600"), clock=clock)

    assert (failure_in(asked).kind, asked.attempts, clock.waits) == ("rate_limited", 1, [])


async def test_the_total_deadline_shortens_a_call(server: BehaviourServer):
    policy = RetryPolicy(total_s=0.05)

    asked = await ask(target_of(server.url(""), "/slow?first=0.1"), policy=policy)

    assert failure_in(asked).kind == "timed_out"
    assert "within 0.05 s" in failure_in(asked).message


@pytest.mark.parametrize("secret", [None, ""])
async def test_a_missing_key_is_named_by_its_variable_and_nothing_is_sent(
    server: BehaviourServer, secret: str | None
):
    own = target_of(server.url(""), "/ok", api_key_env="MY_KEY")
    usual = target_of(server.url(""), "/ok")
    provider = TinyProvider(api_key_env="TINY_API_KEY")

    for target, variable in ((own, "MY_KEY"), (usual, "TINY_API_KEY")):
        asked = await ask(target, provider=provider, secret=secret)

        assert failure_in(asked).kind == "bad_credentials"
        assert f"set the environment variable {variable}" in failure_in(asked).message
        assert (asked.attempts, asked.reply, asked.latency_ms) == (0, None, None)
        assert asked.sampling.sent == {}
    assert server.counts == {}


async def test_a_request_that_cannot_be_built_ends_as_a_failure(server: BehaviourServer):
    with_top_k = replace(
        target_of(server.url(""), "/ok", settings=SamplingSettings(top_k=3)),
        unsupported=UnsupportedPolicy.ERROR,
    )
    without_url = target_of(None, "/ok")

    rejected, nowhere = await ask(with_top_k), await ask(without_url)

    assert failure_in(rejected).kind == "unsupported_setting"
    assert rejected.sampling.outcome is SettingsOutcome.NOT_VERIFIABLE
    assert failure_in(nowhere).kind == "bad_request"
    assert "base_url" in failure_in(nowhere).message
    assert (rejected.attempts, nowhere.attempts, server.counts) == (0, 0, {})


@pytest.mark.parametrize("status", [200, 400, 401, 429, 503])
async def test_a_server_that_echoes_the_key_does_not_get_it_stored(
    server: BehaviourServer, status: int
):
    path = f"/echo-headers?status={status}&key={SECRET}"

    asked = await ask(target_of(server.url(""), path))

    assert asked.reply is not None
    assert SECRET not in repr(asked)
    assert SECRET.encode() not in asked.reply.body
    assert REMOVED.encode() in asked.reply.body
    assert asked.reply.headers["x-echo"] == f"Bearer {REMOVED}"
    if asked.answer.failure is None:
        assert asked.answer.served.request_id == f"Bearer {REMOVED}"
    else:
        assert REMOVED in asked.answer.failure.message


async def test_a_key_that_is_no_header_is_told_without_being_shown(server: BehaviourServer):
    asked = await ask(target_of(server.url(""), "/ok"), secret=f"{SECRET}\n")

    assert "check the key for a line break" in failure_in(asked).message
    assert SECRET not in repr(asked)


async def test_an_asker_does_not_show_its_key():
    async with HttpClient() as client:
        clock = Clock()
        asker = Asker(
            provider=TinyProvider(),
            secret=SECRET,
            client=client,
            policy=RetryPolicy(),
            defaults=(),
            clock=clock.now,
            sleep=asyncio.sleep,
            random=lambda: 0.5,
        )
    assert SECRET not in repr(asker)


async def test_a_refused_setting_is_left_out_and_the_question_asked_once_more(
    server: BehaviourServer,
):
    target = target_of(
        server.url(""), "/refuses-temperature", settings=SamplingSettings(temperature=0.7, seed=1)
    )

    asked = await ask(target)

    assert asked.answer.outcome is Outcome.OK
    assert (asked.attempts, server.counts["/refuses-temperature"]) == (2, 2)
    assert asked.refused == ("temperature",)
    assert asked.sampling.requested == {"temperature": 0.7, "seed": 1}
    assert asked.sampling.sent == {"seed": 1}
    assert asked.sampling.dropped == (Dropped("temperature", REFUSED_BY_PROVIDER),)
    assert asked.sampling.outcome is SettingsOutcome.REJECTED_400


async def test_what_was_refused_once_is_not_sent_again(server: BehaviourServer):
    target = target_of(
        server.url(""), "/refuses-temperature", settings=SamplingSettings(temperature=0.7)
    )
    async with HttpClient(SHORT) as client:
        asker = make_asker(client)
        first = await asker.ask(question_of(target, 7))
        second = await asker.ask(question_of(target, 8))

    assert (first.attempts, second.attempts) == (2, 1)
    assert second.sampling.dropped == (
        Dropped("temperature", f"the model does not take it ({REFUSED_BY_PROVIDER})"),
    )


async def test_what_the_workspace_knows_the_model_does_not_take_is_not_sent(
    server: BehaviourServer,
):
    target = target_of(server.url(""), "/ok", settings=SamplingSettings(temperature=0.7, seed=1))
    claim = Claim("sampling.seed.taken", False, Basis.OFFICIAL, "our tests", date(2026, 11, 24))
    card = ModelCard("tiny/own", "own", "tiny", target.model, claims=(claim,))
    async with HttpClient(SHORT) as client:
        asked = await replace(make_asker(client), card=card).ask(question_of(target, 7))

    assert asked.sampling.sent == {"temperature": 0.7}
    reason = "the model does not take it (our tests)"
    assert asked.sampling.dropped == (Dropped("seed", reason),)


async def test_a_target_that_wants_an_error_gets_the_refusal(server: BehaviourServer):
    target = replace(
        target_of(
            server.url(""), "/refuses-temperature", settings=SamplingSettings(temperature=0.7)
        ),
        unsupported=UnsupportedPolicy.ERROR,
    )

    asked = await ask(target)

    assert failure_in(asked).kind == "unsupported_setting"
    assert asked.sampling.outcome is SettingsOutcome.REJECTED_400
    assert asked.attempts == 1


async def test_an_answer_in_several_turns_keeps_every_reply(server: BehaviourServer):
    target = target_of(server.url(""), "/ok")

    asked = await ask(target, provider=TurningProvider(turns=3))

    assert asked.answer.text == "Acme and Bolt" * 3
    assert [reply.body for reply in asked.replies] == [OK_BODY] * 3
    assert (asked.attempts, server.counts["/ok"]) == (3, 3)


async def test_turns_come_to_an_end(server: BehaviourServer):
    asked = await ask(target_of(server.url(""), "/ok"), provider=TurningProvider(turns=1000))

    assert server.counts["/ok"] == 10
    assert asked.answer.outcome is Outcome.OK
