from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.domain.model_card import Basis, Claim
from monitor.errors import BadInput
from monitor.pipeline.import_claims import (
    Catalog,
    ImportedClaims,
    import_claims,
    preview_import,
    read_catalog_file,
)
from monitor.reports.model_catalog import audit_tasks, find_entry
from monitor.storage.engine import Database
from monitor.storage.imported_claims import RemarkKind, list_remarks
from monitor.storage.own_cards import add_claim
from monitor.storage.workspaces import ensure_workspace
from tests.catalog.importers.files import DAY, ecologits, ecologits_model
from tests.factories.answers import NOON

ESTIMATE = {"warnings": ["model-arch-not-released"]}


@pytest.fixture
def workspace_id(database: Database) -> int:
    with database.write() as session:
        return ensure_workspace(session, "default", NOON)


def load(database: Database, workspace_id: int, text: str) -> ImportedClaims:
    with database.write() as session:
        return import_claims(session, workspace_id, Catalog.ECOLOGITS, text, as_of=DAY, now=NOON)


def counts(database: Database, workspace_id: int, model: str) -> list[tuple[str, object, bool]]:
    """Source, value and whether it counts, for each claim about all parameters."""
    with database.read() as session:
        card = find_entry(session, workspace_id, model).card
    return [
        (claim.source, claim.value, claim.superseded_by is None)
        for claim in card.claims
        if claim.field == "parameters.total"
    ]


def test_a_newer_edition_takes_the_place_of_the_shipped_one_which_stays(
    database: Database, workspace_id: int
):
    text = ecologits(ecologits_model("gpt-4o", {"total": 300}, **ESTIMATE))
    assert len(load(database, workspace_id, text).plan.additions) == 1
    told = counts(database, workspace_id, "gpt-4o")
    assert ("EcoLogits", 300 * 10**9, True) in told
    assert ("EcoLogits 0.11.3", 440 * 10**9, False) in told
    assert len(load(database, workspace_id, text).plan.additions) == 0
    assert counts(database, workspace_id, "gpt-4o") == told


def test_a_newer_import_takes_the_place_of_the_older_one(database: Database, workspace_id: int):
    for count in (300, 350):
        load(
            database,
            workspace_id,
            ecologits(ecologits_model("gpt-4o", {"total": count}, **ESTIMATE)),
        )
    told = counts(database, workspace_id, "gpt-4o")
    assert [each for each in told if each[0] == "EcoLogits"] == [
        ("EcoLogits", 300 * 10**9, False),
        ("EcoLogits", 350 * 10**9, True),
    ]


def test_conflicts_and_unresolved_ids_are_on_the_list_until_the_next_import(
    database: Database, workspace_id: int
):
    text = ecologits(ecologits_model("gpt-oss-20b", {"total": 30}), ecologits_model("mystery-9", 1))
    load(database, workspace_id, text)
    load(database, workspace_id, text)
    with database.read() as session:
        remarks = list_remarks(session, workspace_id)
        tasks = audit_tasks(session, workspace_id, on=DAY)
    assert [(each.kind, each.subject) for each in remarks] == [
        (RemarkKind.CONFLICT, "openai/gpt-oss-20b parameters.total"),
        (RemarkKind.UNRESOLVED, "mystery-9"),
    ]
    told = {task.concern.value: task for task in tasks}
    assert "is known for certain" in told["import_conflict"].told
    assert told["import_unresolved"].told == "1 ids mean no card: mystery-9."
    assert all(value != 30 * 10**9 for _, value, _ in counts(database, workspace_id, "gpt-oss-20b"))
    load(database, workspace_id, ecologits(ecologits_model("gpt-oss-20b", {"total": 21})))
    with database.read() as session:
        assert list_remarks(session, workspace_id) == ()


def test_a_preview_keeps_nothing(database: Database, workspace_id: int):
    text = ecologits(
        ecologits_model("gpt-4o", {"total": 300}, **ESTIMATE), ecologits_model("mystery-9", 1)
    )
    with database.write() as session:
        seen = preview_import(session, workspace_id, Catalog.ECOLOGITS, text, as_of=DAY)
    assert len(seen.plan.additions) == 1
    with database.read() as session:
        assert list_remarks(session, workspace_id) == ()
        assert find_entry(session, workspace_id, "gpt-4o").id is None


def test_what_a_person_claimed_is_neither_replaced_nor_contradicted(
    database: Database, workspace_id: int
):
    mine = Claim("context_window", 9000, Basis.OFFICIAL, "our test", DAY, unit="tokens")
    with database.write() as session:
        add_claim(session, workspace_id, "gpt-oss-20b", mine, now=NOON)
        text = json.dumps({"data": [{"id": "openai/gpt-oss-20b", "context_length": 400}]})
        done = import_claims(session, workspace_id, Catalog.OPENROUTER, text, as_of=DAY, now=NOON)
    assert [each.claim.field for each in done.plan.conflicts] == ["context_window"]


def test_imports_are_of_their_own_workspace(database: Database, workspace_id: int):
    load(database, workspace_id, ecologits(ecologits_model("mystery-9", 1)))
    with database.write() as session:
        other = ensure_workspace(session, "other", NOON)
        assert list_remarks(session, other) == ()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_catalog_file(tmp_path / "absent.json")
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        read_catalog_file(binary)
