from __future__ import annotations

from datetime import timedelta

import pytest

from api.app import create_app
from monitor.domain.findings import Analysis, not_mentioned
from monitor.domain.question import Prompt
from monitor.reports.query import VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.reports.visibility_json import visibility_json
from monitor.storage.configured import save_prompts
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, replace_analyses
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze, make_panel
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def figures(report: dict, metric: str) -> dict[tuple[str, str], tuple[float, int, int]]:
    """Value, k and n by target and brand."""
    return {
        (row["target"]["key"], row["brand"]["key"]): tuple(
            row["metrics"][metric][name] for name in ("value", "k", "n")
        )
        for row in report["rows"]
    }


def test_the_figures_are_those_counted_by_hand(database: Database, client: Client):
    make_panel(database)
    report = client.report()
    assert figures(report, "mention_rate") == {
        ("cool", "acme"): (1 / 2, 2, 3),
        ("cool", "globex"): (1 / 4, 1, 3),
        ("warm", "acme"): (1 / 2, 1, 3),
        ("warm", "globex"): (1 / 2, 2, 3),
    }
    assert figures(report, "share_of_voice_presence") == {
        ("cool", "acme"): (pytest.approx(2 / 3), 2, 3),
        ("cool", "globex"): (pytest.approx(1 / 3), 1, 3),
        ("warm", "acme"): (1 / 2, 1, 3),
        ("warm", "globex"): (1 / 2, 2, 3),
    }


def test_every_number_comes_with_interval_tier_and_model(database: Database, client: Client):
    make_panel(database)
    for row in client.report()["rows"]:
        rate = row["metrics"]["mention_rate"]
        assert 0 <= rate["ci_low"] <= rate["value"] <= rate["ci_high"] <= 1
        assert (rate["tier"], rate["n_prompts"]) == ("too_few", 2)
        assert rate["method"]
        assert row["model_card"]["parameters"]["total"]["display"] == "134.5 M"
        assert row["model_card"]["sampling_defaults"] == {"top_k": 40}


def test_rows_are_by_target_and_then_by_brand(database: Database, client: Client):
    make_panel(database)
    assert list(figures(client.report(), "mention_rate")) == [
        ("cool", "acme"),
        ("cool", "globex"),
        ("warm", "acme"),
        ("warm", "globex"),
    ]


def test_what_does_not_count_stands_beside(database: Database, client: Client):
    make_panel(database)
    report = client.report()
    outcomes = {row["target"]["key"]: row["outcomes"] for row in report["rows"]}
    assert outcomes == {
        "cool": {"ok": 3, "error": 1},
        "warm": {"ok": 2, "truncated": 1, "refused": 1},
    }
    assert any("2 questions gave no answer that counts" in note for note in report["notes"])


def test_the_report_is_the_one_of_the_command_line(database: Database, client: Client):
    planned = make_panel(database)
    report = visibility_report(database, planned.workspace_id, VisibilityQuery(), now=NOON)
    assert client.report() == visibility_json(report) | {"next_cursor": None}


def test_the_query_comes_back_made_explicit(database: Database, client: Client):
    planned = make_panel(database)
    acme, globex = planned.brand_ids.values()
    report = client.report(brand_ids=[globex, acme, globex], metrics=["mention_rate"])
    assert report["query"] == {
        "dimensions": ["brand", "target"],
        "metrics": ["mention_rate"],
        "date_range": {"start": "2026-10-26", "end": "2026-11-24", "time_zone": "UTC"},
        "run_id": None,
        "brand_ids": [acme, globex],
        "target_ids": None,
        "prompts": "unbranded",
        "where": None,
        "pool": [],
    }
    assert [column["name"] for column in report["columns"]] == ["brand", "target", "mention_rate"]


def test_a_run_is_reported_whole_whatever_its_days(database: Database, client: Client):
    planned = make_run(database)
    answer_and_analyze(database, planned, asked_at=NOON - timedelta(days=400))
    assert client.report()["rows"] == []
    report = client.report(run_id=planned.run_id)
    assert report["query"]["date_range"] is None
    assert {row["metrics"]["mention_rate"]["n"] for row in report["rows"]} == {6}


def test_a_day_is_one_of_the_time_zone(database: Database, client: Client):
    planned = make_run(database)
    answer_and_analyze(database, planned, asked_at=NOON.replace(hour=23))

    def rows_on(day: str) -> int:
        days = {"start": day, "end": day, "time_zone": "Europe/Berlin"}
        return len(client.report(date_range=days)["rows"])

    assert (rows_on("2026-11-24"), rows_on("2026-11-25")) == (0, 4)


def test_rows_can_be_of_one_brand_and_target(database: Database, client: Client):
    planned = make_panel(database)
    report = client.report(
        brand_ids=[planned.brand_ids["acme"]], target_ids=[planned.target_ids["cool"]]
    )
    assert list(figures(report, "mention_rate")) == [("cool", "acme")]
    # The share stays one among all tracked brands.
    assert figures(report, "share_of_voice_presence")["cool", "acme"][0] == pytest.approx(2 / 3)


def test_targets_are_pooled_where_rows_are_not_split_by_them(database: Database, client: Client):
    make_panel(database)
    asked = {"dimensions": ["brand"], "metrics": ["mention_rate"]}
    report = client.report(**asked, pool=["sampling"])
    assert [row["target"] for row in report["rows"]] == [None, None]
    assert [row["model_card"]["key"] for row in report["rows"]] == ["llamacpp/tiny"] * 2
    assert [row["settings_sent"] for row in report["rows"]] == [None, None]
    assert [row["metrics"]["mention_rate"]["k"] for row in report["rows"]] == [3, 3]
    assert any("pools up to 2 targets" in note for note in report["notes"])
    assert any("as asked: temperature 0, stop" in note for note in report["notes"])


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_hold_every_row_exactly_once(database: Database, client: Client, limit: int):
    make_panel(database)
    rows, cursor = [], None
    while True:
        page = client.report(limit=limit, cursor=cursor)
        rows += page["rows"]
        assert len(page["rows"]) <= limit
        if (cursor := page["next_cursor"]) is None:
            break
    assert rows == client.report()["rows"]


def test_a_cursor_of_another_query_is_refused(database: Database, client: Client):
    planned = make_panel(database)
    cursor = client.report(limit=1)["next_cursor"]
    problem = client.refused_report(limit=1, cursor=cursor, run_id=planned.run_id)
    assert problem["detail"].startswith("cursor: it belongs to another query")


def test_a_cursor_of_yesterday_is_refused(database: Database, client: Client):
    make_panel(database)
    cursor = client.report(limit=1)["next_cursor"]
    tomorrow = Client(create_app(database, now=lambda: NOON + timedelta(days=1)))
    assert "a period that has moved on" in tomorrow.refused_report(cursor=cursor)["detail"]


def test_brands_that_some_answers_were_not_read_for_have_no_share(
    database: Database, client: Client
):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    first, _ = answer_and_analyze(database, planned)
    only_acme = Analysis((not_mentioned("acme"),), (), (), dangling_markers=0)
    with database.write() as session:
        replace_analyses(
            session,
            planned.workspace_id,
            {first: only_acme},
            stamp=Stamp("0.9", "0" * 64),
            brand_ids=planned.brand_ids,
            now=NOON,
        )
    rows = client.report()["rows"]
    assert [row["metrics"]["mention_rate"]["n"] for row in rows] == [2, 1]
    for row in rows:
        share = row["metrics"]["share_of_voice_presence"]
        assert (share["value"], share["n"]) == (None, 0)
        assert share["method"].startswith("no share: not all answers are analyzed")


def test_no_workspace_yet_means_no_rows(client: Client):
    assert client.report()["rows"] == []


def test_a_stranger_sees_nothing(database: Database, client: Client, stranger: Client):
    planned = make_panel(database)
    assert stranger.report()["rows"] == []
    make_run(database, workspace="stranger")
    assert stranger.report()["rows"] == []
    for query in (
        {"brand_ids": [planned.brand_ids["acme"]]},
        {"target_ids": [planned.target_ids["cool"]]},
        {"run_id": planned.run_id},
    ):
        assert client.report(**query)["rows"]
        stranger.refused_report(**query)


def test_a_query_that_means_nothing_is_refused(database: Database, client: Client):
    planned = make_panel(database)
    assert "name exactly one brand" in client.refused_report(dimensions=["target"])["detail"]
    assert "each once" in client.refused_report(dimensions=["brand", "brand"])["detail"]
    assert "each once" in client.refused_report(metrics=["mention_rate"] * 2)["detail"]
    unknown = planned.brand_ids["globex"] + 1
    assert f"id {unknown}" in client.refused_report(brand_ids=[unknown])["detail"]


def test_answers_to_branded_prompts_count_only_when_asked_for(database: Database, client: Client):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    answer_and_analyze(database, planned)
    with database.write() as session:
        save_prompts(
            session,
            planned.workspace_id,
            [Prompt("p0", "Which tool is best for job 0?", "en")],
            is_branded=lambda _text: True,
            now=NOON,
        )
    assert client.report()["rows"] == []
    assert len(client.report(prompts="all")["rows"]) == 2
