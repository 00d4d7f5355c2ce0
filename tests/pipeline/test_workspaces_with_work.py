"""Which workspaces workers are woken for to analyze, beside the queue."""

from __future__ import annotations

import pytest

from monitor.analysis.analyze import ANALYZER_VERSION
from monitor.pipeline.analyze import workspaces_with_work
from monitor.storage.analysis_queue import queue_stale_answers
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp
from tests.factories.runs import make_run


@pytest.mark.parametrize(
    ("version", "is_work"), [("0.9.0", True), (ANALYZER_VERSION, False), ("99.0.0", False)]
)
def test_findings_of_an_older_release_are_work_and_those_of_a_newer_one_are_not(
    database_url: str, version: str, is_work: bool
):
    database = Database(database_url)
    workspace_id = make_run(database, prompts=1, repeats=1, targets=("cool",)).workspace_id
    with database.write() as session:
        queue_stale_answers(session, workspace_id, Stamp(version, "0" * 64))
        expected = (workspace_id,) if is_work else ()
        assert workspaces_with_work(session) == expected
    database.close()


def test_a_workspace_that_was_never_analyzed_and_has_no_answers_is_no_work(database_url: str):
    database = Database(database_url)
    make_run(database, prompts=1, repeats=1, targets=("cool",))
    with database.read() as session:
        assert workspaces_with_work(session) == ()
    database.close()
