"""Repeats until rates are precise: by workers on PostgreSQL, and by one command on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import environment, run
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.servers.valkey import running_valkey

SCENARIO = """\
seed: 5
brands:
  - {name: Acme, rate: 0.5}
  - {name: Globex, rate: 0.5}
rules:
  - model: sure
    rates: {Acme: 1.0}
"""
SURE = """\
  - key: sure
    provider: openai_compatible
    model: sure
    base_url: URL
    api_key_env: MOCK_KEY
monitors:"""
PRECISION = "repeats: 3, precision: {half_width: 0.2, max_repeats: 12}"
PROMPTS = 3


@pytest.fixture
def models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path, scenario=SCENARIO) as running:
        yield running


def configure(stack: Stack, models: RecordedModels) -> None:
    """One target that names the brand always and one that names it every other time."""
    file = stack.configure(models, prompts=PROMPTS, repeats=3)
    text = file.read_text().replace("repeats: 3", PRECISION)
    file.write_text(text.replace("monitors:", SURE.replace("URL", models.base_url)))


def test_workers_repeat_what_is_not_precise_and_end_the_run(
    models: RecordedModels, postgres_url: str, tmp_path: Path
):
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as stack:
        configure(stack, models)
        stack.start_all()
        run_id = stack.run_now()
        assert stack.wait_until_ended(run_id, timeout_s=90) == "finished"
        asked = stack.scalar("SELECT count(*) FROM questions WHERE state = 'answered'")
        assert models.counts()["requests"] == asked
        looks = json.loads(stack.namedrop("runs", "show", str(run_id), "--json"))["looks"]
        assert [look["repeats"] for look in looks] == [3, 5, 8, 12]
        # Six answers that agree are enough, and eight is the look after that.
        sure = "SELECT count(*) FROM questions q JOIN targets t ON t.id = q.target_id "
        assert stack.scalar(sure + "WHERE t.key = 'sure'") == PROMPTS * 8
        assert PROMPTS * 16 < asked <= PROMPTS * 20
        assert sum(look["questions_added"] for look in looks) == asked - 2 * PROMPTS * 3
        assert looks[-1]["precise"] + looks[-1]["at_most"] == 2 * PROMPTS
        told = stack.namedrop("runs", "show", str(run_id))
        assert "Look 1 after 3 repeats: 0 rates are precise; 12 more questions." in told
        stack.wait_until_analyzed()
        stack.wait_until_rolled_up()
        counted = stack.scalar("SELECT sum(n) FROM rollups GROUP BY brand_id LIMIT 1")
        assert counted == asked


def test_one_command_repeats_and_goes_on_where_it_was(models: RecordedModels, tmp_path: Path):
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3") | {"MOCK_KEY": "any"}
    stack = Stack(tmp_path, "sqlite://", "")
    configure(stack, models)
    planned = run(["run", "--dry-run"], cwd=tmp_path, env=env)
    assert "up to 72 calls" in " ".join(planned.stderr.split())
    done = run(["run"], cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert "Look 4 after 12 repeats" in done.stderr
    shown = run(["runs", "show", "1", "--json"], cwd=tmp_path, env=env)
    told = json.loads(shown.stdout)
    assert told["state"] == "finished"
    assert told["questions"]["answered"] == models.counts()["requests"]
    assert [look["repeats"] for look in told["looks"]] == [3, 5, 8, 12]
