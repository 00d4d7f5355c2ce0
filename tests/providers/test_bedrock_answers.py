from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome, Usage
from monitor.errors import Overloaded, QuotaExhausted, RateLimited, UnreadableReply
from monitor.providers.bedrock import BEDROCK
from tests.providers.recorded import recorded, reply_of


def test_the_text_is_joined_without_reasoning_and_cached_tokens_are_input():
    answer = BEDROCK.read(recorded("bedrock/answer.json"))
    assert (answer.text, answer.outcome) == ("Acme. Then Globex.", Outcome.OK)
    assert answer.usage == Usage(input_tokens=124, output_tokens=9, cached_input_tokens=100)
    assert answer.served.request_id == "aws-1"
    assert answer.served.model is None
    assert (answer.citations, answer.retrieved, answer.searches) == (None, None, None)


def test_an_answer_of_a_guardrail_is_blocked():
    answer = BEDROCK.read(recorded("bedrock/guardrail.json"))
    assert answer.outcome is Outcome.BLOCKED
    assert answer.text == "I can't talk about that."


def test_throttling_is_a_rate_limit():
    with pytest.raises(RateLimited):
        BEDROCK.read(recorded("bedrock/error-429.json"))


def test_a_used_up_quota_is_told_by_the_header():
    with pytest.raises(QuotaExhausted, match="ServiceQuotaExceededException"):
        BEDROCK.read(recorded("bedrock/error-quota.json"))


def test_a_model_that_failed_is_worth_another_try():
    with pytest.raises(Overloaded):
        BEDROCK.read(reply_of({"message": "The model failed"}, status=424))


def test_a_reply_without_a_message_is_unreadable():
    with pytest.raises(UnreadableReply):
        BEDROCK.read(reply_of({"output": {}}))
