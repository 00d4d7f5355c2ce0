from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.reports.as_json import card_json
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards, save_card
from monitor.storage.workspaces import ensure_workspace, workspace_id_of
from tests.api.api_client import Client
from tests.factories.analyzed import TINY_CARD
from tests.factories.answers import NOON


def save_cards(database: Database, *names: str) -> dict[str, int]:
    with database.write() as session:
        workspace_id = ensure_workspace(session, "default", NOON)
        return {
            name: save_card(session, workspace_id, replace(TINY_CARD, key=f"x/{name}"), NOON)
            for name in names
        }


def test_cards_are_listed_by_key_and_whole(database: Database, client: Client):
    save_cards(database, "b", "a", "c")
    with database.read() as session:
        stored = list_cards(session, workspace_id_of(session, "default"))
    page = client.get("/v1/model-cards")
    assert page["items"] == [card_json(saved) for saved in stored]
    assert [item["key"] for item in page["items"]] == ["x/a", "x/b", "x/c"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_card_exactly_once(database: Database, client: Client, limit: int):
    save_cards(database, "b", "a", "c")
    pages = client.pages("/v1/model-cards", limit=limit)
    keys = [item["key"] for page in pages for item in page["items"]]
    assert keys == ["x/a", "x/b", "x/c"]


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


def test_a_card_that_is_not_there_is_a_problem(client: Client):
    problem = client.problem("GET", "/v1/model-cards/7")
    assert (problem["status"], problem["detail"]) == (404, "there is no model card 7")


def test_a_stranger_sees_no_card(database: Database, client: Client, stranger: Client):
    card_id = save_cards(database, "a")["a"]
    assert client.ask("GET", f"/v1/model-cards/{card_id}").status_code == 200
    assert stranger.get("/v1/model-cards")["items"] == []
    assert stranger.problem("GET", f"/v1/model-cards/{card_id}")["status"] == 404


def test_a_cursor_of_a_stranger_is_refused(database: Database, client: Client, stranger: Client):
    save_cards(database, "a", "b")
    cursor = client.get("/v1/model-cards?limit=1")["next_cursor"]
    problem = stranger.problem("GET", f"/v1/model-cards?cursor={cursor}")
    assert problem["status"] == 422
