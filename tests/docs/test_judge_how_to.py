"""The how-to about judging is done as it stands: its files, its commands, its `judge` section."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import Started, environment, run, start

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "judge-close-cases.md"
PORT_IN_PAGE = "8900"


def free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


def blocks(kind: str, text: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    lines = [line for block in blocks("console", text) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ namedrop ")]


class Reader:
    """Someone who follows the page in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = PAGE.read_text().replace(PORT_IN_PAGE, free_port())
        self.env = environment(f"sqlite:///{folder}/namedrop.sqlite3") | {
            "OPENAI_API_KEY": "any",
            "OPENROUTER_API_KEY": "any",
        }
        self.servers: list[Started] = []
        for block in blocks("yaml", self.text):
            if named := re.match(r"# (\S+\.yaml)\n", block):
                (folder / named[1]).write_text(block)

    def does(self, command: str) -> str:
        words = command.split()[1:]
        if words[-1] == "&":
            self._starts(words[:-1])
            return ""
        done = run(words, cwd=self.folder, env=self.env)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def _starts(self, words: list[str]) -> None:
        self.servers.append(start(words, cwd=self.folder, env=self.env))
        port = int(words[words.index("--port") + 1])
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the pretended models did not start")


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    following = Reader(tmp_path)
    yield following
    for server in following.servers:
        server.send_signal(signal.SIGTERM)
        server.finish(20)


def test_the_page_does_what_it_says(reader: Reader):
    said = {command: reader.does(command) for command in commands(reader.text)}
    assert "nothing was asked" in said["namedrop judge --target judging --dry-run"]
    first = next(text for command, text in said.items() if "--limit 4" in command)
    assert re.search(r"Asked judging \(openai/gpt-4o-mini\): 4 calls, .* USD", first)
    rest = said["namedrop judge --target judging"]
    assert "4 of the chosen were judged before" in rest
    assert "Cohen's kappa" in said["namedrop judge --target judging --sample 30"]


def test_the_judge_section_of_the_page_judges_after_each_run(reader: Reader):
    configuration = reader.folder / "namedrop.yaml"
    (section,) = (block for block in blocks("yaml", reader.text) if block.startswith("judge:"))
    configuration.write_text(configuration.read_text() + section)
    for command in commands(reader.text)[:1]:
        reader.does(command)
    said = reader.does("namedrop run")
    assert "Then judging judges at most 100 close findings" in said
    assert re.search(r"Judge judging: [1-9]\d* verdicts", said)
    again = reader.does("namedrop judge")
    assert "Asked judging (openai/gpt-4o-mini): 0 calls" in again
