"""What the asking loop does, counted for Prometheus."""

from __future__ import annotations

from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.domain.answer import Asked
from monitor.domain.question import Question
from monitor.telemetry.metrics import (
    answer_seconds,
    calls_in_flight,
    calls_made,
    questions_ended,
    tokens_used,
)


def observe(event: PumpEvent) -> None:
    """Count what happened in the loop."""
    calls_in_flight.set(event.in_flight)
    is_end = event.kind in {PumpEventKind.ANSWERED, PumpEventKind.FAILED}
    if is_end and event.question is not None and event.asked is not None:
        _observe_end(event.question, event.asked)


def _observe_end(question: Question, asked: Asked) -> None:
    place = (question.target.provider, question.target.model)
    answer = asked.answer
    outcome = answer.failure.kind if answer.failure else answer.outcome.value
    questions_ended.labels(*place, outcome).inc()
    calls_made.labels(*place).inc(asked.attempts)
    if asked.latency_ms is not None:
        answer_seconds.labels(*place).observe(asked.latency_ms / 1000)
    for kind, tokens in (
        ("input", answer.usage.input_tokens),
        ("output", answer.usage.output_tokens),
    ):
        if tokens is not None:
            tokens_used.labels(*place, kind).inc(tokens)
