from __future__ import annotations

import pytest

from monitor.providers.mistral import MISTRAL
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "chat-emoji": Expected(
        characters=1925, model="mistral-small-latest", tokens=(13, 434, None), searched=False
    ),
    "chat-plain-ratelimit-headers": Expected(
        characters=411, model="mistral-tiny", tokens=(11, 99, None), searched=False
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("mistral") == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(MISTRAL.read(recording("mistral", name)), ANSWERS[name])


def test_an_emoji_is_one_character():
    assert (
        MISTRAL.read(recording("mistral", "chat-emoji")).text[-1]
        == "\N{SMILING FACE WITH SMILING EYES}"
    )
