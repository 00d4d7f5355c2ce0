from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.pipeline.retain import apply_retention
from monitor.storage.answers import find_answer
from monitor.storage.engine import Database
from monitor.storage.retention import keep_raw_bodies
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def raw_of(database: Database, planned: PlannedRun, answer_id: int) -> tuple[bytes | None, str]:
    with database.read() as session:
        whole = find_answer(session, planned.workspace_id, answer_id)
    assert whole is not None
    return whole.raw_body, whole.text


def test_raw_bodies_end_and_texts_stay(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    old = answer_and_analyze(database, planned, asked_at=NOON - timedelta(days=31))
    newer = make_run(database, prompts=1, repeats=1)
    new = answer_and_analyze(database, newer, asked_at=NOON - timedelta(days=29))
    with database.write() as session:
        keep_raw_bodies(session, planned.workspace_id, 30)
    assert apply_retention(database, now=NOON) == len(old)
    assert apply_retention(database, now=NOON) == 0
    assert raw_of(database, planned, old[0]) == (None, "Acme is fine.")
    assert raw_of(database, planned, new[0])[0] is not None


def test_without_a_policy_everything_stays(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    [answer, _] = answer_and_analyze(database, planned, asked_at=NOON - timedelta(days=3000))
    assert apply_retention(database, now=NOON) == 0
    assert raw_of(database, planned, answer)[0] is not None


def test_a_policy_is_its_workspace_alone(database: Database):
    mine = make_run(database, prompts=1, repeats=1)
    theirs = make_run(database, workspace="theirs", prompts=1, repeats=1)
    answers = answer_and_analyze(database, theirs, asked_at=NOON - timedelta(days=100))
    with database.write() as session:
        keep_raw_bodies(session, mine.workspace_id, 1)
    assert apply_retention(database, now=NOON) == 0
    assert raw_of(database, theirs, answers[0])[0] is not None
