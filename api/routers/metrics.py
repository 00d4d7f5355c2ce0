"""What Prometheus scrapes: this process's counters, and how much work waits in the database."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from api.dependencies import CurrentServed
from monitor.storage.backlog import Backlog, read_backlog
from monitor.telemetry.metrics import CONTENT_TYPE, exposition

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def get_metrics(served: CurrentServed) -> Response:
    """All metrics, in Prometheus' text format."""
    with served.database.read() as session:
        backlog = read_backlog(session)
    return Response(exposition() + _gauges(backlog), media_type=CONTENT_TYPE)


def _gauges(backlog: Backlog) -> bytes:
    registry = CollectorRegistry()
    for name, value in asdict(backlog).items():
        gauge = Gauge(
            f"namedrop_backlog_{name}", f"Over all workspaces: {name}.", registry=registry
        )
        gauge.set(float("nan") if value is None else value)
    return generate_latest(registry)
