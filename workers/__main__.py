"""`python -m workers ask|think|beat`: one process of the distributed mode."""

from __future__ import annotations

import sys

from monitor.errors import NamedropError
from monitor.settings import read_settings
from monitor.storage.migrate import check_revision
from monitor.telemetry.metrics import serve_metrics
from monitor.telemetry.traces import send_traces
from workers.app import ASK, THINK, app

ROLES = (ASK, THINK, "beat")


def show_work(role: str) -> None:
    """Answer Prometheus and send traces, where the settings say so."""
    settings = read_settings()
    if settings.metrics_port is not None:
        serve_metrics(settings.metrics_port, settings.metrics_host)
    if settings.otlp_endpoint is not None:
        send_traces(settings.otlp_endpoint, role=role)


def main() -> None:
    """Run the worker or beat that is asked for until it is told to stop.

    It ends at once, with the reason, when the database is not at the revision of this release.
    """
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.exit(f"expected one of {', '.join(ROLES)}, found {role!r}")
    try:
        check_revision(read_settings().database_url)
    except NamedropError as error:
        sys.exit(f"Error: {error}")
    show_work(role)
    level = f"--loglevel={read_settings().log_level}"
    if role == "beat":
        app.start(["beat", level, "--pidfile="])
    else:
        # One task at a time in the process itself: the asking loop keeps hundreds of calls in
        # flight by itself, and more cores are used by more processes.
        app.start(
            ["worker", level, "-Q", role, "--pool=solo", "--without-gossip", "--without-mingle"]
        )


if __name__ == "__main__":
    main()
