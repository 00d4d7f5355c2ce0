from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome, Source, Usage
from monitor.errors import BadCredentials, Overloaded, QuotaExhausted, UnreadableReply
from monitor.providers.gemini import GEMINI
from tests.providers.recorded import recorded, reply_of

REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect"


def test_byte_offsets_are_read_as_characters_and_mended_where_they_drift():
    answer = GEMINI.read(recorded("gemini/grounded.json"))
    assert answer.text == "Größtes Angebot: Äcme führt. Globex folgt."
    cited = [
        (one.url[-3:], one.title, answer.text[one.start : one.end])
        for one in answer.citations or ()
        if one.start is not None
    ]
    assert cited == [
        ("AAA", "acme.example", "Äcme führt."),
        ("BBB", "globex.example", "Globex folgt."),
        ("AAA", "acme.example", "Globex folgt."),
    ]


def test_words_that_are_not_in_the_answer_are_cited_without_a_span():
    answer = GEMINI.read(recorded("gemini/grounded.json"))
    (unplaced,) = [one for one in answer.citations or () if one.start is None]
    assert unplaced.url == f"{REDIRECT}/BBB"


def test_a_chunk_without_support_was_retrieved_and_a_widget_is_no_source():
    answer = GEMINI.read(recorded("gemini/grounded.json"))
    assert answer.retrieved == (Source(f"{REDIRECT}/CCC", None),)
    assert all("google.com/search" not in one.url for one in answer.citations or ())
    assert answer.searches == ("beste ski", "ski test")
    assert answer.searched is True


def test_the_four_counts_of_tokens_do_not_overlap():
    answer = GEMINI.read(recorded("gemini/grounded.json"))
    assert answer.usage == Usage(
        input_tokens=17,
        output_tokens=201,
        reasoning_tokens=213,
        tool_input_tokens=119,
        searches=2,
    )


def test_a_blocked_prompt_is_an_answer_that_was_blocked():
    answer = GEMINI.read(recorded("gemini/blocked.json"))
    assert (answer.outcome, answer.finish_reason) == (Outcome.BLOCKED, "PROHIBITED_CONTENT")
    assert answer.searched is False


def test_a_quota_for_the_day_is_not_tried_again_after_its_wait():
    with pytest.raises(QuotaExhausted):
        GEMINI.read(recorded("gemini/error-429-day.json"))


def test_a_wrong_key_is_told_as_such_although_the_status_is_400():
    with pytest.raises(BadCredentials):
        GEMINI.read(recorded("gemini/error-400-key.json"))


def test_an_overload_is_temporary():
    with pytest.raises(Overloaded):
        GEMINI.read(recorded("gemini/error-503.json"))


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("STOP", Outcome.OK),
        ("MAX_TOKENS", Outcome.TRUNCATED),
        ("SAFETY", Outcome.BLOCKED),
        ("RECITATION", Outcome.BLOCKED),
        ("MALFORMED_FUNCTION_CALL", Outcome.PARTIAL),
        ("SOMETHING_NEW", Outcome.PARTIAL),
    ],
)
def test_each_reason_has_its_outcome(reason: str, outcome: Outcome):
    candidate = {"content": {"parts": [{"text": "Acme."}]}, "finishReason": reason}
    assert GEMINI.read(reply_of({"candidates": [candidate]})).outcome is outcome


def test_a_reply_with_neither_candidate_nor_reason_is_unreadable():
    with pytest.raises(UnreadableReply):
        GEMINI.read(reply_of({"usageMetadata": {}}))
