from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.json_value import JsonValue
from monitor.providers.token_usage import read_usage, usd, usd_from_ticks

COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("amount", "dollars"),
    [
        (0.00256995, Decimal("0.00256995")),
        (9e-06, Decimal("0.000009")),
        (0, Decimal(0)),
        (2, Decimal(2)),
        (-1, None),
        (1e12, None),
        (True, None),
        ("0.1", None),
        (None, None),
    ],
)
def test_a_cost_is_the_decimal_that_was_written(amount: JsonValue, dollars: Decimal | None):
    assert usd(amount) == dollars


@pytest.mark.parametrize("ticks", [None, -5, "7", 10**18, 2**62])
def test_ticks_that_are_no_cost_are_not_known(ticks: JsonValue):
    assert usd_from_ticks({"cost_in_usd_ticks": ticks}) is None


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(["prompt/completion", "input/output"]))
def test_visible_and_reasoning_tokens_add_up_to_the_output_that_holds_both(
    given_tokens: int, visible: int, reasoning: int, shape: str
):
    prompt, completion = shape.split("/")
    usage = {
        f"{prompt}_tokens": given_tokens,
        f"{completion}_tokens": visible + reasoning,
        f"{completion}_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": given_tokens + visible + reasoning,
    }
    read = read_usage(usage)
    assert (read.input_tokens, read.output_tokens) == (given_tokens, visible)
    assert read.reasoning_tokens == reasoning


@given(COUNTS, COUNTS, st.integers(1, 10_000))
def test_reasoning_beside_the_output_leaves_it_as_it_is(
    given_tokens: int, visible: int, reasoning: int
):
    usage = {
        "prompt_tokens": given_tokens,
        "completion_tokens": visible,
        "completion_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": given_tokens + visible + reasoning,
    }
    assert read_usage(usage).output_tokens == visible
