from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome, Source, Usage
from monitor.errors import Overloaded, RateLimited, UnreadableReply
from monitor.providers.anthropic import ANTHROPIC
from tests.providers.recorded import recorded, reply_of

REVIEWS = "https://reviews.example/2026"


def test_blocks_are_joined_as_they_are_and_each_citation_spans_its_block():
    answer = ANTHROPIC.read(recorded("anthropic/search.json"))
    assert answer.text == (
        "I'll look that up. Two brands lead:\n- Acme is the lightest ⛷️\n- Globex lasts longest."
    )
    cited = [(one.url, answer.text[one.start : one.end]) for one in answer.citations or ()]
    assert cited == [
        ("https://acme.example/skis", "Acme is the lightest ⛷️"),
        (REVIEWS, "Acme is the lightest ⛷️"),
        (REVIEWS, "Globex lasts longest"),
    ]
    assert answer.retrieved == (Source("https://globex.example/test", "Globex tested"),)
    assert answer.searches == ("best ski brands",)
    assert answer.searched is True
    assert answer.usage == Usage(
        input_tokens=1020, output_tokens=60, cached_input_tokens=100, searches=1
    )


def test_an_answer_in_two_turns_is_one_with_the_usage_of_both():
    replies = [recorded("anthropic/paused.json"), recorded("anthropic/continued.json")]
    answer = ANTHROPIC.read_all(replies)
    assert answer.outcome is Outcome.OK
    assert answer.text == "Searching. Globex wins."
    (citation,) = answer.citations or ()
    assert answer.text[citation.start : citation.end] == "Globex wins"
    assert answer.retrieved == (Source("https://acme.example/skis", "Acme skis"),)
    assert answer.searches == ("ski brands", "ski tests")
    assert answer.usage == Usage(input_tokens=900, output_tokens=30, searches=2)
    assert answer.served.request_id == "msg_3"
    assert answer.usage_raw is not None
    assert len(answer.usage_raw["turns"]) == 2


def test_an_answer_that_was_given_up_stays_paused():
    answer = ANTHROPIC.read_all([recorded("anthropic/paused.json")] * 2)
    assert answer.outcome is Outcome.PAUSED
    assert answer.text == "Searching. Searching. "


def test_a_search_that_failed_did_not_happen():
    answer = ANTHROPIC.read(recorded("anthropic/search-failed.json"))
    assert answer.outcome is Outcome.TRUNCATED
    assert answer.searched is False
    assert answer.searches == ("ski brands",)
    assert answer.retrieved == ()


def test_an_overload_is_temporary_and_its_wait_is_read():
    with pytest.raises(Overloaded) as caught:
        ANTHROPIC.read(recorded("anthropic/error-529.json"))
    assert caught.value.retry_after_s == 7


def test_an_error_inside_a_200_is_told_by_its_type():
    with pytest.raises(RateLimited) as caught:
        ANTHROPIC.read(recorded("anthropic/error-in-200.json"))
    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("stop_reason", "outcome"),
    [
        ("end_turn", Outcome.OK),
        ("stop_sequence", Outcome.OK),
        ("max_tokens", Outcome.TRUNCATED),
        ("model_context_window_exceeded", Outcome.TRUNCATED),
        ("refusal", Outcome.REFUSED),
        ("pause_turn", Outcome.PAUSED),
        ("tool_use", Outcome.PAUSED),
        ("something_new", Outcome.OK),
    ],
)
def test_each_reason_has_its_outcome(stop_reason: str, outcome: Outcome):
    body = {"content": [{"type": "text", "text": "Acme."}], "stop_reason": stop_reason}
    assert ANTHROPIC.read(reply_of(body)).outcome is outcome


def test_thinking_alone_is_no_answer():
    body = {"content": [{"type": "thinking", "thinking": "Acme?"}], "stop_reason": "max_tokens"}
    answer = ANTHROPIC.read(reply_of(body))
    assert (answer.text, answer.outcome) == ("", Outcome.PARTIAL)


def test_a_reply_without_content_is_unreadable():
    with pytest.raises(UnreadableReply, match="list of content"):
        ANTHROPIC.read(reply_of({"type": "message", "content": None}))
