"""No tracked file tells where it was made: no path of a machine, no package registry."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATH = re.compile(
    r"""(?<![\w.:~$\}-])           # the path is absolute, and no part of a URL
        /(?:root|work|workspace|(?:home|Users)/[a-z]\w*)
        (?=/|\b)(?![\w.-])""",
    re.VERBOSE,
)
REGISTRY = re.compile(
    r"""pythonhosted\.org | pypi\.[a-z.]+/simple | registry\.npmjs | proxy\.golang
        | --(?:extra-)?index-url | --find-links | --trusted-host
        | \b(?:PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|UV_INDEX|UV_INDEX_URL|UV_DEFAULT_INDEX)\b""",
    re.VERBOSE,
)


def tracked_texts() -> dict[str, str]:
    """The tracked files that are text, by name; skips the test where git knows none."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode or not listed.stdout:
        pytest.skip("the tests do not stand in a git checkout")
    texts: dict[str, str] = {}
    for name in listed.stdout.split("\0"):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            texts[name] = content.decode(errors="replace")
    return texts


def lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_a_machine():
    assert lines_with(MACHINE_PATH, tracked_texts()) == []


def test_no_file_names_a_package_registry():
    # This file and the test of the lock spell out what they refuse.
    texts = tracked_texts()
    for name in ("tests/architecture/test_hosts.py", "tests/architecture/test_lock.py"):
        texts.pop(name, None)
    assert lines_with(REGISTRY, texts) == []


@pytest.mark.parametrize("folder", ["root", "home/ann", "work", "Users/ann"])
@pytest.mark.parametrize("line", ["cd {}", "'{}/data'", "PATH={}/bin", "sqlite:///{}/x.db"])
def test_a_path_of_a_machine_is_found(folder: str, line: str):
    assert MACHINE_PATH.search(line.format(f"/{folder}"))


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com/work/here",
        "how we/work or rest",
        "docs/root/index.md",
        "/workspaces/{id}",
        "/rooted",
        "/home",
    ],
)
def test_a_path_on_a_site_is_none_of_them(line: str):
    assert not MACHINE_PATH.search(line)
