from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.verdict import InvalidReason, Verdict, read_verdict
from monitor.domain.findings import Sentiment

ANSWER = "1. **Acme** is reliable,\n   but slow.\n2. Globex"
GOOD = '{"sentiment": "mixed", "recommended": true, "evidence": "Acme is reliable, but slow"}'
READ = Verdict(Sentiment.MIXED, recommended=True, evidence="Acme is reliable, but slow")


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here is my verdict:\n\n{GOOD}\n\nI hope that this helps {{you}}.",
        f"{GOOD}\n{GOOD}",
        f'{{"thought": "hm"}} {GOOD}',
    ],
)
def test_a_verdict_is_read_with_or_without_fence_and_prose(reply: str):
    assert read_verdict(reply, ANSWER) == READ


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", InvalidReason.NO_REPLY),
        (" \n", InvalidReason.NO_REPLY),
        ("Acme is praised.", InvalidReason.NO_JSON),
        ('{"sentiment": "mixed", "recomm', InvalidReason.NO_JSON),
        ('["sentiment", "mixed"]', InvalidReason.NO_JSON),
        ('{"sentiment": "good", "recommended": true, "evidence": "slow"}', "wrong_shape"),
        ('{"sentiment": "mixed", "recommended": "true", "evidence": "slow"}', "wrong_shape"),
        ('{"sentiment": "mixed", "recommended": true}', "wrong_shape"),
        ('{"sentiment": "mixed", "recommended": true, "evidence": ""}', "wrong_shape"),
        (
            '{"sentiment": "mixed", "recommended": true, "evidence": "slow", "score": 1}',
            "wrong_shape",
        ),
        (GOOD + GOOD.replace("mixed", "negative"), InvalidReason.CONTRADICTS_ITSELF),
        (GOOD.replace("slow", "dear"), InvalidReason.EVIDENCE_NOT_FOUND),
        (GOOD.replace("Acme is reliable, but slow", "**"), InvalidReason.EVIDENCE_NOT_FOUND),
    ],
)
def test_a_reply_that_does_not_hold_is_told_with_its_reason(reply: str, reason: str):
    assert read_verdict(reply, ANSWER) == reason


def test_a_quote_may_lose_emphasis_and_line_breaks_and_get_other_quotes():
    answer = "They call it “the *best*\n  choice”."
    reply = {"sentiment": "positive", "recommended": True, "evidence": '"the best choice"'}
    assert isinstance(read_verdict(json.dumps(reply), answer), Verdict)


def test_a_deep_nest_is_no_verdict_and_no_crash():
    assert read_verdict('{"a":' * 5000, ANSWER) is InvalidReason.NO_JSON


@given(st.text(), st.text())
def test_no_reply_raises(reply: str, answer: str):
    read_verdict(reply, answer)


@given(
    sentiment=st.sampled_from(Sentiment),
    recommended=st.booleans(),
    before=st.text(alphabet=st.characters(exclude_characters="{}"), max_size=40),
)
def test_what_a_judge_writes_is_read_back(sentiment: Sentiment, recommended: bool, before: str):
    said = {"sentiment": sentiment, "recommended": recommended, "evidence": "but slow"}
    assert read_verdict(before + json.dumps(said), ANSWER) == Verdict(
        sentiment, recommended, "but slow"
    )
