"""Spans around the steps of the work, where the extra `telemetry` is installed and switched on.

Without it a span costs one look at a variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Protocol

from monitor.errors import BadInput


class _Tracer(Protocol):
    def start_as_current_span(self, name: str, *, attributes: dict[str, Any]) -> Any: ...


_tracer: _Tracer | None = None


def send_traces(endpoint: str, *, role: str) -> None:
    """Send the spans of this process to an OTLP endpoint over HTTP.

    Args:
        endpoint: such as "http://collector:4318/v1/traces".
        role: what the process is, for the service's name.

    Raises:
        BadInput: the extra is not installed.
    """
    global _tracer  # noqa: PLW0603 - one process has one tracer
    if find_spec("opentelemetry.sdk") is None:
        raise BadInput(
            "NAMEDROP_OTLP_ENDPOINT is set, but traces need more: "
            "install namedrop with the extra `telemetry`"
        )
    from opentelemetry import trace  # noqa: PLC0415 - an extra, slow to import
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - as above
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    provider = TracerProvider(resource=Resource.create({"service.name": f"namedrop-{role}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    _tracer = provider.get_tracer("namedrop")


@contextmanager
def span(name: str, **attributes: str | float) -> Iterator[None]:
    """A span of this name; ids and names only, never a key or a text."""
    if _tracer is None:
        yield
        return
    with _tracer.start_as_current_span(name, attributes=attributes):
        yield
