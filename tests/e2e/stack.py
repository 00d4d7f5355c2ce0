"""The distributed mode as real processes: mock models, workers, beat, on PostgreSQL and Valkey."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from monitor.cli.opening import known_providers
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.pipeline.apply import apply_configuration
from monitor.pipeline.run_life import run_now
from monitor.storage.engine import Database
from tests.e2e.commands import NAMEDROP, environment, run, write_configuration
from tests.e2e.forked import Forked, Surroundings, run_role
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.waiting import wait_for

OPEN = ("planned", "running")


@dataclass(slots=True)
class Stack:
    """Workers and beat; each process writes a log of its own into the folder."""

    folder: Path
    database_url: str
    redis_url: str
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes] | Forked] = field(default_factory=dict)
    _database: Database | None = None

    @property
    def env(self) -> dict[str, str]:
        quick = {
            "redis_url": self.redis_url,
            "tick_s": "0.5",
            "lease_s": "4",
            "log_level": "info",
            "log_json": "true",
            "concurrency": "20",
        }
        return environment(self.database_url, **(quick | self.settings)) | {"MOCK_KEY": "any"}

    @property
    def database(self) -> Database:
        if self._database is None:
            self._database = Database(self.database_url)
        return self._database

    def configure(self, models: RecordedModels, *, prompts: int, repeats: int) -> Path:
        """A configuration whose one target is the mock models."""
        file = write_configuration(
            self.folder / "namedrop.yaml", models.base_url, prompts=prompts, repeats=repeats
        )
        file.write_text(file.read_text().replace("model: m", "model: m\n    api_key_env: MOCK_KEY"))
        return file

    def start(self, name: str, arguments: Sequence[str], **more: str) -> None:
        """Start `namedrop ...` under a name; `more` are variables of the environment."""
        self.start_command(name, [str(NAMEDROP), *arguments], **more)

    def start_command(self, name: str, command: Sequence[str], **more: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.folder, env=self.env | more, stdout=log, stderr=log
            )

    def start_role(self, name: str, role: str, *, clock_off_s: float = 0.0, **more: str) -> None:
        """Start a worker or beat without the command around it, which costs seconds."""
        around = Surroundings(
            self.folder, self.env | more, self.folder / f"{name}.log", clock_off_s
        )
        self.processes[name] = Forked(run_role, role, around=around)

    def start_all(self, *, askers: int = 1) -> None:
        self.start_role("beat", "beat")
        self.start_role("think", "think")
        for number in range(askers):
            self.start_role(f"ask{number}", "ask")

    def namedrop(self, *arguments: str) -> str:
        """The output of a command, which must succeed."""
        done = run(list(arguments), cwd=self.folder, env=self.env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def apply(self) -> int:
        """Apply the configuration, as `namedrop apply` does; the id of the workspace."""
        configuration = read_configuration(self.folder / "namedrop.yaml", known_providers())
        return apply_configuration(self.database, "default", configuration, now=utc_now())

    def run_now(self, monitor: str = "weekly") -> int:
        """Apply the configuration and plan a run for the workers; its id."""
        return run_now(self.database, self.apply(), monitor)

    def run_state(self, run_id: int) -> str:
        return str(self.scalar("SELECT state FROM runs WHERE id = :id", id=run_id))

    def wait_until_ended(self, run_id: int, *, timeout_s: float = 60) -> str:
        def ended() -> str | None:
            state = self.run_state(run_id)
            return None if state in OPEN else state

        return wait_for(ended, f"run {run_id}", timeout_s=timeout_s, logs=self.folder)

    def wait_for_answers(self, count: int, *, timeout_s: float = 60) -> None:
        wait_for(
            lambda: self.scalar("SELECT count(*) FROM answers") >= count or None,
            f"{count} answers",
            timeout_s=timeout_s,
            logs=self.folder,
        )

    def wait_until_analyzed(self, *, timeout_s: float = 30) -> None:
        wait_for(
            lambda: self.scalar("SELECT count(*) FROM answers_to_analyze") == 0 or None,
            "the analyzer",
            timeout_s=timeout_s,
            logs=self.folder,
        )

    def wait_until_rolled_up(self, *, timeout_s: float = 30) -> None:
        wait_for(
            lambda: self.scalar("SELECT count(*) FROM stale_days") == 0 or None,
            "the rollups",
            timeout_s=timeout_s,
            logs=self.folder,
        )

    def scalar(self, statement: str, **values: Any) -> Any:
        with self.database.read() as session:
            return session.scalar(sa.text(statement), values)

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
        for process in self.processes.values():
            process.wait()
        if self._database is not None:
            self._database.close()
