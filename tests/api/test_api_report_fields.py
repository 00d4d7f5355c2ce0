from __future__ import annotations

from typing import Any

import pytest

from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.analyzed import make_panel
from tests.factories.many_models import MadeModel, ask_models

REPORTS = ("/v1/reports/visibility", "/v1/reports/citations")
MODELS = (
    MadeModel("small", 8e9),
    MadeModel("small", 8e9, temperature=1.0),
    MadeModel("large", 1e11, 4.4e11, layout="moe", family="two"),
    MadeModel("secret", None, web_search=True),
)


def ask_four(database: Database) -> None:
    ask_models(database, MODELS, lambda model, _: model.name + " likes Acme.", prompts=2)


def own_rows(report: Any) -> list[Any]:
    return [row for row in report["rows"] if row["brand"]["key"] == "acme"]


def test_rows_are_split_by_fields_and_by_what_they_may_not_pool(database: Database, client: Client):
    ask_four(database)
    report = client.report(dimensions=["brand", "architecture"])
    assert report["split_by"] == ["web_search", "sampling"]
    assert [column["name"] for column in report["columns"]][:4] == [
        "brand",
        "architecture",
        "web_search",
        "sampling",
    ]
    assert [row["group"] for row in own_rows(report)] == [
        {"architecture": "dense", "web_search": False, "sampling": "temperature 0.2"},
        {"architecture": "dense", "web_search": False, "sampling": "temperature 1"},
        {"architecture": "dense", "web_search": True, "sampling": "temperature 0.2"},
        {"architecture": "moe", "web_search": False, "sampling": "temperature 0.2"},
    ]


def test_every_row_about_a_model_has_its_card_and_settings(database: Database, client: Client):
    ask_four(database)
    rows = {row["target"]["key"]: row for row in own_rows(client.report())}
    large = rows["large-0.2"]["model_card"]
    total = large["parameters"]["total"]
    assert (total["status"], total["value"]) == ("estimated", None)
    assert (total["low"], total["high"], total["claims_count"]) == (1e11, 4.4e11, 2)
    assert large["architecture"]["layout"] == "moe"
    small = rows["small-1.0"]
    assert small["settings_sent"] == {"temperature": 1.0}
    active = small["model_card"]["parameters"]["active"]
    assert (active["value"], active["basis"], active["size_class"]) == (8e9, "derived", "M")
    assert small["model_card"].keys() >= {"open_weights", "context_window", "quantization"}
    assert rows["secret-0.2-search"]["model_card"]["parameters"]["total"]["status"] == "undisclosed"


def test_a_filter_is_a_tree_and_comes_back_as_it_was(database: Database, client: Client):
    ask_four(database)
    where = {
        "and": [
            {"or": [{"field": "temperature", "between": [None, 0.7]}, {"field": "tag", "eq": "x"}]},
            {"not": {"field": "parameters_total_class", "is_unknown": True}},
        ]
    }
    for path in REPORTS:
        page = client.ask("POST", path, json={"where": where}).json()
        assert page["query"]["where"] == where
    # The estimates of "large" lie in two classes.
    assert {row["target"]["key"] for row in client.report(where=where)["rows"]} == {"small-0.2"}


def test_what_fits_no_row_tells_what_there_is(database: Database, client: Client):
    make_panel(database)
    report = client.report(where={"field": "vendor", "eq": "tiny labs"})
    assert report["rows"] == []
    assert report["notes"][-2:] == [
        "No answer fits the filter.",
        "The answers here have vendor: Tiny Labs.",
    ]


@pytest.mark.parametrize("path", REPORTS)
@pytest.mark.parametrize(
    ("asked", "at", "told"),
    [
        ({"where": {"field": "vendor", "eq": "x", "but": 1}}, "where", "but"),
        ({"where": {"field": "vendor"}}, "where", "expected an object with one of and, or, not"),
        ({"where": {"and": []}}, "where", "at least 1"),
        ({"where": {"field": "size", "eq": 1}}, "where", "vendor"),
        ({"where": {"field": "temperature", "eq": "hot"}}, "", "temperature: expected a number"),
        ({"where": {"field": "brand", "eq": "x"}}, "", "name brands in brand_ids"),
        ({"where": {"field": "vendor", "between": ["a", "b"]}}, "", "have an order"),
        ({"pool": ["targets"]}, "pool", "web_search"),
        ({"pool": ["channel", "channel"]}, "", "pool: expected each once"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    client: Client, path: str, asked: dict[str, Any], at: str, told: str
):
    problem = client.problem("POST", path, json=asked)
    assert problem["status"] == 422
    assert told in str(problem)
    assert at in str(problem["errors"])


def test_a_filter_of_a_thousand_levels_is_refused(client: Client):
    where: dict[str, Any] = {"field": "vendor", "eq": "x"}
    for _ in range(100):
        where = {"not": where}
    problem = client.refused_report(where=where)
    assert "at most 20 levels" in problem["detail"]
    for _ in range(800):
        where = {"not": where}
    client.refused_report(where=where)


def test_a_cursor_belongs_to_its_filter(database: Database, client: Client):
    make_panel(database)
    one = {"field": "vendor", "eq": "Tiny Labs"}
    two = {"field": "channel", "eq": "local"}
    cursor = client.report(limit=1, where={"and": [one, two]})["next_cursor"]
    rest = client.report(cursor=cursor, where={"and": [one, two]})["rows"]
    assert len(rest) == 3
    problem = client.refused_report(cursor=cursor, where={"or": [one, two]})
    assert "it belongs to another query" in problem["detail"]


def test_pages_of_split_rows_hold_every_row_exactly_once(database: Database, client: Client):
    ask_four(database)
    asked = {"dimensions": ["brand", "architecture"]}
    rows, cursor = [], None
    while True:
        page = client.report(**asked, limit=3, cursor=cursor)
        rows += page["rows"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert rows == client.report(**asked)["rows"]
