"""requirements.lock names exact, hashed packages and nothing of the machine that wrote it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
BENCH_LOCK = (ROOT / "requirements-bench.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENTRY = re.compile(
    r"(?m)^(?P<requirement>[^\s#].*?)(?P<hashes>(?: \\\n +--hash=sha256:[0-9a-f]{64})+)$"
)
NEVER = "sys_platform == 'never'"


def locked(text: str = LOCK) -> dict[str, list[Requirement]]:
    """The requirements of a lock by name; a name may stand twice, for different Pythons."""
    found: dict[str, list[Requirement]] = {}
    for entry in ENTRY.finditer(text):
        requirement = Requirement(entry["requirement"])
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def not_pinned(text: str) -> str:
    """What is left of a lock after all hashed requirements, empty for a good one."""
    return ENTRY.sub("", text).strip()


def direct() -> list[Requirement]:
    project = PROJECT["project"]
    groups = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *(group for name, group in PROJECT["dependency-groups"].items() if name != "bench"),
    ]
    return [Requirement(text) for group in groups for text in group]


@pytest.mark.parametrize("lock", [LOCK, BENCH_LOCK], ids=["all", "bench"])
def test_a_lock_holds_hashed_requirements_and_nothing_else(lock: str):
    assert not_pinned(lock) == ""


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /srv/wheels",
        "-e .",
        "idna==3.20",
        "idna==3.20 \\\n    --hash=md5:0123",
    ],
)
def test_a_line_of_another_kind_is_found(line: str):
    assert not_pinned(f"{LOCK}{line}\n") == line


def test_every_requirement_is_one_version_without_an_address():
    for requirement in (one for several in locked().values() for one in several):
        assert requirement.url is None, requirement
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement


@pytest.mark.parametrize("text", PROJECT["dependency-groups"]["bench"])
def test_the_lock_of_the_benchmarks_holds_what_they_need(text: str):
    assert canonicalize_name(Requirement(text).name) in locked(BENCH_LOCK)


@pytest.mark.parametrize("wanted", direct(), ids=lambda wanted: wanted.name)
def test_the_lock_satisfies_what_the_project_asks_for(wanted: Requirement):
    for requirement in locked()[canonicalize_name(wanted.name)]:
        (pinned,) = requirement.specifier
        assert wanted.specifier.contains(Version(pinned.version), prereleases=True)


@pytest.mark.parametrize("name", ["llama-cpp-python", "llm"])
def test_what_would_be_built_from_source_is_never_installed(name: str):
    assert [str(requirement.marker).replace('"', "'") for requirement in locked()[name]] == [NEVER]
