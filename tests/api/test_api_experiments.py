from __future__ import annotations

from datetime import date
from typing import Any
from zlib import crc32

import pytest

from monitor.clock import utc_now
from monitor.domain.model_card import Basis, Claim
from monitor.pipeline.analyze import analyze_answers
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.own_cards import NewCard, add_card, add_claim
from monitor.storage.question_queue import Claimer, RunToClaim, claim_questions
from monitor.storage.runs import end_finished_runs, start_run
from tests.api.api_client import Client
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import PlannedRun, make_run, make_target

SWEEP = {
    "kind": "sweep",
    "targets": ["cool"],
    "setting": "temperature",
    "values": [0, 0.5, 1],
    "repeats": 3,
    "key": "warmth",
}


@pytest.fixture
def configured(database: Database) -> PlannedRun:
    return make_run(database, prompts=6, repeats=1)


def kept(client: Client, **changes: Any) -> Any:
    reply = client.ask("POST", "/v1/experiments", json=SWEEP | changes)
    assert reply.status_code == 201, reply.text
    return reply.json()


def refused(client: Client, path: str = "/v1/experiments/plan", **changes: Any) -> str:
    problem = client.problem("POST", path, json=SWEEP | changes)
    assert problem["status"] == 422
    return str(problem["detail"])


def answer_all(database: Database, planned: PlannedRun, run_id: int) -> None:
    """The warmer, the more often Globex is named; the run ends and nothing is analyzed yet."""
    with database.write() as session:
        start_run(session, planned.workspace_id, run_id, NOON)
        run = RunToClaim(run_id, planned.workspace_id, planned.monitor_id)
        for question in claim_questions(session, Claimer("alice", 20), run, 1000):
            warmth = question.target.settings.temperature or 0
            drawn = crc32(f"{question.id}".encode()) % 100 / 100
            text = "Globex." if drawn < 0.1 + 0.8 * warmth else "Acme."
            store_answer(
                session, question, make_asked(question, make_answer(text)), model_card_id=None
            )
    with database.write() as session:
        end_finished_runs(session, NOON)


def test_a_plan_tells_calls_cost_and_what_could_be_found_and_keeps_nothing(
    client: Client, configured: PlannedRun
):
    told = client.ask("POST", "/v1/experiments/plan", json=SWEEP | {"rate": 0.5}).json()
    assert told["calls"] == 3 * 6 * 3, configured
    assert [arm["settings"]["temperature"] for arm in told["arms"]] == [0, 0.5, 1]
    assert told["cost"] == {"low_usd": "0", "high_usd": "0", "unknown": []}
    assert told["foresight"]["odds_ratio"] > 1
    assert "named in 50% of the answers, with 80 % power" in told["foresight"]["text"]
    assert client.get("/v1/experiments")["items"] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"targets": ["nobody"]}, "there is no target 'nobody'; there is: cool, warm"),
        ({"monitor": "daily"}, "there is no monitor 'daily'; there is: weekly"),
        ({"setting": "warmth"}, "expected a setting among"),
        ({"values": ["nan", 1]}, "expected a finite number"),
        ({"kind": "pair", "targets": ["cool", "warm"]}, "differ in settings, too"),
        ({"repeats": 1}, "body.repeats"),
        ({"key": "a/b"}, "body.key"),
        ({"file": "namedrop.yaml"}, "body.file: there is no field"),
    ],
)
def test_what_is_no_experiment_is_refused_with_the_reason(
    client: Client, configured: PlannedRun, changes: dict[str, Any], said: str
):
    assert said in refused(client, **changes), configured
    assert said in refused(client, "/v1/experiments", **changes)


def test_a_setting_that_the_workspace_knows_the_model_does_not_take_is_not_swept(
    client: Client, database: Database, configured: PlannedRun
):
    own = NewCard("acme/tiny", "tiny", provider="llamacpp")
    claim = Claim(
        "sampling.temperature.taken", False, Basis.OFFICIAL, "our tests", date(2026, 11, 1)
    )
    with database.write() as session:
        add_card(session, configured.workspace_id, own, NOON)
        card = add_claim(session, configured.workspace_id, "acme/tiny", claim, now=NOON).card
    said = "This model ignores or refuses temperature; the sweep was not run"
    assert f"{said}. tiny: the model does not take it (our tests)" in refused(client)
    assert said in refused(client, "/v1/experiments")
    (before,) = (each.id for each in card.claims)
    newer = Claim(
        "sampling.temperature.taken", True, Basis.OFFICIAL, "our manual", date(2026, 11, 2)
    )
    with database.write() as session:
        add_claim(session, configured.workspace_id, "acme/tiny", newer, supersedes=before, now=NOON)
    assert client.ask("POST", "/v1/experiments/plan", json=SWEEP).status_code == 200


def test_what_a_workspace_claims_of_a_shipped_model_lets_it_be_swept(
    client: Client, database: Database, configured: PlannedRun
):
    target = make_target("thinker", provider="azure", model="o3", temperature=0.5)
    with database.write() as session:
        save_targets(session, configured.workspace_id, [target], NOON)
    assert "ignores or refuses temperature" in refused(client, targets=["thinker"])
    claim = Claim("sampling.temperature.taken", True, Basis.OFFICIAL, "our tests", utc_now().date())
    with database.write() as session:
        add_claim(session, configured.workspace_id, "o3", claim, now=NOON)
    planned = client.ask("POST", "/v1/experiments/plan", json=SWEEP | {"targets": ["thinker"]})
    assert planned.status_code == 200, planned.text


def test_an_experiment_is_kept_once_in_random_order_and_waits_to_be_started(
    client: Client, database: Database, configured: PlannedRun
):
    first, again = kept(client), kept(client)
    assert (first["run_id"], first["state"]) == (again["run_id"], "planned")
    assert first["questions"] == {"ended": 0, "total": 54}
    assert (first["is_final"], first["trends"], first["pairs"]) == (False, [], [])
    run = RunToClaim(first["run_id"], configured.workspace_id, configured.monitor_id)
    with database.write() as session:
        asked = claim_questions(session, Claimer("alice", 20), run, 1000)
    order = [(q.prompt.key, q.target.settings.temperature) for q in asked]
    rounds = [order[n : n + 18] for n in (0, 18, 36)]
    assert all(len(set(one)) == 18 for one in rounds)
    assert order != sorted(order)
    assert "another experiment 'warmth'" in refused(client, "/v1/experiments", repeats=4)


def test_what_an_experiment_makes_is_none_of_the_configuration(
    client: Client, configured: PlannedRun
):
    kept(client)
    assert [each["key"] for each in client.get("/v1/monitors")["items"]] == ["weekly"], configured
    assert "there is: cool, warm" in refused(client, targets=["cool~temperature=0.5"])


def test_before_its_answers_are_analyzed_nothing_is_tested_and_then_the_verdict_is_told(
    client: Client, database: Database, configured: PlannedRun
):
    run_id = kept(client)["run_id"]
    answer_all(database, configured, run_id)
    early = client.get("/v1/experiments/warmth")
    assert (early["state"], early["is_final"], early["trends"]) == ("finished", False, [])
    analyze_answers(database, configured.workspace_id, now=utc_now)
    told = client.get("/v1/experiments/warmth")
    assert told["is_final"]
    assert [arm["answers"] for arm in told["arms"]] == [18, 18, 18]
    globex = next(each for each in told["trends"] if each["brand"]["key"] == "globex")
    assert globex["trend"]["odds_ratio"] > 1
    assert "higher" in globex["verdict"]
    assert told["design"]["seed"] == 20260101
    assert told["design"]["cost"] == "free"
    assert "has ended" in refused(client, "/v1/experiments")


def test_experiments_are_listed_newest_first_page_by_page(client: Client, configured: PlannedRun):
    for key in ("one", "two", "three"):
        kept(client, key=key)
    pages = [page["items"] for page in client.pages("/v1/experiments", limit=2)]
    assert [[each["key"] for each in items] for items in pages] == [["three", "two"], ["one"]]
    assert pages[0][0]["state"] == "planned", configured


@pytest.mark.postgres_only("no workers run on a SQLite file")
def test_an_experiment_is_started_for_the_workers_once(
    client: Client, database: Database, configured: PlannedRun
):
    run_id = kept(client)["run_id"]
    for _ in range(2):
        run = client.ask("POST", "/v1/experiments/warmth/run").json()
        assert (run["id"], run["trigger"], run["state"]) == (run_id, "manual", "planned")
    answer_all(database, configured, run_id)
    problem = client.problem("POST", "/v1/experiments/warmth/run")
    assert "has ended" in problem["detail"]


@pytest.mark.postgres_only("no workers run on a SQLite file")
def test_workers_do_not_ask_the_model_that_a_command_starts_for_itself(
    client: Client, database: Database, configured: PlannedRun
):
    with database.write() as session:
        save_targets(session, configured.workspace_id, [make_target(base_url="local")], NOON)
    kept(client)
    problem = client.problem("POST", "/v1/experiments/warmth/run")
    assert "`base_url: local`" in problem["detail"]


@pytest.mark.sqlite_only("PostgreSQL has workers")
def test_where_no_workers_are_the_command_that_asks_is_named(
    client: Client, configured: PlannedRun
):
    kept(client)
    problem = client.problem("POST", "/v1/experiments/warmth/run")
    assert "namedrop experiment ask warmth" in problem["detail"], configured


def test_a_stranger_sees_and_starts_nothing(
    client: Client, stranger: Client, configured: PlannedRun
):
    kept(client)
    assert stranger.get("/v1/experiments")["items"] == []
    assert stranger.problem("GET", "/v1/experiments/warmth")["status"] == 404
    assert stranger.problem("POST", "/v1/experiments/warmth/run")["status"] in {404, 422}
    assert "there is no target 'cool'; there is: none" in refused(stranger)
    assert "there is no target 'cool'" in refused(stranger, "/v1/experiments")
    assert client.get("/v1/experiments")["items"][0]["state"] == "planned", configured
