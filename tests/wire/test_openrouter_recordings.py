from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import RateLimited
from monitor.providers.openrouter import OPENROUTER
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "chat-length-cost": Expected(
        characters=211,
        outcome=Outcome.TRUNCATED,
        model="anthropic/claude-4.6-sonnet-20260217",
        snapshot="anthropic/claude-4.6-sonnet-20260217",
        tokens=(2649, 100, 0),
        cost_usd=Decimal("0.00256995"),
    ),
    "chat-web-annotations-cost": Expected(
        characters=39,
        model="deepseek/deepseek-chat",
        tokens=(2315, 40, 0),
        cited=5,
        first="https://github.com/pydantic/pydantic-ai",
        last="https://github.com/pydantic/pydantic-ai/tree/refs/tags/v1.44.0",
        span=(0, 39),
        searched=True,
        cost_usd=Decimal("0.007637029"),
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("openrouter") == ANSWERS.keys() | {"error-429-upstream"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(OPENROUTER.read(recording("openrouter", name)), ANSWERS[name])


def test_a_busy_upstream_is_a_rate_limit_that_tells_what_the_upstream_said():
    with pytest.raises(RateLimited, match="temporarily rate-limited upstream") as caught:
        OPENROUTER.read(recording("openrouter", "error-429-upstream"))
    assert caught.value.retry_after_s is None


def test_offsets_of_zero_are_replaced_only_where_the_page_itself_is_in_the_text():
    answer = OPENROUTER.read(recording("openrouter", "chat-web-annotations-cost"))
    assert [one.start for one in answer.citations] == [0, None, None, None, None]
    assert answer.usage.searches == 1
    assert answer.served.provider == "OpenAI"
