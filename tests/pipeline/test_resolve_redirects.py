from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.analysis.source_types import SourceRule
from monitor.domain.findings import FoundCitation, SourceType
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.import_answers import ImportFile, import_answers
from monitor.pipeline.import_mapping import FieldMapping
from monitor.pipeline.import_records import FileFormat
from monitor.pipeline.resolve_redirects import resolve_redirects
from monitor.storage.answers import AnswerFilter, list_answers
from monitor.storage.engine import Database
from monitor.storage.findings import find_analysis
from monitor.storage.sources import hidden_urls, save_source_rules, source_rules
from tests.factories.answers import NOON

HIDDEN = "https://vertexaisearch.cloud.google.com/grounding-api-redirect"
TARGET = "https://www.acme.com/pricing"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


class Google(BaseHTTPRequestHandler):
    """Redirects /.../known to the target, has lost /.../lost, and tells what it was asked."""

    asked: list[tuple[str, str]]

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path))
        is_known = self.path.endswith("/known")
        self.send_response(302 if is_known else 404)
        if is_known:
            self.send_header("location", TARGET)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@contextmanager
def google() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    asked: list[tuple[str, str]] = []
    handler = type("Handler", (Google,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def take_in(database: Database, folder: Path, *urls: str) -> int:
    """The workspace of one imported and analyzed answer that cites the URLs."""
    path = folder / "answers.jsonl"
    sources = [{"url": url, "title": "acme.com"} for url in urls]
    record = {"prompt": "Which?", "answer": "Acme [1].", "model": "m", "sources": sources}
    path.write_text(json.dumps(record | {"time": "2026-11-01T10:00:00Z"}) + "\n", "utf-8")
    file = ImportFile(path, FileFormat.JSONL, FieldMapping())
    result = import_answers(database, "default", file, skip_bad=False, now=lambda: NOON)
    analyze_answers(database, result.workspace_id, now=lambda: NOON)
    return result.workspace_id


def cited(database: Database, workspace_id: int) -> tuple[FoundCitation, ...]:
    with database.read() as session:
        [head] = list_answers(session, workspace_id, AnswerFilter(), limit=2)
        stored = find_analysis(session, workspace_id, head.id)
    assert stored is not None
    return stored.analysis.citations


def test_a_hidden_target_is_looked_up_once_and_read_from_storage_after(
    database: Database, tmp_path: Path
):
    workspace_id = take_in(database, tmp_path, f"{HIDDEN}/known", f"{HIDDEN}/lost")
    assert [each.url_key for each in cited(database, workspace_id)] == [
        f"{HIDDEN}/known",
        f"{HIDDEN}/lost",
    ]
    with google() as (server, asked):
        assert resolve_redirects(database, workspace_id, now=lambda: NOON, server=server) == 1
        assert resolve_redirects(database, workspace_id, now=lambda: NOON, server=server) == 0
    assert sorted(asked) == [
        ("HEAD", "/grounding-api-redirect/known"),
        ("HEAD", "/grounding-api-redirect/lost"),
    ]
    assert analyze_answers(database, workspace_id, now=lambda: NOON) == 1
    known, lost = cited(database, workspace_id)
    assert (known.url, known.url_key) == (f"{HIDDEN}/known", "https://acme.com/pricing")
    assert lost.url_key == f"{HIDDEN}/lost"


def test_what_cannot_be_reached_is_asked_again_another_time(database: Database, tmp_path: Path):
    workspace_id = take_in(database, tmp_path, f"{HIDDEN}/known", "https://a.example/x")
    closed = "http://127.0.0.1:9"
    assert resolve_redirects(database, workspace_id, now=lambda: NOON, server=closed) == 0
    with database.read() as session:
        assert hidden_urls(session, workspace_id, limit=10) == (f"{HIDDEN}/known",)


def test_the_users_rules_for_sites_are_stored_and_used(database: Database, tmp_path: Path):
    rules = (SourceRule("a.example", SourceType.REVIEW),)
    workspace_id = take_in(database, tmp_path, "https://blog.a.example/x")
    [before] = cited(database, workspace_id)
    with database.write() as session:
        save_source_rules(session, workspace_id, rules)
    with database.read() as session:
        assert source_rules(session, workspace_id) == rules
        assert source_rules(session, workspace_id + 1) == ()
    analyze_answers(database, workspace_id, now=lambda: NOON)
    [after] = cited(database, workspace_id)
    assert (before.source_type, after.source_type) == (SourceType.BLOG, SourceType.REVIEW)
