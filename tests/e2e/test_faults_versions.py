"""Processes of two releases at once, and a database that stands at another release."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from alembic import command

from monitor.analysis.analyze import ANALYZER_VERSION
from monitor.storage import migrate
from monitor.storage.migrate import expected_revision, upgrade
from tests.e2e.commands import environment, start
from tests.e2e.forked import Forked, Surroundings, run_role
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.sender import Sender
from tests.e2e.stack import Stack
from tests.e2e.waiting import free_port, wait_for

ROOT = Path(__file__).parents[2]
OLDER_VERSION = "0.9.0"
QUESTIONS = 200


@pytest.fixture
def older_release(tmp_path: Path) -> Path:
    """A copy of the product whose analyzer is older and which knows no rollups."""
    folder = tmp_path / "older"
    for part in ("monitor", "workers", "migrations"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.gguf"))
    _replace(
        folder / "monitor/analysis/analyze.py",
        f'ANALYZER_VERSION = "{ANALYZER_VERSION}"',
        f'ANALYZER_VERSION = "{OLDER_VERSION}"',
    )
    _replace(folder / "workers/thinking.py", '"think.roll_up")\n', '"think.of_old")\n')
    return folder


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def analyzed_by(stack: Stack, version: str) -> int:
    count: int = stack.scalar(
        "SELECT count(*) FROM analyses WHERE analyzer_version = :version", version=version
    )
    return count


def test_a_worker_of_the_release_before_leaves_the_newer_one_its_findings(
    faulty_stack: Stack, recorded_models: RecordedModels, older_release: Path
):
    stack = faulty_stack
    older_think = [sys.executable, "-m", "workers", "think"]
    stack.start_command("older", older_think, PYTHONPATH=str(older_release))
    stack.start_role("ask", "ask")
    stack.start_role("beat", "beat")
    run_id = stack.run_now()
    wait_for(
        lambda: analyzed_by(stack, OLDER_VERSION) or None,
        "the old one",
        timeout_s=60,
        logs=stack.folder,
    )
    stack.start_role("think", "think")
    assert stack.wait_until_ended(run_id) == "finished"
    wait_for(
        lambda: analyzed_by(stack, ANALYZER_VERSION) == QUESTIONS or None,
        "the new one",
        logs=stack.folder,
    )
    throw_away_a_message(stack, "think.roll_up")
    stack.wait_until_rolled_up()
    newest = "SELECT max(analyzed_at) FROM analyses"
    before = stack.scalar(newest)
    second = stack.run_now()
    assert stack.wait_until_ended(second) == "finished"
    stack.wait_until_analyzed()
    stack.wait_until_rolled_up()
    assert analyzed_by(stack, ANALYZER_VERSION) == 2 * QUESTIONS
    # What was read is not read again, by neither of them.
    kept = "SELECT count(*) FROM analyses WHERE analyzed_at <= :at"
    assert stack.scalar(kept, at=before) == QUESTIONS
    assert "analysis_left_to_newer_release" in (stack.folder / "older.log").read_text()
    assert len(recorded_models.calls()) == 2 * QUESTIONS


def throw_away_a_message(stack: Stack, task: str) -> None:
    """Send a task that the older worker does not know until that one has got it."""
    with closing(Sender(stack.redis_url)) as sender:

        def thrown_away() -> bool | None:
            sender.send_twice(task, stack.scalar("SELECT id FROM workspaces"))
            log = (stack.folder / "older.log").read_text()
            return f"unregistered task of type '{task}'" in log or None

        wait_for(thrown_away, "a task that nobody knows", logs=stack.folder)


@pytest.fixture
def database_behind(postgres_server_url: str) -> Iterator[str]:
    """An empty database at the revision before the last."""
    name = f"namedrop_behind_{os.getpid()}"
    with psycopg.connect(
        postgres_server_url.replace("+psycopg", ""), autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]  # a name of our own
        url = urlsplit(postgres_server_url)._replace(path=f"/{name}").geturl()
        upgrade(url)
        command.downgrade(migrate._config(url), "-1")
        yield url
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]  # as above, by name


def test_every_process_refuses_a_database_that_is_behind_and_says_what_to_do(
    database_behind: str, redis_url: str, tmp_path: Path
):
    env = environment(database_behind, redis_url=redis_url)
    commands = (["worker", "ask"], ["beat"], ["serve", "--port", str(free_port())])
    started = [start(each, cwd=tmp_path, env=env) for each in commands]
    worker = Forked(run_role, "think", around=Surroundings(tmp_path, env, tmp_path / "log"))
    ended = [process.finish() for process in started]
    statuses = [process.returncode for process in ended] + [worker.wait(60)]
    told = [*(process.stderr for process in ended), (tmp_path / "log").read_text()]
    assert statuses == [1, 1, 1, 1]
    for text in told:
        assert f"this release needs {expected_revision()}" in " ".join(text.split())
        assert "namedrop db upgrade" in text
        assert "Traceback" not in text
