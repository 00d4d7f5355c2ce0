from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import ProviderError, UnknownModel, UnsupportedSetting
from monitor.providers.anthropic import ANTHROPIC
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

SONNET_4 = "claude-sonnet-4-20250514"
SONNET_45 = "claude-sonnet-4-5-20250929"
HAIKU = "claude-3-5-haiku-20241022"

ANSWERS = {
    "messages-pause-turn": Expected(
        characters=425,
        model=SONNET_45,
        snapshot=SONNET_45,
        tokens=(401_468, 792, None),
        outcome=Outcome.PAUSED,
        cited=0,
        retrieved=91,  # ten for each of ten searches, nine of them found twice
        searches=11,
        searched=True,
    ),
    "messages-plain-ratelimit-headers": Expected(
        characters=385,
        model=HAIKU,
        snapshot=HAIKU,
        tokens=(1382, 80, None),
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "messages-refusal": Expected(
        characters=0,
        model="claude-fable-5",
        tokens=(18, 5, None),
        outcome=Outcome.REFUSED,
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "messages-stop-sequence": Expected(
        characters=22,
        model=SONNET_45,
        snapshot=SONNET_45,
        tokens=(32, 5, None),
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "messages-web-fetch-error-in-200": Expected(
        characters=579,
        model=SONNET_4,
        snapshot=SONNET_4,
        tokens=(1902, 214, None),
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "messages-web-search-citations": Expected(
        characters=745,
        model=SONNET_4,
        snapshot=SONNET_4,
        tokens=(8984, 520, None),
        cited=9,
        retrieved=7,
        searches=1,
        first="https://www.accuweather.com/en/us/san-francisco/94103/weather-forecast/347629",
        last="https://www.wunderground.com/weather/us/ca/san-francisco",
        span=(133, 167),
        searched=True,
    ),
}
ERRORS: dict[str, type[ProviderError]] = {
    "messages-error-400-effort": UnsupportedSetting,
    "messages-error-404-model": UnknownModel,
}


def test_every_recording_has_its_expectation():
    assert recording_names("anthropic") == ANSWERS.keys() | ERRORS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(ANTHROPIC.read(recording("anthropic", name)), ANSWERS[name])


@pytest.mark.parametrize("name", ERRORS)
def test_each_failure_is_told_by_its_class(name: str):
    with pytest.raises(ERRORS[name]):
        ANTHROPIC.read(recording("anthropic", name))


def test_the_effort_that_a_model_does_not_take_is_named():
    with pytest.raises(UnsupportedSetting) as caught:
        ANTHROPIC.read(recording("anthropic", "messages-error-400-effort"))
    assert caught.value.setting == "reasoning_effort"


def test_the_span_of_a_citation_is_the_block_that_it_stands_on():
    answer = ANTHROPIC.read(recording("anthropic", "messages-web-search-citations"))
    first, *_, last = answer.citations or ()
    assert answer.text[first.start : first.end] == "Temperature: 66°F with clear skies"
    assert answer.text[last.start : last.end] == "Winds W at 10 to 20 mph"
    assert answer.text.startswith("Based on the search results, here's")
    assert answer.usage.searches == 1
