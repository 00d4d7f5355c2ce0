"""Starts the local model's server as a child process and ends it again."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from monitor.errors import LocalModelUnavailable
from monitor.local_model.weights import LOCAL_MODEL, find_weights

START_DEADLINE_S = 60.0
"""Half a second is usual; a cold disk has to read 200 MB first."""

_END_DEADLINE_S = 5.0
_LOG_LINES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A running server of the local model.

    Attributes:
        base_url: on loopback, such as "http://127.0.0.1:40123".
        model: the model id to ask for.
        weights_path: the GGUF file that is served.
        log_path: what the server prints; it is removed when the server ends.
        process_id: of the child process.
    """

    base_url: str
    model: str
    weights_path: Path
    log_path: Path
    process_id: int


@contextmanager
def local_model(*, start_deadline_s: float = START_DEADLINE_S) -> Iterator[LocalModel]:
    """Serve the local model while the context lasts; the child ends with this process at latest.

    Raises:
        LocalModelUnavailable: it is not installed, did not start in time, or died at the start.
    """
    weights_path = find_weights()
    with tempfile.TemporaryDirectory(prefix="namedrop-local-model-") as folder:
        log_path = Path(folder) / "server.log"
        with log_path.open("wb") as log, _child(weights_path, log.fileno()) as process:
            yield LocalModel(
                base_url=_reported_address(process, log_path, start_deadline_s),
                model=LOCAL_MODEL,
                weights_path=weights_path,
                log_path=log_path,
                process_id=process.pid,
            )


@contextmanager
def _child(weights_path: Path, log: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "monitor.local_model.serve"]
    # A session of its own: Ctrl-C in the terminal reaches this process alone, which ends the child.
    process = subprocess.Popen(  # noqa: S603  no text of a user is in the command
        [*command, "--weights", str(weights_path), "--model", LOCAL_MODEL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the child's standard input, which ends it; kill it when it does not listen."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(timeout=_END_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _reported_address(
    process: subprocess.Popen[bytes], log_path: Path, start_deadline_s: float
) -> str:
    assert process.stdout is not None
    too_late = Timer(start_deadline_s, process.kill)
    too_late.start()
    try:
        line = process.stdout.readline()
    finally:
        too_late.cancel()
    try:
        address = json.loads(line)["base_url"]
    except (ValueError, TypeError, KeyError):
        address = None
    if isinstance(address, str):
        return address
    _end(process)
    told = " | ".join(log_path.read_text("utf-8", "replace").splitlines()[-_LOG_LINES_SHOWN:])
    raise LocalModelUnavailable(
        f"The local model's server did not start within {start_deadline_s:g} s; its process ended"
        f" with status {process.returncode}. Its last words: {told or 'none'}"
    )
