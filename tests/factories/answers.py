"""Answers as an adapter and the asking loop would give them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from monitor.domain.answer import Answer, Asked, Citation, Failure, Outcome, Served, Source, Usage
from monitor.domain.question import Question
from monitor.domain.sampling import Dropped, SamplingRecord
from monitor.domain.wire import WireReply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def make_answer(text: str = "Acme is fine.", **changes: object) -> Answer:
    answer = Answer(
        text=text,
        outcome=Outcome.OK,
        finish_reason="stop",
        citations=(Citation("https://acme.com/x", "Acme", 0, 4),),
        retrieved=(Source("https://example.org/"),),
        searches=("best tools",),
        usage=Usage(input_tokens=12, output_tokens=5, searches=1),
        usage_raw={"prompt_tokens": 12},
        served=Served(model="tiny-1", fingerprint="fp_1", request_id="r1"),
        cost_usd=Decimal("0.0000123"),
    )
    return replace(answer, **changes)  # type: ignore[arg-type]  # fields by name


def make_failure(kind: str = "unreachable") -> Answer:
    failure = Failure(kind=kind, message="no connection", temporary=True)
    return Answer(text="", outcome=Outcome.ERROR, failure=failure)


def make_asked(
    question: Question, answer: Answer | None = None, *, asked_at: datetime = NOON
) -> Asked:
    return Asked(
        question_id=question.id,
        answer=answer or make_answer(),
        sampling=SamplingRecord(
            requested={"temperature": 0.7, "top_k": 5},
            sent={"temperature": 0.7},
            dropped=(Dropped("top_k", "not taken"),),
        ),
        replies=(WireReply(200, {"content-type": "application/json"}, b'{"a": "\xff\x00"}'),),
        attempts=1,
        asked_at=asked_at,
        answered_at=asked_at + timedelta(seconds=1),
        latency_ms=1000,
    )
