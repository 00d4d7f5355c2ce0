from __future__ import annotations

import json
from collections import Counter
from math import sqrt

import pytest

from monitor.analysis.judge import Case, judge_prompt
from monitor.analysis.verdict import InvalidReason, Verdict, read_verdict
from monitor.domain.findings import Brand, Sentiment
from monitor.domain.json_value import JsonObject
from monitor.mock_models.call import Call
from monitor.mock_models.scenario import Scenario, scenario_of
from monitor.mock_models.server import MockServer
from tests.factories.answers import NOON

ANSWER = "Some options:\n1. **Acme** — founded in 1999.\n2. Globex"
MANY = 1000


def scenario(judge: str) -> Scenario:
    return scenario_of(f"brands: [{{name: Acme, rate: 1}}]\njudge: {judge}", name="s")


def replies(judge: str, count: int = MANY) -> list[str]:
    """What the server says to so many judging prompts, each about another question."""
    server = MockServer(scenario(judge), lambda: NOON)
    return [said(server, f"Question {number}?") for number in range(count)]


def said(server: MockServer, question: str) -> str:
    prompt = judge_prompt(Case(Brand("acme", "Acme"), question, ANSWER, [(18, 22)]))
    body: JsonObject = {"model": "m", "messages": [{"role": "user", "content": prompt}]}
    call = Call(
        "POST",
        "/openai_compatible/v1/chat/completions",
        {},
        {"authorization": "Bearer k"},
        json.dumps(body).encode(),
    )
    text = json.loads(server.reply(call).reply.body)["choices"][0]["message"]["content"]
    assert isinstance(text, str)
    return text


def test_a_judging_prompt_gets_a_verdict_that_quotes_the_brand():
    verdicts = {read_verdict(reply, ANSWER) for reply in replies("{}", 20)}
    assert all(isinstance(each, Verdict) for each in verdicts)
    assert {each.evidence for each in verdicts if isinstance(each, Verdict)} == {
        "1. **Acme** — founded in 1999."
    }


def test_the_same_prompt_gets_the_same_verdict():
    assert replies("{}", 5) == replies("{}", 5)


def test_sentiments_and_recommendations_have_the_stated_shares():
    judge = "{sentiments: {negative: 0.1, mixed: 0.3}, recommended_rate: 0.2}"
    read = [read_verdict(reply, ANSWER) for reply in replies(judge)]
    verdicts = [each for each in read if isinstance(each, Verdict)]
    found = Counter(each.sentiment for each in verdicts)
    assert found.keys() == {Sentiment.NEGATIVE, Sentiment.MIXED}
    assert near(found[Sentiment.NEGATIVE] / MANY, 0.25)
    assert near(sum(each.recommended for each in verdicts) / MANY, 0.2)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("no_json_rate", InvalidReason.NO_JSON),
        ("wrong_shape_rate", InvalidReason.WRONG_SHAPE),
        ("made_up_evidence_rate", InvalidReason.EVIDENCE_NOT_FOUND),
    ],
)
def test_faults_of_the_judge_have_the_stated_shares(fault: str, reason: InvalidReason):
    read = [read_verdict(reply, ANSWER) for reply in replies(f"{{{fault}: 0.3}}")]
    assert near(read.count(reason) / MANY, 0.3)
    assert sum(isinstance(each, Verdict) for each in read) == MANY - read.count(reason)


def near(share: float, of: float) -> bool:
    """Within four standard deviations."""
    return abs(share - of) <= 4 * sqrt(of * (1 - of) / MANY)
