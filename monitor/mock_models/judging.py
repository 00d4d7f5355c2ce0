"""Plays a judging model: a verdict on the brand in a judging prompt, drawn from the scenario."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from monitor.analysis.judge import TASK
from monitor.domain.findings import Sentiment
from monitor.mock_models.dice import Dice
from monitor.mock_models.scenario import ScenarioJudge

_BRAND = re.compile(r"^Brand: (\{.*\})$", re.MULTILINE)
_ANSWER = re.compile(
    r"^BEGIN ANSWER ([0-9a-f]{32})\n(.*)\nEND ANSWER \1$", re.MULTILINE | re.DOTALL
)
_NOT_THERE = "No such words stand in the answer at all."
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    brand: str
    answer: str


def is_judging(prompt: str) -> bool:
    """Whether a prompt asks for a verdict."""
    return prompt.startswith(TASK)


def judge_reply(prompt: str, judge: ScenarioJudge, dice: Dice) -> str:
    """What the judge writes: a JSON object, or one of the faults that the scenario asks for."""
    asked = _read(prompt)
    drawn = dice.share("fault of the judge")
    if drawn < judge.no_json_rate:
        return f"I think that the answer speaks well of {asked.brand}."
    drawn -= judge.no_json_rate
    if drawn < judge.wrong_shape_rate:
        return json.dumps({"sentiment": "good", "recommended": "yes"})
    drawn -= judge.wrong_shape_rate
    evidence = _NOT_THERE if drawn < judge.made_up_evidence_rate else _passage(asked)
    verdict = {
        "sentiment": _drawn_sentiment(judge, dice).value,
        "recommended": dice.share("judged recommended") < judge.recommended_rate,
        "evidence": evidence,
    }
    return json.dumps(verdict, ensure_ascii=False)


def _read(prompt: str) -> _Asked:
    brand, answer = _BRAND.search(prompt), _ANSWER.search(prompt)
    name = json.loads(brand[1])["name"] if brand else ""
    return _Asked(str(name), answer[2] if answer else "")


def _passage(asked: _Asked) -> str:
    """The line that names the brand."""
    lines = [line.strip() for line in asked.answer.splitlines() if line.strip()]
    named = [line for line in lines if asked.brand.lower() in line.lower()]
    return (named or lines or [_NOT_THERE])[0][:_LONGEST_QUOTE]


def _drawn_sentiment(judge: ScenarioJudge, dice: Dice) -> Sentiment:
    left = dice.share("judged sentiment") * sum(judge.sentiments.values())
    for sentiment, weight in judge.sentiments.items():
        left -= weight
        if left < 0:
            return sentiment
    return next(iter(judge.sentiments))
