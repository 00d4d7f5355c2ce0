"""A free port, and waiting for what other processes do."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(
    found: Callable[[], _T | None],
    what: str,
    *,
    timeout_s: float = 30,
    logs: Path | None = None,
) -> _T:
    """What is found, as soon as it is; with the logs of all processes when it never is."""
    ends_at = time.monotonic() + timeout_s
    while (result := found()) is None:
        if time.monotonic() > ends_at:
            told = "".join(
                f"\n--- {log.name}\n{log.read_text(errors='replace')[-3000:]}"
                for log in sorted(logs.glob("*.log") if logs else [])
            )
            raise AssertionError(f"waited {timeout_s} s in vain for {what}{told}")
        time.sleep(0.05)
    return result
