from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import UnknownModel
from monitor.providers.cohere import COHERE
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    # It cites a document three times, which has no URL.
    "v2-chat-citations": Expected(
        characters=115, model="", tokens=(1683, 62, None), cited=0, searched=False
    ),
    "v2-chat-max-tokens": Expected(
        characters=16,
        model="",
        tokens=(506, 5, None),
        outcome=Outcome.TRUNCATED,
        cited=0,
        searched=False,
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("cohere") == ANSWERS.keys() | {"v1-error-404-model-removed"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(COHERE.read(recording("cohere", name)), ANSWERS[name])


def test_a_removed_model_is_an_unknown_model():
    with pytest.raises(UnknownModel, match="removed on September 15, 2025"):
        COHERE.read(recording("cohere", "v1-error-404-model-removed"))
