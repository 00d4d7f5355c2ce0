"""Experiments as a user types them, in real processes against a real model server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.e2e.chat_server import ChatServer, completion
from tests.e2e.commands import run, write_configuration

SWEEP = ["sweep", "--target", "mock", "--setting", "temperature", "--repeats", "4"]
VALUES = ["--values", "0,0.5,1"]


class WarmServer(ChatServer):
    """The warmer it is asked, the more often it names Globex in the place of Acme."""

    def __init__(self) -> None:
        super().__init__(delay_s=0)
        self.order: list[float] = []
        self.times: Counter[str] = Counter()

    def _answer(self, body: bytes, key: str) -> tuple[int, bytes]:
        del key
        asked = json.loads(body)
        prompt, warmth = asked["messages"][-1]["content"], asked["temperature"]
        with self._lock:
            self.order.append(warmth)
            self.times[f"{prompt} {warmth}"] += 1
            time = self.times[f"{prompt} {warmth}"]
        drawn = crc32(f"{prompt} {warmth} {time}".encode()) % 100 / 100
        return 200, completion("Globex." if drawn < warmth * 0.55 else "Acme.")


@pytest.fixture(scope="module")
def server() -> Iterator[WarmServer]:
    with WarmServer() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, server: WarmServer) -> Path:
    made = tmp_path_factory.mktemp("experiments")
    write_configuration(made / "namedrop.yaml", server.base_url, prompts=8, repeats=1)
    return made


@pytest.fixture(scope="module")
def swept(folder: Path, server: WarmServer) -> str:
    """What the command prints for a sweep over three temperatures."""
    server.order.clear()
    done = run(["experiment", "run", *SWEEP, *VALUES, "--name", "warmth"], cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "3 arms x 8 prompts x 4 repeats = 96 calls in random order" in " ".join(
        done.stderr.split()
    )
    return done.stdout


def test_a_plan_tells_calls_cost_and_what_could_be_found_and_asks_nothing(
    folder: Path, server: WarmServer
):
    before = len(server.order)
    done = run(["experiment", "plan", *SWEEP, *VALUES], cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "96 calls in random order (seed 20260101)" in " ".join(done.stdout.split())
    assert "with 80 % power: a difference of" in " ".join(done.stdout.split())
    assert "Cost:" in done.stdout
    assert len(server.order) == before


def test_a_sweep_tells_the_trend_and_how_much_repeats_agree(swept: str):
    told = " ".join(swept.split())
    assert "Acme: associated with temperature: lower, an odds ratio of" in told
    assert "Globex: associated with temperature: higher" in told
    assert "Agreement of repeats with temperature higher by 1: lower by" in told
    assert "associated, p =" in told
    assert "cause" not in told


@pytest.mark.usefixtures("swept")
def test_the_questions_were_asked_in_random_order(server: WarmServer):
    changes = sum(a != b for a, b in zip(server.order, server.order[1:], strict=False))
    assert changes > 40
    assert Counter(server.order[:96]) == {0.0: 32, 0.5: 32, 1.0: 32}


@pytest.mark.usefixtures("swept")
def test_the_result_is_shown_again_with_its_figures(folder: Path):
    done = run(["experiment", "show", "warmth", "--json"], cwd=folder)
    result = json.loads(done.stdout)
    assert result["state"] == "finished"
    assert [arm["level"] for arm in result["arms"]] == [0.0, 0.5, 1.0]
    assert [arm["answers"] for arm in result["arms"]] == [32, 32, 32]
    first, *_, last = result["arms"]
    assert first["agreement"]["value"] == 1
    assert last["agreement"]["ci_low"] < last["agreement"]["value"] < 1
    acme = next(each for each in result["trends"] if each["brand"]["key"] == "acme")
    assert acme["trend"]["ci_high"] < 1
    assert acme["trend"]["detectable_odds_ratio"] > 1
    assert result["agreement"]["change"]["ci_high"] < 0


@pytest.mark.usefixtures("swept")
def test_an_experiment_is_not_asked_twice(folder: Path):
    again = run(["experiment", "run", *SWEEP, *VALUES, "--name", "warmth"], cwd=folder)
    assert again.returncode == 2
    assert "has ended" in again.stderr
    other = run(["experiment", "run", *SWEEP, "--values", "0,1", "--name", "warmth"], cwd=folder)
    assert other.returncode == 2
    assert "another experiment" in other.stderr


@pytest.mark.usefixtures("swept")
def test_when_it_has_ended_the_configuration_is_as_before(folder: Path):
    listed = run(["experiment", "list"], cwd=folder).stdout
    assert "warmth" in listed
    monitors = run(["monitors", "list"], cwd=folder).stdout
    assert "weekly" in monitors
    assert "experiment" not in monitors


@pytest.mark.usefixtures("swept")
def test_the_parameters_report_shows_the_setting_too(folder: Path):
    report = json.loads(run(["report", "parameters", "--json"], cwd=folder).stdout)
    assert {row["setting"] for row in report["settings"]} <= {"temperature"}
    assert run(["report", "parameters"], cwd=folder).returncode == 0


def test_system_prompts_are_compared_prompt_by_prompt(folder: Path):
    done = run(
        ["experiment", "run", "system_prompt", "--target", "mock", "--system-prompt", "Be brief."],
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "Acme, system prompt 1:" in told
    assert "McNemar p =" in told


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["sweep", "--target", "nobody", "--setting", "temperature"], "no target 'nobody'"),
        (["sweep", "--target", "mock"], "say which setting"),
        (["sweep", "--target", "mock", "--setting", "mood"], "expected a setting among"),
        ([*SWEEP, "--values", "0.5"], "at least two different values"),
        (["ladder", "--target", "mock"], "at least 3 targets"),
        (["pair", "--target", "mock"], "two targets that differ"),
        (["grounding", "--target", "mock"], "cannot be asked to search"),
        (["system_prompt", "--target", "mock"], "expected system prompts"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_the_reason(
    folder: Path, arguments: list[str], reason: str
):
    done = run(["experiment", "plan", *arguments], cwd=folder)
    assert done.returncode == 2
    assert reason in " ".join(done.stderr.split())


def test_what_the_workspace_claims_of_a_model_decides_what_can_be_swept(
    tmp_path: Path, server: WarmServer
):
    write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=2)
    plan = ["experiment", "plan", *SWEEP, *VALUES]
    assert run(plan, cwd=tmp_path).returncode == 0
    assert not (tmp_path / "namedrop.sqlite3").exists()
    added = run(["models", "add", "acme/m", "--model", "m"], cwd=tmp_path)
    assert added.returncode == 0, added.stderr
    claim = ["models", "claim", "acme/m", "sampling.temperature.taken", "--value", "false"]
    said = run([*claim, "--basis", "official", "--source", "our tests"], cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    before = len(server.order)
    for arguments in (plan, ["experiment", "run", *SWEEP, *VALUES]):
        refused = run(arguments, cwd=tmp_path)
        assert refused.returncode == 2
        told = " ".join(refused.stderr.split())
        assert "ignores or refuses temperature; the sweep was not run" in told
        assert "(our tests)" in told
    assert len(server.order) == before
