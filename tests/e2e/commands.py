"""The command `namedrop` as a process of its own, and a configuration for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.forked import Forked, Surroundings, run_command

NAMEDROP = Path(sys.executable).parent / "namedrop"


def write_configuration(path: Path, base_url: str, *, prompts: int = 24, repeats: int = 1) -> Path:
    """Brands Acme and Globex, numbered prompts, one target."""
    questions = "\n".join(
        f"  - key: p{n}\n    text: Which tool is best for job {n}?" for n in range(prompts)
    )
    path.write_text(
        f"""\
brands:
  - {{key: acme, name: Acme, kind: own, domains: [acme.com]}}
  - {{key: globex, name: Globex}}
prompts:
{questions}
targets:
  - key: mock
    provider: openai_compatible
    model: m
    base_url: {base_url}
    settings: {{temperature: 0.2}}
monitors:
  - {{key: weekly, prompts: all, targets: all, repeats: {repeats}}}
"""
    )
    return path


def environment(database_url: str, **settings: str) -> dict[str, str]:
    """The environment of a command, with NAMEDROP_ settings by their lower-case names."""
    given = {f"NAMEDROP_{name.upper()}": value for name, value in settings.items()}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NAMEDROP_")}
    return kept | {"NAMEDROP_DATABASE_URL": database_url} | given


@dataclass(slots=True)
class Started:
    """A command at work, in a process that was forked: without the seconds of its imports."""

    words: list[str]
    process: Forked
    outputs: TemporaryDirectory[str]

    def send_signal(self, number: int) -> None:
        self.process.send_signal(number)

    def finish(self, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Its exit status and what it said; where it does not end in time, it is killed."""
        try:
            status = self.process.wait(timeout_s)
            out, err = (Path(self.outputs.name, name).read_text() for name in ("out", "err"))
        except TimeoutError:
            self.process.kill()
            raise
        finally:
            self.outputs.cleanup()
        return subprocess.CompletedProcess(self.words, status, out, err)


def start(
    arguments: Sequence[str | Path], *, cwd: Path, env: dict[str, str] | None = None
) -> Started:
    words = [str(each) for each in arguments]
    outputs = TemporaryDirectory()
    out, err = (Path(outputs.name, name) for name in ("out", "err"))
    around = Surroundings(cwd, env or _own_database(cwd), out, errors=err)
    return Started(words, Forked(run_command, *words, around=around), outputs)


def run(
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    env: dict[str, str] | None = None,
    timeout_s: float = 90,
) -> subprocess.CompletedProcess[str]:
    return start(arguments, cwd=cwd, env=env).finish(timeout_s)


def run_installed(
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    env: dict[str, str] | None = None,
    timeout_s: float = 90,
) -> subprocess.CompletedProcess[str]:
    """The installed command `namedrop`, as a user starts it."""
    return subprocess.run(
        [NAMEDROP, *arguments],
        cwd=cwd,
        env=env or _own_database(cwd),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def _own_database(folder: Path) -> dict[str, str]:
    return environment(f"sqlite:///{folder}/namedrop.sqlite3")
