"""A file that is touched as long as the process gets on with its work, for health checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.signals import before_task_publish, heartbeat_sent, worker_ready

from workers.process import settings


def still_alive(**_: Any) -> None:
    """Touch the file, where the settings name one."""
    if settings().alive_file is not None:
        Path(str(settings().alive_file)).touch()


# A worker that waits for messages, and beat whenever it sends one.
for signal in (worker_ready, heartbeat_sent, before_task_publish):
    signal.connect(still_alive, weak=False)
