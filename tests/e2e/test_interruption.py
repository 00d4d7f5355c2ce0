"""A run that is interrupted and given again: real processes, counted at the model server."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.storage.engine import Database
from tests.e2e.chat_server import ChatServer
from tests.e2e.commands import Started, environment, start, write_configuration

PROMPTS = 24
CONCURRENCY = 4


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(delay_s=0.15) as running:
        yield running


@pytest.fixture
def env(database_url: str) -> dict[str, str]:
    return environment(database_url, concurrency=str(CONCURRENCY), lease_s="2")


def stored_prompts(database_url: str) -> Counter[str]:
    """How many answers each prompt has."""
    database = Database(database_url)
    with database.read() as session:
        rows = session.execute(
            sa.text(
                "SELECT v.text FROM answers a JOIN prompt_versions v ON v.id = a.prompt_version_id"
                " WHERE a.outcome = 'ok'"
            )
        )
        counts = Counter(row[0] for row in rows)
    database.close()
    return counts


def finish(started: Started) -> tuple[int, str]:
    """The status and what was said on standard error."""
    done = started.finish()
    return done.returncode, done.stderr


def once_each(counts: Counter[str]) -> bool:
    return len(counts) == PROMPTS and set(counts.values()) == {1}


def test_after_sigint_answers_in_hand_are_kept_and_nothing_is_asked_twice(
    server: ChatServer, database_url: str, env: dict[str, str], tmp_path: Path
):
    write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=PROMPTS)
    process = start(["run"], cwd=tmp_path, env=env)
    server.wait_for(8)
    process.send_signal(signal.SIGINT)
    status, said = finish(process)
    assert status == 130, said
    assert "run the same command to go on" in said
    assert stored_prompts(database_url) == server.asked
    assert 8 <= server.total() < PROMPTS

    status, said = finish(start(["run"], cwd=tmp_path, env=env))
    assert status == 0, said
    assert "Going on with run 1" in said
    assert once_each(server.asked)
    assert once_each(stored_prompts(database_url))


def test_after_sigkill_no_stored_answer_is_asked_for_again(
    server: ChatServer, database_url: str, env: dict[str, str], tmp_path: Path
):
    write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=PROMPTS)
    process = start(["run"], cwd=tmp_path, env=env)
    server.wait_for(10)
    process.send_signal(signal.SIGKILL)
    finish(process)
    kept = stored_prompts(database_url)
    assert kept

    status, said = finish(start(["run"], cwd=tmp_path, env=env))
    assert status == 0, said
    assert once_each(stored_prompts(database_url))
    assert all(server.asked[prompt] == 1 for prompt in kept)
    assert server.total() <= PROMPTS + CONCURRENCY


def test_two_processes_share_a_run_and_ask_nothing_twice(
    database_url: str, env: dict[str, str], tmp_path: Path
):
    # Slow enough that the second process is there before the first could have asked all.
    with ChatServer(delay_s=0.6) as server:
        write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=PROMPTS)
        few = env | {"NAMEDROP_CONCURRENCY": "2"}
        processes = [start(["run"], cwd=tmp_path, env=few) for _ in range(2)]
        for status, said in [finish(process) for process in processes]:
            assert status == 0, said
    assert once_each(stored_prompts(database_url)), server.asked
    assert once_each(server.asked)


def test_a_finished_run_is_followed_by_a_new_one(
    server: ChatServer, database_url: str, env: dict[str, str], tmp_path: Path
):
    write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=3)
    for _ in range(2):
        status, said = finish(start(["run"], cwd=tmp_path, env=env))
        assert status == 0, said
    assert set(stored_prompts(database_url).values()) == {2}
