"""Replies of a judge to be stored."""

from __future__ import annotations

from decimal import Decimal

from monitor.catalog.prices import FROM_PROVIDER, Cost
from monitor.domain.findings import Sentiment
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, find_analysis
from monitor.storage.judgements import NewJudgement
from tests.factories.answers import NOON, make_answer, make_asked

JUDGE = Target(key="judge", provider="openai", model="gpt-4o", channel=Channel.API)


def stamp_of(database: Database, workspace_id: int, answer_id: int) -> Stamp:
    with database.read() as session:
        stored = find_analysis(session, workspace_id, answer_id)
    assert stored is not None
    return stored.stamp


def make_judgement(
    key: tuple[int, int],
    stamp: Stamp,
    sentiment: Sentiment | None = Sentiment.NEGATIVE,
    *,
    prompt_sha256: str = "a" * 64,
    settles: bool = True,
) -> NewJudgement:
    """A verdict that Acme is put badly, or an invalid reply when the sentiment is None."""
    question = Question(1, 1, 1, 1, 1, Prompt("judge", "Judge this."), JUDGE, 1)
    return NewJudgement(
        key=key,
        prompt_sha256=prompt_sha256,
        target=JUDGE,
        target_sha256="b" * 64,
        margin=0.3,
        stamp=stamp,
        asked=make_asked(question, make_answer('{"sentiment": "negative"}')),
        sentiment=sentiment,
        recommended=None if sentiment is None else False,
        evidence=None if sentiment is None else "Acme is fine.",
        invalid_reason="no_json" if sentiment is None else None,
        settles=settles,
        asked_at=NOON,
        cost=Cost(Decimal("0.0000123"), FROM_PROVIDER, NOON.date()),
    )
