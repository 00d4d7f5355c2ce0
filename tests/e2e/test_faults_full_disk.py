"""A disk that is full in the middle of an embedded run, and has space again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.storage.engine import Database
from tests.e2e.commands import NAMEDROP, environment, write_configuration
from tests.e2e.recorded_models import RecordedModels

QUESTIONS = 160
CONCURRENCY = 8
FULL_BYTES = 1_400_000
ROOMY_BYTES = 64_000_000

Limited = Callable[[int], list[str]]
"""Sets how much may be written, and gives the words before a command under that limit."""


@contextmanager
def small_mount(folder: Path) -> Iterator[Limited]:
    """A disk of its own, whose size can be changed."""

    def resized(size: int) -> list[str]:
        subprocess.run(
            ["mount", "-o", f"remount,size={size}", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
        return []

    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={FULL_BYTES}", "tmpfs", folder],
        check=True,
        capture_output=True,
    )
    try:
        yield resized
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True)


@contextmanager
def small_files() -> Iterator[Limited]:
    """No file may grow beyond a size, which the system enforces for processes without rights."""

    def limited(size: int) -> list[str]:
        return ["prlimit", f"--fsize={size}", "--"]

    yield limited


@pytest.fixture
def limit(disk: Path) -> Iterator[Limited]:
    """A small disk where one may be mounted, else small files."""
    with ExitStack() as opened:
        try:
            limited = opened.enter_context(small_mount(disk))
        except (subprocess.CalledProcessError, FileNotFoundError):
            limited = opened.enter_context(small_files())
        yield limited


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.fixture
def quick_models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path, delay_s=(0.01, 0.02)) as running:
        yield running


def stored_prompts(url: str) -> set[str]:
    database = Database(url)
    with database.read() as session:
        rows = session.execute(
            sa.text(
                "SELECT v.text FROM answers a JOIN prompt_versions v ON v.id = a.prompt_version_id"
                " WHERE a.outcome = 'ok'"
            )
        )
        found = {row[0] for row in rows}
    database.close()
    return found


def test_after_a_full_disk_the_same_command_finishes_without_asking_again(
    quick_models: RecordedModels, limit: Limited, disk: Path, tmp_path: Path
):
    file = write_configuration(
        tmp_path / "namedrop.yaml", quick_models.base_url, prompts=QUESTIONS, repeats=1
    )
    file.write_text(file.read_text().replace("model: m", "model: m\n    api_key_env: MOCK_KEY"))
    url = f"sqlite:///{disk}/namedrop.sqlite3"
    env = environment(url, concurrency=str(CONCURRENCY), database_patience_s="0.5")
    env["MOCK_KEY"] = "any"

    def run(size: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*limit(size), NAMEDROP, "run"],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    full = run(FULL_BYTES)
    said = " ".join(full.stderr.split())
    assert full.returncode == 1, said
    assert "Traceback" not in said
    assert f"the database {disk}/namedrop.sqlite3 cannot be used: " in said
    assert "disk" in said
    kept = stored_prompts(url)
    calls = quick_models.calls()
    assert 0 < len(kept) < QUESTIONS
    assert len(calls) - len(kept) <= CONCURRENCY

    roomy = run(ROOMY_BYTES)
    assert roomy.returncode == 0, roomy.stderr
    assert len(stored_prompts(url)) == QUESTIONS
    later = quick_models.calls()[len(calls) :]
    assert not kept & {call.prompt for call in later}
    assert len(calls) + len(later) <= QUESTIONS + CONCURRENCY
