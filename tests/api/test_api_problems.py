from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from api.app import MAX_BODY_BYTES, create_app
from api.errors import documented
from monitor.storage.engine import Database
from tests.api.api_client import Client

REPORT = "/v1/reports/visibility"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def test_an_unknown_address_is_a_problem(client: Client):
    for path in ("/v1/nothing", "/v1/answers/", "/v2/answers", "/docs/assets/nothing.js"):
        problem = client.problem("GET", path)
        assert (problem["status"], problem["title"]) == (404, "Not Found")


def test_another_method_is_a_problem_that_names_the_right_one(client: Client):
    reply = client.ask("DELETE", "/v1/answers")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET")
    problem = client.problem("GET", REPORT)
    assert (problem["status"], problem["detail"]) == (405, "expected POST at this address")


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"{'a': 1}", b'{"a": \xff}', b"[" * 100_000, b'{"limit": ' + b"9" * 5000 + b"}"],
    ids=["open", "empty", "quotes", "bytes", "deep", "long"],
)
def test_a_body_that_is_no_json_is_a_problem(client: Client, body: bytes):
    problem = client.problem("POST", REPORT, content=body, headers=JSON)
    assert problem["status"] == (400 if body else 422)


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"x"'])
def test_a_body_that_is_no_object_is_a_problem(client: Client, body: bytes):
    problem = client.problem("POST", REPORT, content=body, headers=JSON)
    assert (problem["status"], problem["errors"][0]["location"]) == (422, "body")


def test_a_body_of_another_type_is_told_which_type_to_send(client: Client):
    for headers in ({"Content-Type": "text/plain"}, {}):
        problem = client.problem("POST", REPORT, content=b"{}", headers=headers)
        assert (problem["status"], problem["errors"][0]["message"]) == (
            422,
            "expected a JSON object, sent with Content-Type: application/json",
        )


def test_a_key_that_is_no_unicode_is_a_problem(client: Client):
    problem = client.problem("POST", REPORT, content=b'{"\\ud800": 1}', headers=JSON)
    assert problem["status"] == 422


def test_a_large_body_is_a_problem_whether_announced_or_not(client: Client):
    body = b'{"x": "' + b"x" * MAX_BODY_BYTES + b'"}'

    async def unannounced() -> Iterator[bytes]:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    assert client.problem("POST", REPORT, content=body, headers=JSON)["status"] == 413
    problem = client.problem("POST", REPORT, content=unannounced(), headers=JSON)
    assert (problem["status"], problem["title"]) == (413, "Content Too Large")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/health"),
        ("GET", "/v1/answers"),
        ("GET", "/v1/answers/1"),
        ("GET", "/v1/model-cards"),
        ("GET", "/v1/model-cards/1"),
        ("GET", "/v1/metric-definitions"),
        ("POST", REPORT),
    ],
)
def test_an_unknown_parameter_is_refused_everywhere(client: Client, method: str, path: str):
    problem = client.problem(
        method, f"{path}?color=red", **({"json": {}} if method == "POST" else {})
    )
    assert problem["status"] == 422
    assert problem["errors"] == [
        {"location": "query.color", "message": "there is no field or parameter of this name"}
    ]


@pytest.mark.parametrize("path", ["/v1/answers/{}", "/v1/model-cards/{}"])
@pytest.mark.parametrize("number", ["x", "0", "-1", "1.0", "9" * 20, "9" * 40])
def test_a_number_that_cannot_be_is_a_problem(client: Client, path: str, number: str):
    assert client.problem("GET", path.format(number))["status"] == 422


def test_an_unexpected_error_is_logged_and_hidden(database: Database):
    app = create_app(database)

    @app.get("/v1/broken", responses=documented(500))
    def break_down() -> None:
        raise ZeroDivisionError("a secret")

    with capture_logs() as logs:
        problem = Client(app).problem("GET", "/v1/broken")
    assert problem == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "something unexpected went wrong; the log says what",
        "errors": [],
    }
    assert [(log["event"], log["log_level"], log["path"]) for log in logs] == [
        ("request_failed", "error", "/v1/broken")
    ]


def test_a_database_that_cannot_be_reached_is_a_problem():
    database = Database("postgresql://user:secret@127.0.0.1:1/none")
    client = Client(create_app(database))
    for path in ("/v1/health", "/v1/answers", "/v1/model-cards/1"):
        problem = client.problem("GET", path)
        assert (problem["status"], problem["title"]) == (503, "Service Unavailable")
        assert "secret" not in problem["detail"]
    database.close()
