"""The operator's guide on backups, done as it stands: dump, lose everything, restore, report."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from monitor.storage.engine import Database
from tests.e2e.commands import environment, run
from tests.factories.analyzed import answer_and_analyze
from tests.factories.runs import make_run
from tests.servers.postgres import find_binaries


def report(database_url: str, folder: Path) -> str:
    done = run(
        ["report", "visibility", "--run", "1", "--json"],
        cwd=folder,
        env=environment(database_url),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill(database_url: str) -> None:
    database = Database(database_url)
    answer_and_analyze(database, make_run(database))
    database.close()


def test_a_dump_restores_everything(postgres_url: str, postgres_server_url: str, tmp_path: Path):
    fill(postgres_url)
    before = report(postgres_url, tmp_path)
    binaries = find_binaries()
    dump = tmp_path / "namedrop.dump"
    address = postgres_url.replace("+psycopg", "")
    subprocess.run(
        [binaries / "pg_dump", "--format", "custom", "--file", dump, "--dbname", address],
        check=True,
    )
    name = f"namedrop_restored_{uuid4().hex}"
    server = postgres_server_url.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    restored = urlsplit(address)._replace(path=f"/{name}").geturl()
    try:
        subprocess.run(
            [binaries / "pg_restore", "--dbname", restored, "--clean", "--if-exists", dump],
            check=True,
        )
        assert report(restored, tmp_path) == before
        # And it goes on from there: ids continue behind the restored ones.
        database = Database(restored)
        answer_and_analyze(database, make_run(database))
        database.close()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def test_a_copy_of_a_file_restores_everything(sqlite_url: str, tmp_path: Path):
    fill(sqlite_url)
    before = report(sqlite_url, tmp_path)
    copy = tmp_path / "copy.sqlite3"
    writer = Database(sqlite_url)
    with writer.write():  # somebody is about to write
        done = run(["db", "backup", str(copy)], cwd=tmp_path, env=environment(sqlite_url))
    writer.close()
    assert done.returncode == 0, done.stderr
    assert report(f"sqlite:///{copy}", tmp_path) == before
    again = run(["db", "backup", str(copy)], cwd=tmp_path, env=environment(sqlite_url))
    assert again.returncode == 2
    assert "there already" in again.stderr
