"""Every provider meets every fault over real HTTP: the right error, or the right outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from monitor.domain.answer import Answer, Outcome
from monitor.domain.question import Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.errors import (
    BadCredentials,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    TemporaryError,
    TimedOut,
    UnknownModel,
    Unreachable,
    UnreadableReply,
    UnsupportedSetting,
)
from monitor.http import Deadlines, HttpClient
from monitor.mock_models.faults import FAULTS, Ending
from monitor.mock_models.scenario import default_scenario
from monitor.mock_models.services import SERVICES
from monitor.providers.registry import PROVIDERS
from monitor.providers.seams import Answers
from tests.mock_models.serving import Mock, running_mock

SHORT = Deadlines(connect_s=2, read_s=0.1, total_s=0.2)
USUAL = Deadlines(connect_s=5, read_s=10, total_s=20)
MAX_BODY_BYTES = 1_000_000
LOGINS = {"dataforseo", "dataforseo_llm"}
"""Their key is a login and a password."""

ASKED = sorted(name for name, one in PROVIDERS.items() if not isinstance(one, Answers))
OPTIONS = {
    "vertex": {"project": "mock-project"},
    "dataforseo": {"location_name": "United States", "language_code": "en"},
    "dataforseo_llm": {"platform": "chat_gpt"},
}
MODELS = {"serpapi": "ai_overview", "dataforseo": "ai_overview"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a fault becomes: an error (with the wait that was asked for) or an outcome."""

    error: type[ProviderError] | None = None
    outcome: Outcome | None = None
    retry_after_s: float | None = None


EXPECTED = {
    "400": Expected(BadRequest),
    "401": Expected(BadCredentials),
    "403": Expected(BadCredentials),
    "404": Expected(UnknownModel),
    "408": Expected(Overloaded),
    "409": Expected(Overloaded),
    "429": Expected(RateLimited),
    "429-retry-after": Expected(RateLimited, retry_after_s=2),
    "429-retry-date": Expected(RateLimited, retry_after_s=3),
    "429-retry-after-ms": Expected(RateLimited, retry_after_s=1.5),
    "429-retry-info": Expected(RateLimited),
    "insufficient-quota": Expected(QuotaExhausted),
    "unsupported-temperature": Expected(UnsupportedSetting),
    "500": Expected(Overloaded),
    "502-html": Expected(Overloaded),
    "503": Expected(Overloaded),
    "503-retry-after": Expected(Overloaded, retry_after_s=2),
    "504": Expected(Overloaded),
    "529": Expected(Overloaded),
    "slow-first-byte": Expected(TimedOut),
    "slow-drip": Expected(TimedOut),
    "cut-off": Expected(Unreachable),
    "reset": Expected(Unreachable),
    "wrong-content-type": Expected(outcome=Outcome.OK),
    "invalid-json": Expected(UnreadableReply),
    "html-200": Expected(UnreadableReply),
    "empty-200": Expected(UnreadableReply),
    "huge": Expected(UnreadableReply),
    "failed-200": Expected(ProviderError),
    "truncated": Expected(outcome=Outcome.TRUNCATED),
    "refused": Expected(outcome=Outcome.REFUSED),
    "blocked": Expected(outcome=Outcome.BLOCKED),
    "paused": Expected(outcome=Outcome.PAUSED),
    "absent": Expected(outcome=Outcome.NO_ANSWER_SURFACE),
}

OWN = {
    ("gemini", "429-retry-info"): Expected(RateLimited, retry_after_s=4.5),
    ("vertex", "429-retry-info"): Expected(RateLimited, retry_after_s=4.5),
    # A candidate that ended for "SAFETY".
    ("gemini", "refused"): Expected(outcome=Outcome.BLOCKED),
    ("vertex", "refused"): Expected(outcome=Outcome.BLOCKED),
    # Pages of results have no sampling, so the fault has nothing to object to.
    ("serpapi", "unsupported-temperature"): Expected(outcome=Outcome.OK),
    ("dataforseo", "unsupported-temperature"): Expected(outcome=Outcome.OK),
    # DataForSEO has one code for all that is wrong with a task.
    ("dataforseo", "404"): Expected(BadRequest),
    ("dataforseo_llm", "404"): Expected(BadRequest),
    ("dataforseo_llm", "unsupported-temperature"): Expected(BadRequest),
    ("cohere", "failed-200"): Expected(outcome=Outcome.PARTIAL),
    # The overview is there and was not loaded, and no token redeems it.
    ("dataforseo", "paused"): Expected(outcome=Outcome.PARTIAL),
}
"""Where a provider's own way leads elsewhere."""


def test_every_fault_is_in_the_matrix():
    assert EXPECTED.keys() == FAULTS.keys()


def test_every_provider_that_is_asked_over_http_is_played():
    assert set(ASKED) <= SERVICES.keys()


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    with running_mock(default_scenario().model_copy(update={"slow_s": 3.0})) as running:
        yield running


def key_of(name: str, key: str = "mock-key") -> str:
    return f"login:{key}" if name in LOGINS else key


def question_to(name: str, base_url: str) -> Question:
    target = Target(
        key="t",
        provider=name,
        model=MODELS.get(name, "mock-model"),
        channel=PROVIDERS[name].channel,
        settings=SamplingSettings(temperature=0.5),
        base_url=base_url,
        options=OPTIONS.get(name, {}),
    )
    prompt = Prompt("p", "Which tools are best?")
    return Question(1, 1, 1, 1, 1, prompt, target, 1)


async def asked(question: Question, deadlines: Deadlines, *, key: str) -> Answer:
    provider = PROVIDERS[question.target.provider]
    async with HttpClient(deadlines, max_body_bytes=MAX_BODY_BYTES) as client:
        return provider.read(await client.send(provider.request(question, key)))


def has_ending(name: str, ending: Ending) -> bool:
    """Whether the wire format that the provider's adapter speaks has such an ending."""
    service = SERVICES[name]
    question = question_to(name, f"http://mock{service.base_path}")
    request = PROVIDERS[name].request(question, key_of(name))
    path = urlsplit(request.url).path.removeprefix(f"/{name}")
    shape = service.shape_at(request.method, path)
    assert shape is not None, f"{name} asks at {path}, which the mock does not play"
    return ending in shape.endings


def cases() -> Iterator[tuple[str, str]]:
    for name in ASKED:
        for fault in EXPECTED:
            ending = FAULTS[fault].ending
            if ending is None or has_ending(name, ending):
                yield name, fault


@pytest.mark.parametrize("name", ASKED)
def test_a_provider_without_fault_answers(mock: Mock, name: str):
    question = question_to(name, f"{mock.url}{SERVICES[name].base_path}")

    answer = asyncio.run(asked(question, USUAL, key=key_of(name)))

    assert answer.outcome is Outcome.OK
    assert answer.text


@pytest.mark.parametrize("name", ASKED)
def test_the_bad_key_is_bad_credentials(mock: Mock, name: str):
    question = question_to(name, f"{mock.url}{SERVICES[name].base_path}")

    with pytest.raises(BadCredentials):
        asyncio.run(asked(question, USUAL, key=key_of(name, "bad-key")))


@pytest.mark.parametrize(("name", "fault"), list(cases()))
def test_a_fault_becomes_its_error_or_outcome(mock: Mock, name: str, fault: str):
    expected = OWN.get((name, fault), EXPECTED[fault])
    question = question_to(name, f"{mock.url}/fault/{fault}{SERVICES[name].base_path}")
    deadlines = SHORT if expected.error is TimedOut else USUAL

    if expected.error is None:
        answer = asyncio.run(asked(question, deadlines, key=key_of(name)))
        assert answer.outcome is expected.outcome
        return
    with pytest.raises(expected.error) as caught:
        asyncio.run(asked(question, deadlines, key=key_of(name)))
    if expected.error is UnsupportedSetting:
        assert getattr(caught.value, "setting", None) == "temperature"
    if isinstance(caught.value, TemporaryError):
        # A date has whole seconds, so between two of them a second may get lost.
        off_s = 1.01 if fault == "429-retry-date" else 0.01
        assert caught.value.retry_after_s == pytest.approx(expected.retry_after_s, abs=off_s)
