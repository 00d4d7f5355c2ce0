from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import UnknownModel
from monitor.providers.bedrock import BEDROCK
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "converse-max-tokens": Expected(
        characters=24, model="", tokens=(13, 5, None), outcome=Outcome.TRUNCATED, searched=False
    ),
    "converse-plain": Expected(characters=110, model="", tokens=(22, 57, None), searched=False),
}


def test_every_recording_has_its_expectation():
    assert recording_names("bedrock") == ANSWERS.keys() | {"converse-error-400"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(BEDROCK.read(recording("bedrock", name)), ANSWERS[name])


def test_an_invalid_model_identifier_is_an_unknown_model():
    with pytest.raises(UnknownModel):
        BEDROCK.read(recording("bedrock", "converse-error-400"))
