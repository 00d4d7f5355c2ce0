from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.answer import Outcome
from monitor.providers.vllm import VLLM_SERVER
from tests.providers.recorded import target_of
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "chat-completions": Expected(
        characters=134,
        model="meta-llama/Llama-3.2-1B-Instruct",
        tokens=(43, 32, None),
        searched=False,
    ),
    "chat-completions-length": Expected(
        characters=56,
        outcome=Outcome.TRUNCATED,
        model="facebook/opt-125m",
        tokens=(57, 20, None),
        searched=False,
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("vllm") == ANSWERS.keys() | {"v1-models.synthetic"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(VLLM_SERVER.read(recording("vllm", name)), ANSWERS[name])


def test_the_list_of_models_tells_the_context_and_no_parameter_count():
    target = replace(target_of("vllm"), model="Qwen/Qwen2.5-0.5B-Instruct")
    reply = recording("vllm", "v1-models.synthetic")
    card = VLLM_SERVER.read_discovery(target, (reply,), as_of=date(2026, 11, 24))
    assert card.key == "vllm/qwen/qwen2.5-0.5b-instruct"
    assert {claim.field: claim.value for claim in card.claims} == {
        "weights.source": "Qwen/Qwen2.5-0.5B-Instruct",
        "context_window": 32_768,
    }
