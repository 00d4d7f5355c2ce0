"""A provider that another package brings, through its one entry point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.chat_server import ChatServer
from tests.e2e.commands import environment, run_installed, write_configuration

MODULE = """\
from monitor.domain.question import Channel
from monitor.providers.openai_chat import ChatCompletions


def provider():
    return ChatCompletions(
        name="{name}",
        channel=Channel.API,
        base_url="https://api.example.com/v1",
        wire_names={{"temperature": "temperature"}},
    )
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder on the path that holds a package as pip would install it."""
    folder = tmp_path / "site"
    facts = folder / "example_ai-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "example_ai.py").write_text(MODULE.format(name="example"))
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: example-ai\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[namedrop.providers]\nexample = example_ai:provider\n")
    return folder


def test_a_provider_of_another_package_is_listed_and_asked(installed: Path, tmp_path: Path):
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3") | {"PYTHONPATH": str(installed)}
    done = run_installed(["providers", "list", "--json"], cwd=tmp_path, env=env)
    listed = json.loads(done.stdout)
    assert "example" in {each["name"] for each in listed}
    with ChatServer(delay_s=0) as server:
        path = write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=2)
        path.write_text(path.read_text().replace("openai_compatible", "example"))
        done = run_installed(["run"], cwd=tmp_path, env=env)
        assert server.total() == 2
    assert done.returncode == 0, done.stderr


def test_a_name_that_is_taken_is_told(installed: Path, tmp_path: Path):
    (installed / "example_ai.py").write_text(MODULE.format(name="openai"))
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3") | {"PYTHONPATH": str(installed)}
    done = run_installed(["providers", "list"], cwd=tmp_path, env=env)
    assert done.returncode == 2
    assert "example-ai brings a provider 'openai', which exists already" in done.stderr
