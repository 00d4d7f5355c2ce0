from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from monitor.storage.analysis_queue import (
    count_queued,
    current_stamp,
    mark_stale_days,
    queue_stale_answers,
    take_unanalyzed,
    workspaces_to_analyze,
)
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp
from monitor.storage.tables import WorkspaceRow
from tests.factories.answers import NOON
from tests.factories.findings import NOBODY_NAMED, STAMP, analyze, answer_all
from tests.factories.runs import PlannedRun, make_run


def take(database: Database, planned: PlannedRun, limit: int = 100) -> list[int]:
    with database.write() as session:
        return [
            each.answer_id for each in take_unanalyzed(session, planned.workspace_id, limit=limit)
        ]


def queued(database: Database, planned: PlannedRun, stamp: Stamp) -> int:
    with database.write() as session:
        queue_stale_answers(session, planned.workspace_id, stamp)
        return count_queued(session, planned.workspace_id)


def test_a_stored_answer_is_in_the_queue_until_it_is_taken(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    first, second = answer_all(database, planned)
    with database.read() as session:
        assert workspaces_to_analyze(session) == (planned.workspace_id,)
    assert take(database, planned, 1) == [first]
    assert take(database, planned) == [second]
    assert take(database, planned) == []


def test_what_was_taken_is_back_when_the_transaction_fails(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    ids = answer_all(database, planned)

    def take_and_fail() -> None:
        with database.write() as session:
            take_unanalyzed(session, planned.workspace_id, limit=10)
            session.get_one(WorkspaceRow, 0)  # there is none

    with pytest.raises(NoResultFound):
        take_and_fail()
    assert take(database, planned) == ids


def test_a_failure_is_told_apart(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    answer_all(database, planned, failures=1)
    with database.write() as session:
        taken = take_unanalyzed(session, planned.workspace_id, limit=10)
    assert [each.is_failure for each in taken] == [True, False]


def test_another_stamp_queues_what_carries_the_old_one(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    ids = answer_all(database, planned)
    assert queued(database, planned, STAMP) == 2
    take(database, planned)
    analyze(database, planned, dict.fromkeys(ids, NOBODY_NAMED))
    assert queued(database, planned, STAMP) == 0
    newer = Stamp("9.0.0", STAMP.inputs_sha256)
    assert queued(database, planned, newer) == 2
    with database.read() as session:
        assert current_stamp(session, planned.workspace_id) == newer


def test_failures_are_not_queued_again(database: Database):
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    answer_all(database, planned, failures=1)
    take(database, planned)
    assert queued(database, planned, STAMP) == 0


def test_a_day_is_marked_once(database: Database):
    planned = make_run(database)
    for _ in range(2):
        with database.write() as session:
            mark_stale_days(session, planned.workspace_id, [NOON, NOON], NOON)
    with database.read() as session:
        days = session.execute(sa.text("SELECT day FROM stale_days")).scalars().all()
    assert [str(day) for day in days] == [str(date(NOON.year, NOON.month, NOON.day))]
