"""Budgets in real runs: what is asked, what is spent, and that the next period asks again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.storage.engine import Database
from tests.e2e.commands import environment, run
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.servers.valkey import running_valkey

PRICED = """\
brands: [{{key: acme, name: Acme, kind: own}}]
prompts:
{prompts}
targets:
  - {{key: gpt, provider: openai, model: gpt-4o, base_url: "{url}", api_key_env: MOCK_KEY,
      settings: {{max_tokens: 300}}}}
monitors: [{{key: weekly, repeats: 1}}]
budget: {{usd_per_day: {usd}}}
"""


@pytest.fixture
def models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path) as running:
        yield running


def command(folder: Path, *arguments: str, status: int = 0) -> str:
    env = environment(f"sqlite:///{folder}/namedrop.sqlite3", concurrency="4")
    done = run(list(arguments), cwd=folder, env=env | {"MOCK_KEY": "any"})
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def configure(folder: Path, models: RecordedModels, *, usd: str, prompts: int) -> None:
    asked = "\n".join(
        f"  - {{key: p{n}, text: Which tool is best for job {n}?}}" for n in range(prompts)
    )
    url = f"{models.url}/openai/v1"
    (folder / "namedrop.yaml").write_text(PRICED.format(prompts=asked, url=url, usd=usd))


def budget(folder: Path) -> Any:
    return json.loads(command(folder, "budgets", "--json"))["budgets"][0]


def test_what_is_spent_is_the_usage_at_its_price(tmp_path: Path, models: RecordedModels):
    configure(tmp_path, models, usd="5", prompts=12)
    dry = command(tmp_path, "run", "--dry-run")
    assert "Cost of the run: about 0.0" in dry
    command(tmp_path, "run")
    used = models.counts()["spend"]["by_provider"]["openai"]
    # 2.50 USD for a million tokens of input, 10 for output.
    usd = (used["input_tokens"] * Decimal("2.5") + used["output_tokens"] * 10) / 1_000_000
    told = budget(tmp_path)
    assert Decimal(told["usd"]["spent"]) == usd > 0
    assert (told["usd"]["reserved"], told["calls"]["spent"]) == ("0", 12)
    answers = json.loads(command(tmp_path, "answers", "list", "--json"))
    assert sum(Decimal(answer["cost_usd"]) for answer in answers) == usd
    assert {answer["cost_source"] for answer in answers} == {"genai-prices 0.2.3"}
    assert "USD (genai-prices" in command(tmp_path, "answers", "show", str(answers[0]["id"]))


def test_a_run_ends_over_budget_and_one_of_the_next_day_asks_again(
    tmp_path: Path, models: RecordedModels
):
    configure(tmp_path, models, usd="0.01", prompts=30)
    told = " ".join(command(tmp_path, "run").split())
    assert "over budget; `namedrop budgets` shows what is left" in told
    spent = budget(tmp_path)
    # A call may cost 0.0031 at most; what is left is less than that.
    assert Decimal("0.0069") < Decimal(spent["usd"]["spent"]) <= Decimal("0.01")
    asked = models.counts()["requests"]
    assert 0 < asked == spent["calls"]["spent"] < 30
    (last,) = json.loads(command(tmp_path, "runs", "list", "--json"))
    assert (last["state"], last["questions"]["over_budget"]) == ("over_budget", 30 - asked)
    told = command(tmp_path, "run", status=1)
    assert "no question was answered" in told
    assert models.counts()["requests"] == asked  # today nothing is left
    database = Database(f"sqlite:///{tmp_path}/namedrop.sqlite3")
    with database.write() as session:
        session.execute(sa.text("UPDATE budget_ledger SET starts_on = date(starts_on, '-1 day')"))
    database.close()
    command(tmp_path, "run")
    assert models.counts()["requests"] > asked


def test_workers_end_a_run_over_budget(models: RecordedModels, postgres_url: str, tmp_path: Path):
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as stack:
        file = stack.configure(models, prompts=20, repeats=3)
        file.write_text(file.read_text() + "budget: {calls_per_day: 25}\n")
        stack.start_all(askers=2)
        run_id = stack.run_now()
        assert stack.wait_until_ended(run_id) == "over_budget"
        assert models.counts()["requests"] == 25
        assert stack.scalar("SELECT count(*) FROM questions WHERE state = 'over_budget'") == 35
        told = json.loads(stack.namedrop("budgets", "--json"))
        assert told["budgets"][0]["calls"] == {
            "limit": 25,
            "spent": 25,
            "reserved": 0,
            "left": 0,
            "of_unknown_cost": 25,
        }
        assert {each["kind"] for each in told["notices"]} == {"budget_soft_limit", "budget_used_up"}
        log = "".join(path.read_text() for path in tmp_path.glob("ask*.log"))
        assert log.count("budget_soft_limit") == 1


def test_what_a_killed_worker_had_reserved_is_settled_by_another(
    models: RecordedModels, postgres_url: str, tmp_path: Path
):
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as stack:
        stack.settings |= {"concurrency": "4", "lease_s": "2"}
        file = stack.configure(models, prompts=20, repeats=2)
        file.write_text(file.read_text() + "budget: {calls_per_day: 40}\n")
        stack.start_all(askers=2)
        run_id = stack.run_now()
        stack.wait_for_answers(5)
        stack.kill("ask0")
        assert stack.wait_until_ended(run_id) == "finished"
        (told,) = json.loads(stack.namedrop("budgets", "--json"))["budgets"]
        assert (told["calls"]["spent"], told["calls"]["reserved"]) == (40, 0)
        # Calls that were under way when it died were made again.
        assert 40 <= models.counts()["requests"] <= 44
