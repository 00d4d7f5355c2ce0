from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.app import MAX_BODY_BYTES
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.catalog.importers.files import ecologits, ecologits_model
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run, make_target
from tests.pipeline.telling_server import TellingServer

IMPORT = "/v1/model-cards/import"
INSPECT = "/v1/model-cards/inspect"
FILE = ecologits(
    ecologits_model("gpt-4o", {"total": {"min": 150, "max": 300}, "active": 50}),
    ecologits_model("gpt-unheard-of", 7),
    ecologits_model("gpt-4", 9),
)


@pytest.fixture
def server() -> Iterator[TellingServer]:
    with TellingServer() as running:
        yield running


@pytest.fixture
def configured(database: Database) -> PlannedRun:
    return make_run(database)


def imported(client: Client, **changes: Any) -> Any:
    file = {"catalog": "ecologits", "text": FILE, "as_of": "2027-01-31"} | changes
    reply = client.ask("POST", IMPORT, json=file)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_dry_run_tells_what_an_import_adds_and_then_it_is_added_once(client: Client):
    previewed = imported(client, dry_run=True)
    assert client.get("/v1/model-cards?origin=workspace")["items"] == []
    done = imported(client)
    assert done == previewed
    assert {(each["card"], each["field"]) for each in done["added"]} >= {
        ("openai/gpt-4o", "parameters.total")
    }
    assert any("gpt-unheard-of" in each for each in done["unresolved"])
    again = imported(client)
    assert (again["added"], again["already_there"]) == (
        [],
        done["already_there"] + len(done["added"]),
    )
    card = client.get("/v1/model-cards/find?model=gpt-4o")
    told = [claim for claim in card["claims"] if claim["as_of"] == "2027-01-31"]
    assert {claim["source"] for claim in told} == {"EcoLogits"}


def test_what_contradicts_the_known_is_listed_and_left_out(client: Client):
    done = imported(client)
    assert {(each["card"], each["field"]) for each in done["conflicts"]} == {
        ("openai/gpt-4", "parameters.total")
    }
    items = client.get("/v1/model-cards/audit")["items"]
    assert "openai/gpt-4" in {item["card"] for item in items}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "no JSON"}, "ecologits"),
        ({"text": ""}, "body.text"),
        ({"catalog": "wikipedia"}, "body.catalog"),
        ({"as_of": "yesterday"}, "body.as_of"),
        ({"path": "/etc/passwd"}, "body.path: there is no field"),
    ],
)
def test_what_is_no_file_of_the_catalog_is_refused(
    client: Client, changes: dict[str, Any], said: str
):
    file = {"catalog": "ecologits", "text": FILE} | changes
    problem = client.problem("POST", IMPORT, json=file)
    assert problem["status"] == 422
    assert said.lower() in problem["detail"].lower()


def test_a_file_may_be_larger_than_other_bodies_and_yet_not_of_any_size(client: Client):
    padded = {"catalog": "ecologits", "text": FILE + " " * MAX_BODY_BYTES, "dry_run": True}
    assert client.ask("POST", IMPORT, json=padded).status_code == 200
    huge = {"catalog": "ecologits", "text": " " * 16 * MAX_BODY_BYTES}
    assert client.problem("POST", IMPORT, json=huge)["status"] == 413
    other = {"target": "x" * MAX_BODY_BYTES}
    assert client.problem("POST", INSPECT, json=other)["status"] == 413


def test_the_server_of_a_target_is_asked_and_its_card_is_kept(
    client: Client, database: Database, configured: PlannedRun, server: TellingServer
):
    target = make_target("cool", base_url=server.url)
    with database.write() as session:
        save_targets(session, configured.workspace_id, [target], NOON)
    server.told["/v1/models"] = {"data": [{"id": "tiny", "meta": {"n_params": 135_000_000}}]}
    server.told["/props"] = {"default_generation_settings": {"n_ctx": 2048}}
    told = client.ask("POST", INSPECT, json={"target": "cool"}).json()
    assert (told["asks"], told["problems"]) == (True, [])
    assert told["model_card"]["parameters"]["total"]["value"] == 135_000_000
    linked = client.get(f"/v1/model-cards/{told['model_card']['id']}")
    assert linked["key"] == told["model_card"]["key"]


def test_a_server_that_is_away_is_a_problem_that_is_told(client: Client, configured: PlannedRun):
    told = client.ask("POST", INSPECT, json={"target": "cool"}).json()
    assert told["asks"], configured
    assert "cool: nothing was learned of its model" in told["problems"][0]


def test_neither_an_address_nor_a_file_can_be_inspected(
    client: Client, configured: PlannedRun, server: TellingServer
):
    for named in (server.url, f"{server.url}/v1/models", "/etc/passwd", "org/name"):
        assert client.problem("POST", INSPECT, json={"target": named})["status"] == 404, configured
    for field in ("base_url", "file", "hub"):
        body = {"target": "cool", field: server.url}
        assert client.problem("POST", INSPECT, json=body)["status"] == 422
    assert server.asked == []


def test_the_model_that_a_command_starts_for_itself_is_not_inspected(
    client: Client, database: Database, configured: PlannedRun
):
    with database.write() as session:
        save_targets(session, configured.workspace_id, [make_target(base_url="local")], NOON)
    problem = client.problem("POST", INSPECT, json={"target": "cool"})
    assert problem["status"] == 422
    assert "`base_url: local`" in problem["detail"]


def test_a_stranger_inspects_nothing_and_imports_for_himself(
    client: Client, stranger: Client, configured: PlannedRun
):
    assert stranger.problem("POST", INSPECT, json={"target": "cool"})["status"] == 404
    imported(stranger)
    assert client.get("/v1/model-cards?origin=workspace")["items"] == [], configured
