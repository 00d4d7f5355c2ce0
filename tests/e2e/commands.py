"""The command `namedrop` as a real process, and a configuration for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

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


def start(
    arguments: Sequence[str | Path], *, cwd: Path, env: dict[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [NAMEDROP, *arguments],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    env: dict[str, str] | None = None,
    timeout_s: float = 90,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NAMEDROP, *arguments],
        cwd=cwd,
        env=env or environment(f"sqlite:///{cwd}/namedrop.sqlite3"),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
