from __future__ import annotations

import pytest

from tests.api.api_client import Client


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused here is refused before the database is asked."""
    return sqlite_url


@pytest.mark.parametrize("cursor", ["x", "é", "!!!!", "W10", "bnVsbA", "WzEsMl0", "A" * 500])
def test_what_is_no_cursor_is_refused(client: Client, cursor: str):
    assert "cursor: expected" in client.refused_report(cursor=cursor)["detail"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-02-02", "2026-02-01", "UTC"), "end on or after start"),
        (("2026-02-02", "2026-02-02", "Mars/Olympus"), "a name like Europe/Berlin"),
        (("2026-02-02", "2026-02-02", "../etc/passwd"), "a name like Europe/Berlin"),
        (("2026-02-02", "9999-12-31", "UTC"), "the years 2 to 9998"),
        (("0001-01-01", "2026-01-01", "Asia/Tokyo"), "the years 2 to 9998"),
    ],
)
def test_days_that_cannot_be_are_refused(client: Client, days: tuple[str, str, str], said: str):
    start, end, zone = days
    problem = client.refused_report(date_range={"start": start, "end": end, "time_zone": zone})
    assert said in problem["detail"]


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ({"limit": True}, "body.limit"),
        ({"limit": "10"}, "body.limit"),
        ({"limit": 10.0}, "body.limit"),
        ({"limit": 0}, "body.limit"),
        ({"limit": 10_001}, "body.limit"),
        ({"run_id": True}, "body.run_id"),
        ({"run_id": 2**63}, "body.run_id"),
        ({"brand_ids": []}, "body.brand_ids"),
        ({"brand_ids": [1, "2"]}, "body.brand_ids.1"),
        ({"brand_ids": [1] * 1001}, "body.brand_ids"),
        ({"dimensions": ["color"]}, "body.dimensions.0"),
        ({"prompts": "branded"}, "body.prompts"),
        ({"compare": "previous_period"}, "body.compare"),
        ({"date_range": {"start": "2026-01-01", "end": "2026-01-02"}}, "body.date_range.time_zone"),
        (
            {"date_range": {"start": 20260101, "end": "2026-01-02", "time_zone": "UTC"}},
            "body.date_range.start",
        ),
        (
            {"date_range": {"start": "2026-01-01", "end": "2026-02-30", "time_zone": "UTC"}},
            "body.date_range.end",
        ),
    ],
)
def test_a_part_that_cannot_be_used_is_named(client: Client, query: dict, location: str):
    assert location in [error["location"] for error in client.refused_report(**query)["errors"]]


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("limit=0", "query.limit"),
        ("limit=1001", "query.limit"),
        ("limit=1_0", "query.limit"),
        ("limit=true", "query.limit"),
        ("run_id=9007199254740992", "query.run_id"),
        ("run_id=-1", "query.run_id"),
        ("target=", "query.target"),
        ("target=%00", "query.target"),
        ("prompt=" + "x" * 201, "query.prompt"),
        ("outcome=fine", "query.outcome"),
        ("page=2", "query.page"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client: Client, query: str, location: str):
    problem = client.problem("GET", f"/v1/answers?{query}")
    assert (problem["status"], [e["location"] for e in problem["errors"]]) == (422, [location])
