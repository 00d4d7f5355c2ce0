from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.providers.xai import XAI_PROVIDER
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "chat-plain": Expected(
        characters=5,
        model="grok-3-mini",
        tokens=(12, 1, 228),
        searched=False,
        cost_usd=Decimal("0.00011765"),
    ),
    "responses-web-search": Expected(
        characters=799,
        model="grok-4-fast-reasoning",
        tokens=(1941, 203, 380),
        cited=5,
        searches=1,
        first="https://www.ibm.com/think/topics/explainable-ai",
        last="https://www.owkin.com/a-z-of-ai-for-healthcare/xai",
        searched=True,
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("xai") == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(XAI_PROVIDER.read(recording("xai", name)), ANSWERS[name])


def test_the_query_is_taken_from_arguments_that_are_json_in_a_text():
    answer = XAI_PROVIDER.read(recording("xai", "responses-web-search"))
    assert answer.searches == ("what is xAI",)


def test_settings_that_are_repeated_as_null_are_not_known():
    answer = XAI_PROVIDER.read(recording("xai", "responses-web-search"))
    assert answer.effective == {"web_search": True, "search_context_size": "medium"}
