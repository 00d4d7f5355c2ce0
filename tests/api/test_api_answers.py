from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.findings import Brand
from monitor.domain.model_card import Basis, Claim
from monitor.pipeline.analyze import analyze_answers
from monitor.reports.as_json import answer_json
from monitor.storage.answers import find_answer
from monitor.storage.configured import save_brands
from monitor.storage.engine import Database
from monitor.storage.findings import find_analysis
from monitor.storage.model_cards import find_card
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze, make_panel, save_tiny_card
from tests.factories.answers import NOON, make_answer, make_failure
from tests.factories.runs import ACME, GLOBEX, make_run


def as_stored(database: Database, workspace_id: int, answer_id: int) -> dict[str, Any]:
    with database.read() as session:
        whole = find_answer(session, workspace_id, answer_id)
        assert whole is not None
        card_id = str(whole.head.model_card_id)
        return answer_json(
            whole,
            find_analysis(session, workspace_id, answer_id),
            find_card(session, workspace_id, card_id),
        )


def test_answers_are_listed_newest_first(database: Database, client: Client):
    ids = answer_and_analyze(database, make_run(database))
    page = client.get("/v1/answers")
    assert [item["id"] for item in page["items"]] == ids[::-1]
    assert page["next_cursor"] is None


@pytest.mark.parametrize("limit", [1, 5, 12, 13])
def test_pages_hold_every_answer_exactly_once(database: Database, client: Client, limit: int):
    ids = answer_and_analyze(database, make_run(database))
    pages = [page["items"] for page in client.pages("/v1/answers", limit=limit)]
    assert [item["id"] for page in pages for item in page] == ids[::-1]
    assert [len(page) for page in pages] == [limit] * (12 // limit) + [12 % limit] * (
        12 % limit > 0
    )


def test_answers_that_come_meanwhile_shift_no_page(database: Database, client: Client):
    ids = answer_and_analyze(database, make_run(database))
    first, *_ = client.pages("/v1/answers", limit=5)
    answer_and_analyze(database, make_run(database))
    second = client.get("/v1/answers", params={"limit": 5, "cursor": first["next_cursor"]})
    assert [item["id"] for item in second["items"]] == ids[::-1][5:10]


def test_filters_leave_out_what_does_not_match(database: Database, client: Client):
    planned = make_panel(database)
    other = make_run(database, prompts=1, repeats=1, targets=("cool",))
    answer_and_analyze(database, other)

    def count(**filters: object) -> int:
        return len(client.get("/v1/answers", params=filters)["items"])

    assert count() == 9
    assert count(run_id=planned.run_id) == 8
    assert count(run_id=planned.run_id, target="warm", prompt="p0") == 2
    assert count(outcome="error") == 1
    assert count(target="nobody") == 0


def test_a_cursor_with_other_filters_is_refused(database: Database, client: Client):
    make_panel(database)
    cursor = client.get("/v1/answers?limit=1")["next_cursor"]
    problem = client.problem("GET", f"/v1/answers?outcome=ok&cursor={cursor}")
    assert problem["status"] == 422
    assert "another query" in problem["detail"]


def test_nothing_of_a_stored_answer_is_lost(database: Database, client: Client):
    planned = make_run(database, prompts=1, repeats=1)
    kinds = {
        "cool": make_answer("Acme — 😀 acme.com", usage_raw={"a": [1, None, {"b": 1.5}]}),
        "warm": make_failure(),
    }
    ids = answer_and_analyze(
        database,
        planned,
        lambda question: kinds[question.target.key],
        model_card_id=save_tiny_card(database, planned.workspace_id),
        asked_at=NOON + timedelta(microseconds=120),
    )
    for answer_id in ids:
        stored = as_stored(database, planned.workspace_id, answer_id)
        assert client.get(f"/v1/answers/{answer_id}") == stored
    items = client.get("/v1/answers")["items"]
    for item, answer_id in zip(items, ids[::-1], strict=True):
        stored = as_stored(database, planned.workspace_id, answer_id)
        assert item == {name: stored[name] for name in item}


def test_an_answer_shows_text_spans_parameters_and_model(database: Database, client: Client):
    planned = make_panel(database)
    newest_ok = client.get("/v1/answers?target=warm&outcome=ok")["items"][0]
    answer = client.get(f"/v1/answers/{newest_ok['id']}")
    assert answer["run_id"] == planned.run_id
    spans = [
        (m["brand"], m["start"], m["end"], m["surface"]) for m in answer["analysis"]["mentions"]
    ]
    assert spans == [("globex", 0, 6, "Globex"), ("globex", 13, 19, "Globex")]
    assert answer["sampling"]["dropped"] == [{"field": "top_k", "reason": "not taken"}]
    assert answer["model_card"]["vendor"] == "Tiny Labs"
    assert (answer["cost_usd"], answer["asked_at"]) == ("0.0000123", "2026-11-24T12:00:00Z")
    assert answer["raw"]["encoding"] == "base64"


def test_an_unchanged_answer_is_not_sent_again(database: Database, client: Client):
    planned = make_run(database)
    address = f"/v1/answers/{answer_and_analyze(database, planned)[0]}"
    etag = client.ask("GET", address).headers["etag"]
    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        reply = client.ask("GET", address, headers={"If-None-Match": tags})
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", etag)
    assert client.ask("GET", address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_changes_with_the_analysis_and_with_the_card(database: Database, client: Client):
    planned = make_run(database)
    card_id = save_tiny_card(database, planned.workspace_id)
    address = f"/v1/answers/{answer_and_analyze(database, planned, model_card_id=card_id)[0]}"
    tags = [client.ask("GET", address).headers["etag"]]
    with database.write() as session:
        brands = [ACME, GLOBEX, Brand("initech", "Initech")]
        save_brands(session, planned.workspace_id, brands, NOON)
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    tags.append(client.ask("GET", address).headers["etag"])
    save_tiny_card(
        database,
        planned.workspace_id,
        Claim("quantization", "Q4_1", Basis.DISCOVERED_AT_RUNTIME, "the file", NOON.date()),
    )
    tags.append(client.ask("GET", address).headers["etag"])
    assert len(set(tags)) == 3


def test_no_workspace_yet_means_no_answers(client: Client):
    assert client.get("/v1/answers") == {"items": [], "next_cursor": None}
    assert client.problem("GET", "/v1/answers/1")["status"] == 404


def test_a_stranger_sees_no_answer(database: Database, client: Client, stranger: Client):
    answer_id = answer_and_analyze(database, make_run(database))[0]
    make_run(database, workspace="stranger")
    assert client.ask("GET", f"/v1/answers/{answer_id}").status_code == 200
    assert stranger.get("/v1/answers")["items"] == []
    assert stranger.problem("GET", f"/v1/answers/{answer_id}")["detail"] == (
        f"there is no answer {answer_id}"
    )
