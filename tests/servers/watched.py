"""A loopback server that ends with the process that started it, even when that one is killed.

Between the two stands a watcher: this file, run as a program. It reads a pipe whose other end only
the starting process holds, so the pipe ends when that process does, however it does. The watcher
then stops the server and removes its folder, unless it is told to keep it for another start.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY = "ready to accept connections"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
KEEP_FOLDER = b"k"

Command = Callable[[int], Sequence[str | Path]]
"""Gives a server's command line for a port."""


@contextmanager
def watched_server(
    command: Command, *, folder: Path, account: tuple[int, int] | None = None
) -> Iterator[int]:
    """The port on which the server listens for as long as the context lasts.

    Args:
        folder: the server's own; holds its log and is removed with it.
        account: user and group id of the server; None for those of this process.

    Raises:
        ChildProcessError: the server ended at once; with its log.
        TimeoutError: the server does not get ready; with its log.
    """
    server = WatchedServer(command, folder, account)
    try:
        server.start()
    except ChildProcessError:
        # A free port may be taken before the server binds it: try another one, once.
        server.port = 0
        server.start()
    try:
        yield server.port
    finally:
        server.end()


@dataclass(slots=True)
class WatchedServer:
    """A server that can be stopped and started again with the same data on the same port.

    Attributes:
        port: 0 until the first start, which takes a free one.
    """

    command: Command
    folder: Path
    account: tuple[int, int] | None = None
    port: int = 0
    _watcher: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        self.port = self.port or _free_port()
        self._watcher = _started(self.command, self.folder, self.account, port=self.port)

    def stop(self) -> None:
        """End the server in order; its folder stays."""
        self._end_by(KEEP_FOLDER)

    def end(self) -> None:
        """End the server, when it runs, and remove its folder."""
        self._end_by(b"\n")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end_by(self, word: bytes) -> None:
        if self._watcher is not None:
            _stop(self._watcher, word)
            self._watcher = None


def _started(
    command: Command, folder: Path, account: tuple[int, int] | None, *, port: int
) -> subprocess.Popen[bytes]:
    owner = ",".join(map(str, account)) if account else ""
    log = folder / "server.log"
    with log.open("wb") as output:
        # In a session of its own Ctrl-C reaches the tests alone, and they end the server in order.
        watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, owner, folder, *command(port)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
        )
    try:
        _wait_until_ready(log, watcher)
    except BaseException:
        _stop(watcher, KEEP_FOLDER)
        raise
    return watcher


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(log: Path, watcher: subprocess.Popen[bytes]) -> None:
    # The log is asked, not the port: on a port that was lost some other server would answer.
    deadline = time.monotonic() + START_TIMEOUT_S
    while READY not in (text := log.read_text(errors="replace")).lower():
        if watcher.poll() is not None:
            raise ChildProcessError(f"the server ended at once; its log:\n{text}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"the server is not ready in {START_TIMEOUT_S} s; its log:\n{text}")
        time.sleep(0.01)


def _stop(watcher: subprocess.Popen[bytes], word: bytes) -> None:
    # A byte as well as the end: a process forked by a test may hold the pipe open a while longer.
    watcher.communicate(word, timeout=2 * STOP_TIMEOUT_S)


def _watch(owner: str, folder: str, *command: str) -> None:
    """Run the server until it ends or the standard input does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell ignores it in what runs behind it
    user, group = map(int, owner.split(",")) if owner else (None, None)
    server = subprocess.Popen(
        command,
        user=user,
        group=group,
        extra_groups=[] if owner else None,
        stdin=subprocess.DEVNULL,
    )

    ending = threading.Event()

    def end_with_input() -> None:
        word = os.read(0, 1)
        ending.set()
        server.send_signal(signal.SIGINT)  # to PostgreSQL and to Valkey: end now, in order
        try:
            server.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            server.kill()
        server.wait()
        if word != KEEP_FOLDER:
            shutil.rmtree(folder, ignore_errors=True)

    end = threading.Thread(target=end_with_input, daemon=True)
    end.start()
    server.wait()
    if ending.is_set():
        end.join()


if __name__ == "__main__":
    _watch(*sys.argv[1:])
