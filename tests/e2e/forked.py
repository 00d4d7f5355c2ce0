"""Processes that start within a moment: forked from one that has imported the product already.

Otherwise each worker spends two seconds of a core on its imports, and a test that kills ten of
them most of its time.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import monitor.cli

_PRELOADED = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.solo",
    "celery.worker.worker",
    "kombu.transport.redis",
    *(f"monitor.cli.{path.stem}" for path in Path(monitor.cli.__file__).parent.glob("*.py")),
    "monitor.mock_models.serve",
    "monitor.pipeline.analyze",
    "monitor.pipeline.ask",
    "monitor.pipeline.roll_up",
    "monitor.pipeline.run_life",
    "monitor.pipeline.scheduled_runs",
    "monitor.storage.migrate",
    "sqlalchemy.dialects.postgresql.psycopg",
    "tests.e2e.recorded_models",
    "time_machine",
)
_PR_SET_PDEATHSIG = 1
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(list(_PRELOADED))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a process runs.

    Attributes:
        log: what it says on its outputs is added there.
        clock_off_s: its clock is ahead of the machine's by so much.
        errors: where what it says on standard error is added instead.
    """

    folder: Path
    env: Mapping[str, str]
    log: Path
    clock_off_s: float = 0.0
    errors: Path | None = None


class Forked:
    """A process with the methods of `subprocess.Popen` that tests use."""

    def __init__(self, work: Callable[..., None], *arguments: object, around: Surroundings) -> None:
        self._process = _CONTEXT.Process(target=_begin, args=(around, work, arguments))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, number: int) -> None:
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """The exit status; negative for a signal."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError(f"the process {self.pid} does not end in {timeout} s")
        return self._process.exitcode


def run_command(*arguments: str) -> None:
    """What `namedrop ARGUMENTS` does."""
    sys.argv = ["namedrop", *arguments]
    from monitor.cli.app import main  # noqa: PLC0415 - the process that forks has imported it

    main()


def run_role(role: str) -> None:
    """What `python -m workers ROLE` does."""
    sys.argv = ["workers", role]
    runpy.run_module("workers", run_name="__main__", alter_sys=True)


def _begin(around: Surroundings, work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    # The process that forks ends with the tests, however they end; so does what it has forked.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.environ.clear()
    os.environ.update(around.env)
    os.chdir(around.folder)
    for output, log in ((1, around.log), (2, around.errors or around.log)):
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), output)
    if around.clock_off_s:
        import time_machine  # noqa: PLC0415 - only a process with a wrong clock may have it

        time_machine.travel(time.time() + around.clock_off_s, tick=True).start()
    work(*arguments)
