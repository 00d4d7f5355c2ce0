from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.errors import BadInput
from monitor.pipeline.workspace_files import export_workspace
from monitor.storage.engine import Database
from monitor.storage.tables import Base
from monitor.storage.whole_workspace import count_rows, erase_workspace
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def two_workspaces(database: Database) -> tuple[PlannedRun, PlannedRun]:
    mine, theirs = make_run(database), make_run(database, workspace="theirs")
    for planned in (mine, theirs):
        answer_and_analyze(database, planned)
    return mine, theirs


def test_everything_of_a_workspace_is_written_and_nothing_of_another(
    database: Database, tmp_path: Path
):
    mine, theirs = two_workspaces(database)
    exported = export_workspace(database, mine.workspace_id, "default", tmp_path / "out", now=NOON)
    assert exported.rows["answers"] == 12
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    with database.read() as session:
        counts = count_rows(session, mine.workspace_id)
    for table, told in manifest["tables"].items():
        content = (tmp_path / "out" / f"{table}.jsonl").read_bytes()
        rows = [json.loads(line) for line in content.splitlines()]
        assert told == {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
        assert counts.get(table, 1) == len(rows)
        assert theirs.workspace_id not in {row.get("workspace_id") for row in rows}


def test_an_answer_is_whole_in_the_export(database: Database, tmp_path: Path):
    mine, _ = two_workspaces(database)
    export_workspace(database, mine.workspace_id, "default", tmp_path / "out", now=NOON)
    first = json.loads((tmp_path / "out" / "answer_bodies.jsonl").read_text().splitlines()[0])
    assert first["text"] == "Acme is fine."
    assert first["raw_body"] == "eyJhIjogIv8AIn0="
    answer = json.loads((tmp_path / "out" / "answers.jsonl").read_text().splitlines()[0])
    assert answer["asked_at"].endswith("+00:00")


def test_a_folder_with_files_is_not_written_into(database: Database, tmp_path: Path):
    mine, _ = two_workspaces(database)
    (tmp_path / "dear.txt").write_text("mine")
    with pytest.raises(BadInput, match="empty folder"):
        export_workspace(database, mine.workspace_id, "default", tmp_path, now=NOON)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == ["dear.txt"]


def test_an_erased_workspace_leaves_no_row_anywhere(database: Database):
    mine, theirs = two_workspaces(database)
    with database.read() as session:
        before = count_rows(session, theirs.workspace_id)
    with database.write() as session:
        erase_workspace(session, mine.workspace_id)
    with database.read() as session:
        assert set(count_rows(session, mine.workspace_id).values()) == {0}
        assert count_rows(session, theirs.workspace_id) == before
        keys = session.execute(sa.text("SELECT key FROM workspaces")).scalars().all()
    assert keys == ["theirs"]


def test_every_table_belongs_to_a_workspace_or_is_told_here():
    """A table without an owner would be left by an erasure."""
    free = {t.name for t in Base.metadata.sorted_tables if "workspace_id" not in t.columns}
    assert free == {"workspaces"}
