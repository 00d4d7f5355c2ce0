"""Judging that is interrupted and given again: real processes, counted at the mock models."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.mock_models.scenario import scenario_of
from monitor.storage.engine import Database
from tests.e2e.commands import environment, run, start
from tests.mock_models.serving import Mock, running_mock

SLOW = """
brands: [{name: Acme, rate: 1}, {name: Globex, rate: 1}]
virtues: [founded some years ago]
delay_s: [0.3, 0.3]
"""
CONCURRENCY = 2
CLOSE = 12


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    with running_mock(scenario_of(SLOW, name="slow")) as running:
        yield running


def configure(path: Path, mock: Mock) -> None:
    url = f"{mock.url}/openai_compatible/v1"
    path.write_text(
        f"""
brands: [{{key: acme, name: Acme, kind: own}}, {{key: globex, name: Globex}}]
prompts: [{{key: best, text: Which tool is best for {path.parent.name}?}}]
targets: [{{key: m, provider: openai_compatible, model: m, base_url: "{url}"}}]
monitors: [{{key: weekly, repeats: 6}}]
judge: {{target: m}}
"""
    )


def stored(database_url: str) -> int:
    database = Database(database_url)
    with database.read() as session:
        count: int = session.scalars(sa.text("SELECT count(*) FROM judgements")).one()
    database.close()
    return count


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_after_an_interruption_no_stored_verdict_is_bought_again(
    mock: Mock, database_url: str, tmp_path: Path, number: signal.Signals
):
    configure(tmp_path / "namedrop.yaml", mock)
    env = environment(database_url, concurrency=str(CONCURRENCY)) | {"OPENAI_API_KEY": "k"}
    whole = (tmp_path / "namedrop.yaml").read_text()
    (tmp_path / "namedrop.yaml").write_text(whole.partition("judge:")[0])
    assert run(["run"], cwd=tmp_path, env=env).returncode == 0
    (tmp_path / "namedrop.yaml").write_text(whole)

    process = start(["judge"], cwd=tmp_path, env=env)
    deadline = time.monotonic() + 60
    while stored(database_url) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    done = process.finish()
    before = stored(database_url)
    assert 3 <= before < CLOSE
    if number is signal.SIGINT:
        assert done.returncode == 130
        assert "it was interrupted" in done.stdout

    again = run(["judge", "--json"], cwd=tmp_path, env=env)
    assert again.returncode == 0, again.stderr
    judged = json.loads(again.stdout)
    assert judged["calls"] == CLOSE - before
    assert judged["selection"]["judged_before"] == before
    assert judged["agreement"]["sentiment"]["n"] == CLOSE
    assert stored(database_url) == CLOSE


def test_judging_after_a_run_ends_when_the_budget_is_used_up(mock: Mock, tmp_path: Path):
    configure(tmp_path / "namedrop.yaml", mock)
    file = tmp_path / "namedrop.yaml"
    file.write_text(file.read_text() + "budget: {calls_per_day: 8}\n")
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3") | {"OPENAI_API_KEY": "k"}
    before = requests_at(mock)

    ran = run(["run"], cwd=tmp_path, env=env)
    assert ran.returncode == 0, ran.stderr
    assert "Judge m: 2 verdicts" in ran.stderr
    assert "Ended early: it is over budget" in " ".join(ran.stderr.split())
    assert requests_at(mock) - before == 8
    told = json.loads(run(["budgets", "--json"], cwd=tmp_path, env=env).stdout)
    assert (told["budgets"][0]["calls"]["spent"], told["budgets"][0]["calls"]["left"]) == (8, 0)

    planned = run(["judge", "--dry-run"], cwd=tmp_path, env=env)
    assert planned.returncode == 0
    assert "Cost of judging: unknown price for m" in planned.stdout
    assert "Left to the workspace today: 0 of 8 calls." in planned.stdout
    again = run(["judge", "--json"], cwd=tmp_path, env=env)
    assert again.returncode == 1
    judged = json.loads(again.stdout)
    assert (judged["stopped_by"], judged["calls"], judged["left"]) == ("over_budget", 0, CLOSE - 2)
    assert requests_at(mock) - before == 8


def requests_at(mock: Mock) -> int:
    counts: dict[str, int] = json.loads(mock.get("/_mock/counts").body)
    return counts["requests"]
