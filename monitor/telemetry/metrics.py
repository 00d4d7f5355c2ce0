"""Counters of outcomes by provider and model, never by tenant, in Prometheus' own format."""

from __future__ import annotations

from prometheus_client import (
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    start_http_server,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_PLACE = ("provider", "model")
_CALL_SECONDS = (0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300)

questions_ended = Counter(
    "namedrop_questions_ended_total",
    "Questions that ended, by outcome; an error names its kind.",
    (*_PLACE, "outcome"),
)
calls_made = Counter("namedrop_calls_total", "Calls made, retries included.", _PLACE)
answer_seconds = Histogram(
    "namedrop_answer_seconds", "How long the last call took.", _PLACE, buckets=_CALL_SECONDS
)
tokens_used = Counter("namedrop_tokens_total", "Tokens by kind.", (*_PLACE, "kind"))
calls_in_flight = Gauge("namedrop_calls_in_flight", "Calls of this process under way.")
answers_analyzed = Counter("namedrop_answers_analyzed_total", "Answers that the analyzer read.")
analyze_seconds = Counter("namedrop_analyze_seconds_total", "Seconds spent on analyzing.")
days_rolled_up = Counter("namedrop_days_rolled_up_total", "Days whose rollups were made anew.")
runs_ended = Counter("namedrop_runs_ended_total", "Runs that ended, by state.", ("state",))
limits_degraded = Counter(
    "namedrop_limits_degraded_total",
    "Times that limits were kept by this process alone, since Redis was away.",
)
wake_ups_lost = Counter(
    "namedrop_wake_ups_not_sent_total", "Messages that could not be sent; the next tick sends them."
)
database_waits = Counter(
    "namedrop_database_waits_total", "Times that an unusable database was tried again."
)


def serve_metrics(port: int, host: str) -> None:
    """Answer scrapes of this process on a port, from a thread of its own."""
    start_http_server(port, addr=host)


def exposition() -> bytes:
    """All metrics of this process, as Prometheus reads them."""
    return generate_latest(REGISTRY)
