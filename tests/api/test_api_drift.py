from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.catalog.drift import Change, DriftKind
from monitor.storage.drift import NewEvent, note_event
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run

PATH = "/v1/drift-events"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The events are tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    """Three events: the alias of one target moves twice, the other has another packing."""
    planned = make_run(database, prompts=1, repeats=1)
    moves = (
        ("cool", DriftKind.ALIAS_MOVED, "served_model", "m-1", "m-2"),
        ("warm", DriftKind.QUANTIZATION, "quantization", "Q8_0", "Q4_0"),
        ("cool", DriftKind.ALIAS_MOVED, "served_model", "m-2", "m-3"),
    )
    with database.write() as session:
        for day, (key, *change) in enumerate(moves):
            at = NOON + timedelta(days=day)
            new = NewEvent(Change(*change), at.date(), at)
            note_event(session, planned.workspace_id, planned.target_ids[key], new)
    return planned


def test_events_are_listed_newest_first_with_a_sentence(client: Client, planned: PlannedRun):
    first, *rest = client.get(PATH)["items"]
    assert first == {
        "id": 3,
        "target": {"id": planned.target_ids["cool"], "key": "cool"},
        "kind": "alias_moved",
        "field": "served_model",
        "at": "2026-11-26T12:00:00Z",
        "before": "m-2",
        "after": "m-3",
        "count": 1,
        "answer_id": None,
        "told": "cool: the alias moved from m-2 to m-3 on 2026-11-26.",
    }
    assert [each["after"] for each in rest] == ["Q4_0", "m-2"]


def test_events_are_filtered_by_target_and_kind(client: Client, planned: PlannedRun):
    def after(**asked: object) -> list[str]:
        return [each["after"] for each in client.get(PATH, params=asked)["items"]]

    assert after(target="cool") == ["m-3", "m-2"]
    assert after(target_id=planned.target_ids["warm"]) == ["Q4_0"]
    assert after(kind="quantization") == ["Q4_0"]
    assert after(target="nobody") == []


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_event_once(client: Client, planned: PlannedRun, limit: int):
    del planned
    seen, cursor = [], None
    while True:
        asked = {"limit": limit} | ({} if cursor is None else {"cursor": cursor})
        page = client.get(PATH, params=asked)
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [3, 2, 1]


def test_a_stranger_sees_none_of_them(stranger: Client, planned: PlannedRun):
    del planned
    assert stranger.get(PATH)["items"] == []


def test_unknown_kinds_and_parameters_are_refused(client: Client):
    for asked in ({"kind": "mood"}, {"since": "2026-01-01"}, {"cursor": "x"}):
        assert client.problem("GET", PATH, params=asked)["status"] in {400, 422}
