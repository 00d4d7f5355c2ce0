from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.domain.answer import Answer, Outcome
from monitor.errors import ProviderError, RateLimited, UnknownModel
from monitor.providers.gemini import GEMINI
from monitor.providers.protocol import Provider
from monitor.providers.vertex import VERTEX
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

# The cited URLs are redirects of hundreds of characters; their last twenty tell them apart.
ANSWERS = {
    "generate-gemini3-search-offset-drift": Expected(
        characters=2762,
        model="gemini-3-flash-preview",
        tokens=(13, 573, 554),
        cited=9,
        retrieved=0,
        searches=3,
        first="Mr59YVI-eX2za1Uc0pk=",
        last="FPW3G8fdm25z5c5hsw==",
        span=(200, 341),
        searched=True,
    ),
    "generate-google-search-byte-offsets": Expected(
        characters=758,
        model="gemini-2.5-pro",
        tokens=(209, 206, 131),
        cited=5,
        retrieved=0,
        searches=1,
        first="HeS58IvIpda0XNtWVEjg",
        last="3CsLQo3293ZbIXZ_3A==",
        span=(383, 539),
        searched=True,
    ),
    "generate-max-tokens": Expected(
        characters=24,
        model="gemini-2.5-flash",
        tokens=(15, 5, None),
        outcome=Outcome.TRUNCATED,
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "generate-plain": Expected(
        characters=78,
        model="gemini-3-pro-preview",
        tokens=(9, 28, 244),
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "generate-prompt-blocked": Expected(
        characters=0,
        model="gemini-2.5-flash",
        tokens=(None, None, None),
        outcome=Outcome.BLOCKED,
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "generate-safety-blocked": Expected(
        characters=0,
        model="gemini-1.5-flash",
        tokens=(14, None, None),
        outcome=Outcome.BLOCKED,
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "generate-search-queries-without-chunks": Expected(
        characters=44,
        model="gemini-2.5-flash",
        tokens=(85, 28, 54),
        cited=0,
        retrieved=0,
        searches=1,
        searched=True,
    ),
}
ERRORS: dict[str, type[ProviderError]] = {
    "error-404-model": UnknownModel,
    "error-429-retry-info": RateLimited,
}


def with_short_urls(answer: Answer) -> Answer:
    cited = tuple(replace(one, url=one.url[-20:]) for one in answer.citations or ())
    return replace(answer, citations=cited)


def test_every_recording_has_its_expectation():
    assert recording_names("gemini") == ANSWERS.keys() | ERRORS.keys()


@pytest.mark.parametrize("provider", [GEMINI, VERTEX], ids=["gemini", "vertex"])
@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str, provider: Provider):
    answer = provider.read(recording("gemini", name))
    assert_read_as(with_short_urls(answer), ANSWERS[name])


@pytest.mark.parametrize("name", ERRORS)
def test_each_failure_is_told_by_its_class(name: str):
    with pytest.raises(ERRORS[name]):
        GEMINI.read(recording("gemini", name))


def test_the_wait_of_a_used_up_quota_stands_in_the_body():
    with pytest.raises(RateLimited) as caught:
        GEMINI.read(recording("gemini", "error-429-retry-info"))
    assert caught.value.retry_after_s == 34.4


def test_segments_whose_offsets_drift_are_found_by_their_text():
    answer = GEMINI.read(recording("gemini", "generate-gemini3-search-offset-drift"))
    spans = [(one.start, one.end) for one in answer.citations or ()]
    # The reply says 2382..2545 and 2546..2764, both two too far.
    assert spans[7:] == [(2382, 2543), (2544, 2762)]
    start, end = spans[7]
    assert answer.text[start:end].startswith("*   **Diplomacy:** Chinese President")


def test_offsets_in_bytes_become_offsets_in_characters():
    answer = GEMINI.read(recording("gemini", "generate-google-search-byte-offsets"))
    last = (answer.citations or ())[-1]
    assert answer.text[last.start : last.end].startswith("Winds are generally light")
    assert answer.usage.tool_input_tokens == 286
