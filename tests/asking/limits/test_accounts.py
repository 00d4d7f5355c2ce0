from __future__ import annotations

import pytest

from monitor.asking.limits.account import account_key, target_key
from monitor.asking.limits.estimate import estimated_tokens, target_outcome
from monitor.asking.limits.protocol import AccountLimits, TargetOutcome
from monitor.domain.answer import Answer, Outcome
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.errors import (
    BadCredentials,
    BadInput,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    TimedOut,
    UnknownModel,
    Unreachable,
    UnreadableReply,
    UnsupportedSetting,
)


def target(max_tokens: int | None = None, system_prompt: str | None = None) -> Target:
    settings = SamplingSettings(max_tokens=max_tokens)
    return Target("t", "openai", "m", Channel.API, settings, system_prompt=system_prompt)


def test_each_part_of_an_account_makes_another_one_and_no_part_can_be_read() -> None:
    keys = [
        account_key("openai", None, None),
        account_key("openai", None, "sk-1"),
        account_key("openai", None, "sk-2"),
        account_key("openai", "http://a", "sk-1"),
        account_key("groq", None, "sk-1"),
    ]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {20}
    assert keys[1] == account_key("openai", None, "sk-1")


def test_a_target_has_one_circuit_per_account() -> None:
    assert target_key("a", target()) != target_key("b", target())
    assert target_key("a", target()) == target_key("a", target())
    assert target_key("a", target(5)) != target_key("a", target())


@pytest.mark.parametrize("limits", [(0,), (1, 0), (1, 5, -1)])
def test_limits_under_which_nothing_can_be_asked_are_refused(limits: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="expected 1 or more, found"):
        AccountLimits(*limits)


def test_an_estimate_counts_the_question_and_the_longest_answer() -> None:
    question = Question(1, 1, 1, 1, 1, Prompt("p", "x" * 300), target(200, "y" * 30), 1)
    assert estimated_tokens(question) == 110 + 200
    open_end = Question(1, 1, 1, 1, 1, Prompt("p", "x"), target(), 1)
    assert estimated_tokens(open_end) == 1_001


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (Answer("", Outcome.REFUSED), TargetOutcome.OK),
        (Overloaded("x"), TargetOutcome.FAILED),
        (TimedOut("x"), TargetOutcome.FAILED),
        (Unreachable("x"), TargetOutcome.FAILED),
        (BadCredentials("x"), TargetOutcome.FAILED),
        (UnknownModel("x"), TargetOutcome.FAILED),
        (QuotaExhausted("x"), TargetOutcome.FAILED),
        (BadRequest("x"), TargetOutcome.FAILED),
        (RateLimited("x"), TargetOutcome.NEUTRAL),
        (UnsupportedSetting("x", setting="top_k"), TargetOutcome.NEUTRAL),
        (UnreadableReply("x"), TargetOutcome.NEUTRAL),
    ],
)
def test_what_results_say_of_their_target(
    result: Answer | ProviderError, outcome: TargetOutcome
) -> None:
    assert target_outcome(result) is outcome
