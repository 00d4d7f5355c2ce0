from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.domain.answer import Failure, Outcome, Served
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.roll_up import roll_up
from monitor.storage.analysis_queue import mark_stale_days
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.outcomes import outcomes_by_place
from monitor.storage.question_queue import claim_questions
from monitor.storage.rolled_spans import TimeSpan
from monitor.storage.rollups import stale_days, workspaces_to_roll_up
from monitor.storage.visibility import Scope, count_by_place
from tests.factories.analyzed import make_panel, save_tiny_card
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.findings import ACME_NAMED, NOBODY_NAMED, analyze, answer_all
from tests.factories.runs import ACME, GLOBEX, PlannedRun, make_run
from tests.factories.world import DAY, GLOBEX_OR_INITECH, MIDNIGHT, TEXTS, World

_numbers = count()

answers = st.builds(
    lambda text, model, outcome: make_answer(
        text,
        outcome=outcome,
        served=Served(model=model),
        failure=Failure("unreachable", "no", temporary=True) if outcome is Outcome.ERROR else None,
    ),
    st.sampled_from(TEXTS),
    st.sampled_from([None, "tiny-1", "tiny-2"]),
    st.sampled_from([Outcome.OK, Outcome.OK, Outcome.TRUNCATED, Outcome.REFUSED, Outcome.ERROR]),
)
events = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, 100), answers),
    st.just(("analyze",)),
    st.tuples(st.just("roll_up"), st.integers(1, 4)),
    st.tuples(
        st.just("set_brands"),
        st.sampled_from([[ACME, GLOBEX], [ACME, GLOBEX_OR_INITECH], [ACME]]),
    ),
    st.tuples(st.just("set_branded"), st.sampled_from(["job 0", "job", "nothing"])),
)
spans = st.tuples(st.integers(0, 60), st.integers(1, 60))


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(events, min_size=3, max_size=14), hours=spans)
@example(
    history=[
        ("ask", 3, make_answer("Acme.")),
        ("analyze",),
        ("roll_up", 4),
        ("ask", 4, make_answer("Nobody.")),
        ("ask", 27, make_answer("Acme.")),
        ("roll_up", 4),
        ("analyze",),
        ("set_brands", [ACME]),
    ],
    hours=(0, 60),
)
def test_what_reports_count_is_what_answers_and_findings_say(
    database: Database, history: Sequence[tuple[Any, ...]], hours: tuple[int, int]
):
    planned = make_run(database, workspace=f"w{next(_numbers)}", prompts=2, repeats=4)
    world = World(database, planned, save_tiny_card(database, planned.workspace_id))
    first = MIDNIGHT + timedelta(hours=hours[0])
    last = first + timedelta(hours=hours[1])
    for name, *arguments in history:
        getattr(world, name)(*arguments)
        for span in ((first, last), (MIDNIGHT, MIDNIGHT + 5 * DAY)):
            for branded in (True, False):
                counted, raw = world.counts(*span, branded=branded)
                assert counted == raw
    world.analyze()
    roll_up(database, planned.workspace_id)
    assert stale(database, planned) == frozenset()
    counted, raw = world.counts(MIDNIGHT, MIDNIGHT + 5 * DAY, branded=True)
    assert counted == raw


def stale(database: Database, planned: PlannedRun) -> frozenset[date]:
    with database.read() as session:
        return stale_days(session, planned.workspace_id, TimeSpan(None, None))


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.read() as session:
        found = session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4, 5, 6"))
        return [dict(row) for row in found.mappings()]


def test_the_counts_of_a_day_can_be_checked_by_hand(database: Database):
    planned = make_run(database, prompts=1, repeats=3, targets=("cool",))
    first, second, third = answer_all(database, planned)
    analyze(database, planned, {first: ACME_NAMED, second: ACME_NAMED, third: NOBODY_NAMED})
    assert roll_up(database, planned.workspace_id) == 1
    acme, globex = rows(database, "rollups")
    counted = {name: acme[name] for name in acme if name not in ("workspace_id", "day")}
    assert counted == {
        "prompt_version_id": acme["prompt_version_id"],
        "target_id": planned.target_ids["cool"],
        "brand_id": planned.brand_ids["acme"],
        "served_number": 1,
        "served_model": "tiny-1",
        "model_card_id": None,
        "n": 3,
        "k": 2,
        "mentions": 2,
        "ranked": 2,
        "rank_sum": 4,
        "reciprocal_rank_sum": 1.0,
        "first_places": 0,
        "recommended": 2,
        "positive": 0,
        "neutral": 0,
        "negative": 0,
        "mixed": 2,
        "cited": 2,
    }
    assert (globex["n"], globex["k"], globex["rank_sum"], globex["cited"]) == (3, 0, 0, 0)
    (outcomes,) = rows(database, "outcome_rollups")
    assert (outcomes["outcome"], outcomes["count"]) == ("ok", 3)


def test_rolling_up_again_leaves_the_rollups_equal(database: Database):
    planned = make_panel(database)
    roll_up(database, planned.workspace_id)
    before = rows(database, "rollups"), rows(database, "outcome_rollups")
    assert roll_up(database, planned.workspace_id) == 0
    with database.write() as session:
        mark_stale_days(session, planned.workspace_id, [NOON], NOON)
    assert roll_up(database, planned.workspace_id) == 1
    assert (rows(database, "rollups"), rows(database, "outcome_rollups")) == before


def test_an_answer_that_nobody_has_read_yet_counts_among_the_outcomes(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    with database.write() as session:
        for question in claim_questions(session, planned.claimer(), planned.run, 1):
            store_answer(session, question, make_asked(question), model_card_id=None)
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    roll_up(database, planned.workspace_id)
    answer_all(database, planned)
    with database.read() as session:
        (outcome,) = outcomes_by_place(session, planned.workspace_id, Scope(), by_day=False)
    assert outcome.count == 2
    assert stale(database, planned) == {NOON.date()}


def test_a_workspace_is_rolled_up_when_its_answers_are_read_or_a_day_has_settled(
    database: Database,
):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    answer_all(database, planned)
    analyze(database, planned, {})  # marks the day; the answers stay in the queue

    def due(settled_before: datetime) -> tuple[int, ...]:
        with database.read() as session:
            return workspaces_to_roll_up(session, settled_before=settled_before)

    assert due(NOON) == ()
    assert due(NOON + DAY) == (planned.workspace_id,)
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    assert due(NOON) == (planned.workspace_id,)
    roll_up(database, planned.workspace_id)
    assert due(NOON + DAY) == ()


def explain(database: Database, planned: PlannedRun, scope: Scope) -> list[str]:
    """The plans of the statements of a report, without what looks for stale days."""
    plans: list[str] = []
    prefix = "EXPLAIN QUERY PLAN " if database.url.get_backend_name() == "sqlite" else "EXPLAIN "
    with database.read() as session:
        connection = session.connection()
        sent: list[tuple[str, Any]] = []
        sa.event.listen(
            connection, "before_cursor_execute", lambda *args: sent.append((args[2], args[3]))
        )
        count_by_place(session, planned.workspace_id, scope, by_day=False)
        outcomes_by_place(session, planned.workspace_id, scope, by_day=False)
        for statement, parameters in sent[:]:
            if "rollups" in statement:
                told = connection.exec_driver_sql(prefix + statement, parameters)
                plans.append("\n".join(str(tuple(row)) for row in told))
    return plans


def test_a_report_over_rollups_reads_neither_answers_nor_findings(database: Database):
    planned = make_panel(database)
    roll_up(database, planned.workspace_id)
    whole_days = Scope(asked_from=MIDNIGHT - 30 * DAY, asked_before=MIDNIGHT + DAY)
    plans = explain(database, planned, whole_days)
    assert len(plans) == 2
    for plan in plans:
        assert "rollups" in plan
        for table in ("answers", "answer_bodies", "findings", "analyses"):
            assert table not in plan
    partial = explain(database, planned, Scope(asked_from=MIDNIGHT - DAY / 2))
    assert all("answers" in plan for plan in partial)
    assert all("answer_bodies" not in plan for plan in partial)


def test_rollups_outlive_their_answers(database: Database):
    planned = make_panel(database)
    roll_up(database, planned.workspace_id)
    with database.read() as session:
        before = count_by_place(session, planned.workspace_id, Scope(), by_day=False)
    with database.write() as session:
        session.execute(sa.text("DELETE FROM runs"))
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM answers")) == 0
        assert count_by_place(session, planned.workspace_id, Scope(), by_day=False) == before
