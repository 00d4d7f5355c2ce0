from __future__ import annotations

from monitor.providers.groq import GROQ
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

NAME = "chat-compound-executed-tools"


def test_every_recording_has_its_expectation():
    assert recording_names("groq") == {NAME}


def test_the_answer_of_a_compound_system_is_read_as_it_was_given():
    answer = GROQ.read(recording("groq", NAME))
    assert_read_as(
        answer,
        Expected(
            characters=884,
            model="groq/compound",
            tokens=(5296, 387, None),
            retrieved=17,
            searches=1,
            searched=True,
        ),
    )
    assert answer.searches == ("What is the weather in San Francisco today?",)
    assert answer.retrieved[0].url == "https://www.weatherapi.com/"
    assert answer.retrieved[0].title == "Weather in San Francisco"
    assert answer.retrieved[-1].url.startswith("https://www.sfgate.com/bayarea/article/")
    assert answer.effective == {"service_tier": "on_demand"}
