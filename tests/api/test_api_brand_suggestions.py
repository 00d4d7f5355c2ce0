from __future__ import annotations

from typing import Any

import pytest

from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import make_answer
from tests.factories.runs import PlannedRun, make_run

PATH = "/v1/brands/suggestions"


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    """Eight answers that name Acme, Bolten and Dentor Labs, of which only Acme is tracked."""
    planned = make_run(database, prompts=2, repeats=2)
    text = "1. Acme: quick\n2. Bolten: quiet\n3. Dentor Labs: cheap"
    answer_and_analyze(database, planned, lambda _question: make_answer(text))
    return planned


def suggested(client: Client, **parameters: Any) -> list[str]:
    return [item["name"] for item in client.get(PATH, params=parameters)["items"]]


def decide(client: Client, decision: str, **body: str) -> Any:
    reply = client.ask("POST", f"{PATH}/{decision}", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def tracked(database: Database, planned: PlannedRun) -> dict[str, tuple[str, ...]]:
    with database.read() as session:
        brands = current_brands(session, planned.workspace_id)
    return {saved.brand.key: saved.brand.aliases for saved in brands}


def test_names_that_are_not_tracked_are_suggested(client: Client, planned: PlannedRun):
    items = client.get(PATH)["items"]
    assert items == [
        {"name": "Bolten", "answers": 8, "mentions": 8},
        {"name": "Dentor Labs", "answers": 8, "mentions": 8},
    ]
    assert suggested(client, run_id=planned.run_id, limit=1) == ["Bolten"]
    assert suggested(client, min_answers=9) == []


def test_an_accepted_name_is_tracked_as_a_competitor(
    client: Client, database: Database, planned: PlannedRun
):
    brand = decide(client, "accept", name="Dentor Labs")
    assert brand == {
        "key": "dentor-labs",
        "name": "Dentor Labs",
        "kind": "competitor",
        "aliases": [],
    }
    assert "dentor-labs" in tracked(database, planned)
    assert suggested(client) == ["Bolten"]


def test_a_merged_name_is_an_alias(client: Client, database: Database, planned: PlannedRun):
    assert decide(client, "merge", name="Bolten", into="globex")["aliases"] == ["Bolten"]
    assert tracked(database, planned)["globex"] == ("Bolten",)
    assert suggested(client) == ["Dentor Labs"]


def test_an_ignored_name_is_not_suggested_until_it_is_accepted(
    client: Client, database: Database, planned: PlannedRun
):
    assert decide(client, "ignore", name="Bolten") == {"name": "Bolten", "is_new": True}
    assert decide(client, "ignore", name="bolten")["is_new"] is False
    assert suggested(client) == ["Dentor Labs"]
    decide(client, "accept", name="Bolten")
    assert "bolten" in tracked(database, planned)


@pytest.mark.parametrize(
    ("decision", "body"),
    [
        ("accept", {"name": "Acme"}),
        ("accept", {"name": " "}),
        ("accept", {"name": ""}),
        ("accept", {}),
        ("merge", {"name": "Bolten", "into": "nobody"}),
        ("merge", {"name": "Acme", "into": "globex"}),
        ("ignore", {"name": "a\u0000b"}),
    ],
)
@pytest.mark.usefixtures("planned")
def test_what_cannot_be_done_is_refused(client: Client, decision: str, body: dict[str, str]):
    assert client.problem("POST", f"{PATH}/{decision}", json=body)["status"] == 422


def test_another_workspace_neither_sees_nor_changes_anything(
    client: Client, stranger: Client, database: Database, planned: PlannedRun
):
    assert suggested(stranger) == []
    assert stranger.problem("GET", PATH, params={"run_id": planned.run_id})["status"] == 404
    decide(stranger, "ignore", name="Bolten")
    decide(stranger, "accept", name="Dentor Labs")
    assert suggested(client) == ["Bolten", "Dentor Labs"]
    assert set(tracked(database, planned)) == {"acme", "globex"}
