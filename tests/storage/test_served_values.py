from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.catalog.drift import Change, DriftKind
from monitor.domain.answer import Served
from monitor.errors import BadInput
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.roll_up import roll_up
from monitor.reports.breaks import ComparedSpan, breaks_between
from monitor.reports.query import DateRange, VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.storage.drift import DriftFilter, list_drift, note_changes
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.notices import list_notices
from monitor.storage.question_queue import claim_questions
from monitor.storage.served_values import note_served_values
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import PlannedRun, make_run


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    return make_run(database, prompts=1, repeats=30, targets=("cool",))


def answer(database: Database, planned: PlannedRun, *told: tuple[int, Served]) -> None:
    """Store one answer for each day after noon of 24 November, in the given order."""
    with database.write() as session:
        questions = claim_questions(session, planned.claimer(), planned.run, len(told))
        for question, (day, served) in zip(questions, told, strict=True):
            at = NOON + timedelta(days=day, seconds=question.id)
            asked = make_asked(question, make_answer(served=served), asked_at=at)
            store_answer(session, question, asked, model_card_id=None)


def read(database: Database, planned: PlannedRun) -> None:
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    roll_up(database, planned.workspace_id)


def events(database: Database, planned: PlannedRun) -> list[tuple[Any, ...]]:
    """Day, kind, before, after and count of each event, oldest first."""
    with database.read() as session:
        found = list_drift(session, planned.workspace_id, DriftFilter())
    told = [
        ((e.at - NOON).days, e.change.kind.value, e.change.before, e.change.after, e.count)
        for e in found
    ]
    return sorted(told)


def model(name: str, fingerprint: str | None = None) -> Served:
    return Served(model=name, fingerprint=fingerprint)


def test_an_alias_that_moves_is_one_event_with_its_first_answer(
    database: Database, planned: PlannedRun
):
    moved = model("tiny-2")
    answer(database, planned, (0, model("tiny-1")), (1, model("tiny-1")), (2, moved), (2, moved))
    read(database, planned)
    assert events(database, planned) == [(2, "alias_moved", "tiny-1", "tiny-2", 1)]
    with database.read() as session:
        (event,) = list_drift(session, planned.workspace_id, DriftFilter())
        (notice,) = list_notices(session, planned.workspace_id)
        served = "SELECT min(id) FROM answers WHERE served_model = 'tiny-2'"
        assert event.answer_id == session.scalar(sa.text(served))
    assert notice.kind == "drift_alias_moved"
    assert "cool: the alias moved from tiny-1 to tiny-2 on 2026-11-26" in notice.text


def test_another_model_than_the_one_that_was_asked_for_is_told_as_such(
    database: Database, planned: PlannedRun
):
    answer(database, planned, (0, model("tiny")), (1, model("other")))
    read(database, planned)
    assert events(database, planned) == [(1, "served_model", "tiny", "other", 1)]


def test_a_fingerprint_that_comes_again_is_nothing_new(database: Database, planned: PlannedRun):
    told = [(day, model("tiny", f"fp_{day % 2}")) for day in range(6)]
    answer(database, planned, *told, (6, model("tiny", "fp_9")))
    read(database, planned)
    assert [each[:2] for each in events(database, planned)] == [
        (1, "fingerprint"),
        (6, "fingerprint"),
    ]


def test_answers_that_tell_nothing_of_it_change_nothing(database: Database, planned: PlannedRun):
    answer(database, planned, (0, model("tiny-1")), (1, Served()), (2, model("tiny-1")))
    read(database, planned)
    assert events(database, planned) == []


def test_a_day_that_comes_late_moves_the_break_to_it(database: Database, planned: PlannedRun):
    answer(database, planned, (0, model("tiny-1")), (5, model("tiny-2")))
    read(database, planned)
    assert [each[0] for each in events(database, planned)] == [5]
    answer(database, planned, (3, model("tiny-2")))
    read(database, planned)
    assert [each[0] for each in events(database, planned)] == [3]


def test_events_are_of_their_own_workspace(database: Database, planned: PlannedRun):
    answer(database, planned, (0, model("tiny-1")), (1, model("tiny-2")))
    read(database, planned)
    other = make_run(database, workspace="other", prompts=1, repeats=1, targets=("cool",))
    assert events(database, other) == []


days = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["a", "b", "tiny"])), min_size=1, max_size=8
)
_numbers = iter(range(10**6))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=days, cut=st.integers(0, 8))
def test_the_order_in_which_days_are_read_does_not_matter(
    database: Database, told: list[tuple[int, str]], cut: int
):
    first, second = (
        make_run(database, workspace=f"w{next(_numbers)}", prompts=1, repeats=8, targets=("cool",))
        for _ in range(2)
    )
    answers = [(day, model(name)) for day, name in told]
    answer(database, first, *answers)
    read(database, first)
    for part in (answers[:cut], answers[cut:]):
        answer(database, second, *part)
        read(database, second)
    # Which answer of a day came first differs by the order; whether and where it broke does not.
    assert [each[:2] for each in events(database, first)] == [
        each[:2] for each in events(database, second)
    ]
    again = events(database, second)
    with database.write() as session:
        all_days = [(NOON + timedelta(days=day)).date() for day in range(10)]
        note_served_values(session, second.workspace_id, all_days)
    assert events(database, second) == again


def test_what_a_server_tells_again_is_nothing_new_and_more_is_counted(
    database: Database, planned: PlannedRun
):
    target_id = planned.target_ids["cool"]
    for after in ("Q4_0", "Q4_0", "Q5_0"):
        change = Change(DriftKind.QUANTIZATION, "quantization", "Q8_0", after)
        with database.write() as session:
            note_changes(session, planned.workspace_id, target_id, [change], NOON)
    assert events(database, planned) == [(0, "quantization", "Q8_0", "Q5_0", 2)]


def test_a_comparison_across_a_break_is_refused_unless_it_was_asked_for(
    database: Database, planned: PlannedRun
):
    answer(database, planned, (0, model("tiny-1")), (2, model("tiny-2")))
    read(database, planned)
    across = ComparedSpan(NOON, NOON + timedelta(days=3))
    beside = ComparedSpan(NOON + timedelta(days=3), None)
    with database.read() as session:
        with pytest.raises(BadInput, match=r"(?s)alias moved .*`across_breaks: true`"):
            breaks_between(session, planned.workspace_id, across, across_breaks=False)
        (found,) = breaks_between(session, planned.workspace_id, across, across_breaks=True)
        assert found.change.after == "tiny-2"
        assert breaks_between(session, planned.workspace_id, beside, across_breaks=False) == ()


def test_the_report_tells_the_breaks_of_its_period_and_no_others(
    database: Database, planned: PlannedRun
):
    answer(database, planned, (0, model("tiny-1")), (2, model("tiny-2")))
    read(database, planned)

    def notes(first: int, last: int) -> list[str]:
        start, end = ((NOON + timedelta(days=day)).date() for day in (first, last))
        query = VisibilityQuery(date_range=DateRange(start, end))
        report = visibility_report(
            database, planned.workspace_id, query, now=NOON + timedelta(days=9)
        )
        return [note for note in report.notes if "break" in note]

    (note,) = notes(0, 3)
    assert note == (
        "Target cool: the alias moved from tiny-1 to tiny-2 on 2026-11-26. "
        "Before and after is a break, not a trend."
    )
    assert notes(0, 1) == []
