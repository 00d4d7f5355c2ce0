from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import BadRequest
from monitor.providers.deepseek import DEEPSEEK
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "chat-length": Expected(
        characters=1375,
        outcome=Outcome.TRUNCATED,
        model="deepseek-chat",
        tokens=(13, 300, None),
        searched=False,
    ),
    "chat-reasoning-content": Expected(
        characters=124, model="deepseek-v4-flash", tokens=(976, 36, 25), searched=False
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("deepseek") == ANSWERS.keys() | {"responses-error-400"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(DEEPSEEK.read(recording("deepseek", name)), ANSWERS[name])


def test_an_error_is_read_although_its_content_type_is_a_stream_of_bytes():
    reply = recording("deepseek", "responses-error-400")
    assert reply.headers["content-type"] == "application/octet-stream"
    with pytest.raises(BadRequest, match="No tool output found"):
        DEEPSEEK.read(reply)


def test_the_fingerprint_tells_the_precision():
    answer = DEEPSEEK.read(recording("deepseek", "chat-reasoning-content"))
    assert answer.served.fingerprint == "fp_8b330d02d0_prod0820_fp8_kvcache_20260402"
    assert "The player" not in answer.text
