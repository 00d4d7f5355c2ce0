from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.storage.engine import Database
from monitor.storage.model_cards import save_card
from monitor.storage.workspaces import ensure_workspace
from tests.api.api_client import Client
from tests.factories.analyzed import TINY_CARD
from tests.factories.answers import NOON

OWN = "/v1/model-cards?origin=workspace"


def save_cards(database: Database, *names: str) -> dict[str, int]:
    with database.write() as session:
        workspace_id = ensure_workspace(session, "default", NOON)
        return {
            name: save_card(session, workspace_id, replace(TINY_CARD, key=f"x/{name}"), NOON)
            for name in names
        }


def test_own_and_shipped_cards_are_listed_by_key(database: Database, client: Client):
    ids = save_cards(database, "b", "a", "c")
    own = client.get(OWN)["items"]
    assert [(item["key"], item["id"]) for item in own] == [
        (f"x/{name}", ids[name]) for name in ("a", "b", "c")
    ]
    everything = client.get("/v1/model-cards?limit=1000")["items"]
    keys = [item["key"] for item in everything]
    assert keys == sorted(keys)
    assert {"x/a", "openai/gpt-4o"} <= set(keys)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_card_exactly_once(database: Database, client: Client, limit: int):
    save_cards(database, "b", "a", "c")
    pages = client.pages("/v1/model-cards", limit=limit, origin="workspace")
    keys = [item["key"] for page in pages for item in page["items"]]
    assert keys == ["x/a", "x/b", "x/c"]


def test_cards_are_chosen_by_what_they_are(client: Client):
    query = "/v1/model-cards?vendor=openai&open_weights=true&size_class=L&architecture=moe"
    assert [item["key"] for item in client.get(query)["items"]] == ["openai/gpt-oss-120b"]


def test_a_card_shows_every_figure_with_basis_and_source(database: Database, client: Client):
    card = client.get(f"/v1/model-cards/{save_cards(database, 'a')['a']}")
    total = card["parameters"]["total"]
    assert (total["value"], total["basis"], total["source"], total["display"]) == (
        134_515_008,
        "discovered_at_runtime",
        "the file",
        "134.5 M",
    )
    claims = {claim["field"]: claim for claim in card["claims"]}
    assert len(claims) == len(TINY_CARD.claims)
    assert claims["training.tokens"]["source_url"] == "https://example.org/paper"
    assert claims["open_weights"]["value"] is True


def test_a_shipped_card_is_found_by_any_id_that_means_it(client: Client):
    card = client.get("/v1/model-cards/find?model=openrouter/openai/gpt-4o:free")
    assert (card["key"], card["id"]) == ("openai/gpt-4o", None)
    shown = card["parameters"]["total"]["display"]
    assert shown == "100-440 B (4 estimates, undisclosed by vendor)"
    assert card["parameters"]["total"]["size_class"] is None  # the range touches L and XL
    assert "No claim is exact" in card["reasons"]["total"][0]
    assert card["facts"]["successor"] == "openai/gpt-6-luna"


def test_a_served_id_is_resolved_with_reasons(client: Client):
    query = {"served": "deepseek-chat", "provider": "deepseek", "on": "2025-05-01"}
    found = client.get("/v1/model-cards/resolve", params=query)
    assert (found["card"], found["match"]) == ("deepseek/deepseek-v3-0324", "alias")
    assert found["reasons"]


def test_a_model_is_added_and_a_claim_supersedes_a_shipped_one(client: Client):
    new = {"key": "acme/bot", "model": "ft:gpt-4o:acme", "based_on": "gpt-4o"}
    tuned = client.ask("POST", "/v1/model-cards", json=new | {"relation": "fine_tune"}).json()
    assert tuned["stands_on"] == "openai/gpt-4o"
    claim = {
        "model": "gpt-4o",
        "field": "parameters.total",
        "value": 300_000_000_000,
        "basis": "estimate",
        "source": "our analyst",
        "source_url": "https://example.org/note",
        "supersedes": "parameters.total@ecologits",
    }
    card = client.ask("POST", "/v1/model-claims", json=claim).json()
    claims = {claim["id"]: claim for claim in card["claims"]}
    replaced = claims["parameters.total@ecologits"]
    assert claims[replaced["superseded_by"]]["source"] == "our analyst"
    shown = card["parameters"]["total"]["display"]
    assert shown == "100-400 B (4 estimates, undisclosed by vendor)"


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"source_url": None}, 422, "expected a source URL"),
        ({"confidence": "high"}, 422, "expected confidence"),
        ({"low": 5, "value": 4}, 422, "low <= value <= high"),
        ({"value": 4.5}, 422, "whole count above 0"),
        ({"field": "parameter.total"}, 422, "parameters.total"),
        ({"model": "nobody-knows-me"}, 404, "there is no model card"),
        ({"supersedes": "parameters.total@nobody"}, 404, "parameters.total@ecologits"),
        ({"basis": "rumor"}, 422, "basis"),
    ],
)
def test_an_impossible_claim_is_refused_with_the_reason(
    client: Client, change: dict, status: int, said: str
):
    claim = {
        "model": "gpt-4o",
        "field": "parameters.total",
        "value": 10**11,
        "basis": "estimate",
        "source": "somebody",
        "source_url": "https://example.org",
    }
    problem = client.problem("POST", "/v1/model-claims", json=claim | change)
    assert problem["status"] == status
    assert said in problem["detail"]
    assert client.get(OWN)["items"] == []


def test_unknown_models_are_on_the_audit_list(database: Database, client: Client):
    card = replace(TINY_CARD, key="x/mystery", model="mystery", claims=())
    with database.write() as session:
        save_card(session, ensure_workspace(session, "default", NOON), card, NOON)
    (task,) = client.get("/v1/model-cards/audit")["items"]
    assert (task["card"], task["concern"]) == ("x/mystery", "unknown_model")
    assert "namedrop models add x/mystery" in task["todo"]


def test_a_card_that_is_not_there_is_a_problem(client: Client):
    problem = client.problem("GET", "/v1/model-cards/7")
    assert (problem["status"], problem["detail"]) == (404, "there is no model card 7")


def test_a_stranger_sees_no_card_and_no_claim(database: Database, client: Client, stranger: Client):
    card_id = save_cards(database, "a")["a"]
    assert client.ask("GET", f"/v1/model-cards/{card_id}").status_code == 200
    assert stranger.get(OWN)["items"] == []
    assert stranger.problem("GET", f"/v1/model-cards/{card_id}")["status"] == 404
    assert stranger.problem("GET", "/v1/model-cards/find?model=x/a")["status"] == 404


def test_a_cursor_of_a_stranger_is_refused(database: Database, client: Client, stranger: Client):
    save_cards(database, "a", "b")
    cursor = client.get(f"{OWN}&limit=1")["next_cursor"]
    problem = stranger.problem("GET", f"{OWN}&cursor={cursor}")
    assert problem["status"] == 422
