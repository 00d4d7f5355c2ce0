"""Counters and spans as others receive them: a scrape, and a collector on loopback."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.domain.answer import Usage
from monitor.domain.question import Prompt, Question
from monitor.pipeline.observe import observe
from monitor.telemetry.metrics import exposition
from monitor.telemetry.traces import span
from tests.factories.answers import make_answer, make_asked, make_failure
from tests.factories.runs import make_target


def sample(name: str, **labels: str) -> float:
    """The value of a sample in what Prometheus reads; 0 before the first."""
    wanted = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    for line in exposition().decode().splitlines():
        head, _, value = line.rpartition(" ")
        inside = head.partition("{")[2].rstrip("}")
        if head.startswith(f"{name}{{") and ",".join(sorted(inside.split(","))) == wanted:
            return float(value)
    return 0.0


def test_ends_are_counted_by_provider_model_and_outcome():
    question = Question(1, 1, 1, 1, 1, Prompt("p", "Which?"), make_target(), 1)
    place = {"provider": question.target.provider, "model": question.target.model}
    before = sample("namedrop_questions_ended_total", **place, outcome="ok")
    failures = sample("namedrop_questions_ended_total", **place, outcome="rate_limited")
    tokens = sample("namedrop_tokens_total", **place, kind="output")
    answer = make_answer(usage=Usage(input_tokens=3, output_tokens=4))
    asked = make_asked(question, answer)
    failed = make_asked(question, make_failure("rate_limited"))
    observe(PumpEvent(PumpEventKind.ANSWERED, 7, question, asked))
    observe(PumpEvent(PumpEventKind.FAILED, 6, question, failed))
    assert sample("namedrop_questions_ended_total", **place, outcome="ok") == before + 1
    assert sample("namedrop_questions_ended_total", **place, outcome="rate_limited") == failures + 1
    assert sample("namedrop_tokens_total", **place, kind="output") == tokens + 4
    assert "namedrop_calls_in_flight 6.0" in exposition().decode()


class Collector(http.server.BaseHTTPRequestHandler):
    spans: list[str] = []  # noqa: RUF012 - one server, one list

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        told = ExportTraceServiceRequest.FromString(body)
        for resource in told.resource_spans:
            for scope in resource.scope_spans:
                self.spans += [span.name for span in scope.spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces"
    server.shutdown()
    server.server_close()


def test_spans_reach_a_collector(collector: str):
    program = (
        "from monitor.telemetry.traces import send_traces, span\n"
        "from opentelemetry import trace\n"
        f"send_traces({collector!r}, role='ask')\n"
        "with span('question.ask', provider='x', run=1):\n"
        "    with span('inner'):\n"
        "        pass\n"
        "trace.get_tracer_provider().shutdown()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"OTEL_EXPORTER_OTLP_COMPRESSION": "none"},
    )
    assert done.returncode == 0, done.stderr
    assert sorted(Collector.spans) == ["inner", "question.ask"]


def test_without_a_collector_a_span_does_nothing():
    with span("anything", count=1):
        reached = True
    assert reached
