from __future__ import annotations

from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, find_analysis
from monitor.storage.outcomes import outcomes_by_place
from monitor.storage.visibility import Scope, count_by_place
from tests.factories.findings import ACME_NAMED, NOBODY_NAMED, STAMP, analyze, answer_all
from tests.factories.runs import make_run


def test_what_was_found_comes_back(database: Database):
    planned = make_run(database)
    answer_id = answer_all(database, planned)[0]
    analyze(database, planned, {answer_id: ACME_NAMED})
    with database.read() as session:
        stored = find_analysis(session, planned.workspace_id, answer_id)
        assert find_analysis(session, planned.workspace_id + 1, answer_id) is None
    assert stored is not None
    assert (stored.stamp, stored.analysis) == (STAMP, ACME_NAMED)


def test_new_findings_take_the_place_of_old_ones(database: Database):
    planned = make_run(database)
    answer_id = answer_all(database, planned)[0]
    analyze(database, planned, {answer_id: ACME_NAMED})
    newer = Stamp("1.1", "b" * 64)
    analyze(database, planned, {answer_id: NOBODY_NAMED}, newer)
    analyze(database, planned, {answer_id: NOBODY_NAMED}, newer)
    with database.read() as session:
        stored = find_analysis(session, planned.workspace_id, answer_id)
    assert stored is not None
    assert (stored.stamp, stored.analysis) == (newer, NOBODY_NAMED)


def test_counts_are_by_brand_target_and_prompt(database: Database):
    planned = make_run(database, prompts=2, repeats=3, targets=("cool", "warm"))
    ids = answer_all(database, planned)
    analyze(
        database, planned, {i: ACME_NAMED if n % 2 else NOBODY_NAMED for n, i in enumerate(ids)}
    )
    with database.read() as session:
        counts = count_by_place(session, planned.workspace_id, Scope(), by_day=False)
    # Questions alternate between the targets, so every second answer is one of "warm".
    by_target = {
        key: sorted(
            (c.n, c.k)
            for place, own in counts.items()
            for c in own
            if place.target_id == target_id and c.brand_id == planned.brand_ids["acme"]
        )
        for key, target_id in planned.target_ids.items()
    }
    assert by_target == {"cool": [(3, 0), (3, 0)], "warm": [(3, 3), (3, 3)]}


def test_counts_leave_out_failures_which_stand_beside(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    ids = answer_all(database, planned, failures=1)
    analyze(database, planned, dict.fromkeys(ids[1:], ACME_NAMED))
    with database.read() as session:
        counts = count_by_place(session, planned.workspace_id, Scope(), by_day=False)
        outcomes = outcomes_by_place(session, planned.workspace_id, Scope(), by_day=False)
    assert [(c.n, c.k) for own in counts.values() for c in own] == [(1, 1), (1, 0)]
    assert {o.outcome.value: o.count for o in outcomes} == {"ok": 1, "error": 1}


def test_counts_of_another_workspace_are_empty(database: Database):
    planned = make_run(database)
    other = make_run(database, workspace="other")
    analyze(database, planned, dict.fromkeys(answer_all(database, planned), ACME_NAMED))
    with database.read() as session:
        assert count_by_place(session, other.workspace_id, Scope(), by_day=False) == {}
        assert outcomes_by_place(session, other.workspace_id, Scope(), by_day=False) == ()
