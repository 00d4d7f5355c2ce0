from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.prices import Cost
from monitor.domain.budget import Budget, Limits, RunBudgets
from monitor.domain.question import Question
from monitor.storage.engine import Database
from monitor.storage.kept_answers import Ended, store_answers
from monitor.storage.ledger import Refused, Wanted, reserve
from monitor.storage.ledger_rows import Amounts, amounts_of
from monitor.storage.monitors import MonitorPlan, save_monitor
from monitor.storage.notices import list_notices
from monitor.storage.question_queue import (
    Claimer,
    RunToClaim,
    claim,
    release_lapsed,
    release_questions,
    unclaim_questions,
)
from monitor.storage.runs import cancel_run
from monitor.storage.tables import LedgerRow
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import PlannedRun, make_run

CENT = Decimal("0.01")


def limited(planned: PlannedRun, database: Database, budget: Budget) -> RunToClaim:
    """The run under a budget of its monitor."""
    with database.write() as session:
        save_monitor(
            session, planned.workspace_id, MonitorPlan("weekly", (), (), 1, budget=budget), NOON
        )
    return replace(planned.run, budgets=RunBudgets(monitor=budget))


def take(
    database: Database,
    run: RunToClaim,
    limit: int,
    *,
    usd: Decimal = CENT,
    worker: str = "alice",
    lease_s: float = 20,
    now: datetime | None = None,
) -> tuple[list[Question], Refused]:
    """Claim and reserve in one transaction, and hand back what does not fit."""
    claimer = Claimer(worker, lease_s)
    with database.write() as session:
        got = claim(session, claimer, run, limit)
        wanted = [Wanted(q.id, run.scope, usd, got.held.get(q.id)) for q in got.questions]
        refused = reserve(session, wanted, now or got.at)
        gone = {*refused.over_budget, *refused.held_back}
        unclaim_questions(session, claimer, sorted(gone))
    return [q for q in got.questions if q.id not in gone], refused


def store(
    database: Database,
    questions: Sequence[Question],
    *,
    usd: Decimal | None = CENT,
    attempts: int = 1,
) -> dict[int, int]:
    cost = None if usd is None else Cost(usd, "provider", NOON.date())
    with database.write() as session:
        return store_answers(
            session,
            [
                Ended(
                    q,
                    replace(make_asked(q, make_answer(cost_usd=None)), attempts=attempts),
                    None,
                    cost,
                )
                for q in questions
            ],
        )


def ledger(database: Database) -> dict[tuple[str, str, date], Amounts]:
    with database.read() as session:
        return {
            (row.scope, row.period, row.starts_on): amounts_of(row)
            for row in session.scalars(sa.select(LedgerRow))
        }


def today(database: Database) -> Amounts:
    (amounts,) = (
        amounts
        for (scope, period, _), amounts in ledger(database).items()
        if (scope, period) == ("monitor", "day")
    )
    return replace(amounts, noticed_percent=0)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(database._engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database._engine, "before_cursor_execute", note)


def test_a_run_without_a_budget_does_not_touch_the_ledger(database: Database):
    planned = make_run(database)
    with counted(database) as seen:
        questions, _ = take_without_budget(database, planned)
        store(database, questions)
    assert not [statement for statement in seen if "budget_ledger" in statement]
    assert ledger(database) == {}


def take_without_budget(database: Database, planned: PlannedRun) -> tuple[list[Question], None]:
    with database.write() as session:
        return list(claim(session, planned.claimer(), planned.run, 3).questions), None


def test_a_budget_costs_two_statements_for_a_claim_and_two_for_storing(database: Database):
    plain, dear = make_run(database, workspace="a"), make_run(database, workspace="b")
    run = limited(dear, database, Budget(Limits(Decimal(9))))
    with counted(database) as without:
        questions, _ = take_without_budget(database, plain)
        store(database, questions)
    with counted(database) as within:
        with database.write() as session:
            got = claim(session, dear.claimer(), run, 3)
            reserve(session, [Wanted(q.id, run.scope, CENT, None) for q in got.questions], got.at)
        store(database, got.questions)
    assert len(within) - len(without) == 4


def test_what_is_reserved_is_settled_with_what_it_cost(database: Database):
    run = limited(make_run(database), database, Budget(Limits(Decimal(1))))
    questions, _ = take(database, run, 3)
    assert today(database) == Amounts(reserved_usd=3 * CENT, reserved_calls=3)
    store(database, questions[:2], usd=Decimal("0.004"), attempts=2)
    assert today(database) == Amounts(CENT, 1, Decimal("0.008"), 4)
    assert list(ledger(database).values()) == 4 * [today(database)]  # both scopes, day and month


def test_storing_twice_spends_once(database: Database):
    run = limited(make_run(database), database, Budget(Limits(Decimal(1))))
    questions, _ = take(database, run, 2)
    assert len(store(database, questions)) == 2
    assert store(database, questions) == {}
    assert today(database) == Amounts(spent_usd=2 * CENT, spent_calls=2)


def test_a_call_of_unknown_cost_counts_as_a_call(database: Database):
    run = limited(make_run(database), database, Budget(Limits(calls=2)))
    questions, refused = take(database, run, 9, usd=Decimal(0))
    assert (len(questions), len(refused.held_back)) == (2, 7)
    store(database, questions, usd=None)
    assert today(database) == Amounts(spent_calls=2, unpriced_calls=2)
    assert len(take(database, run, 9, usd=Decimal(0))[1].over_budget) == 9


def test_what_open_calls_may_leave_over_is_held_back_and_not_ended(database: Database):
    run = limited(make_run(database), database, Budget(Limits(2 * CENT)))
    questions, refused = take(database, run, 5)
    assert (len(questions), len(refused.held_back), len(refused.over_budget)) == (2, 3, 0)
    store(database, questions, usd=CENT / 2)
    questions, refused = take(database, run, 5)
    assert (len(questions), len(refused.held_back)) == (1, 4)
    store(database, questions)
    refused = take(database, run, 5)[1]
    assert len(refused.over_budget) == 5
    assert {key.scope for key in refused.over_budget.values()} == {"monitor"}


def test_a_free_call_fits_when_the_money_is_spent(database: Database):
    run = limited(make_run(database), database, Budget(Limits(CENT)))
    store(database, take(database, run, 1)[0])
    assert len(take(database, run, 3)[1].over_budget) == 3
    assert len(take(database, run, 3, usd=Decimal(0))[0]) == 3


def test_what_is_handed_back_or_cancelled_is_not_reserved_any_more(database: Database):
    planned = make_run(database)
    run = limited(planned, database, Budget(Limits(Decimal(1))))
    questions, _ = take(database, run, 4)
    with database.write() as session:
        release_questions(session, planned.claimer(), [questions[0].id])
    assert today(database) == Amounts(3 * CENT, 3)
    with database.write() as session:
        cancel_run(session, planned.workspace_id, planned.run_id, NOON)
    assert today(database) == Amounts()
    store(database, questions[:2])  # they came too late, and were paid for
    assert today(database) == Amounts(spent_usd=2 * CENT, spent_calls=2)


def test_a_question_of_a_dead_worker_is_not_reserved_twice(database: Database):
    run = limited(make_run(database), database, Budget(Limits(2 * CENT)))
    first, _ = take(database, run, 2, lease_s=0.1)
    time.sleep(0.15)
    again, refused = take(database, run, 12, worker="bob")
    assert {q.id for q in again} == {q.id for q in first}
    assert len(refused.held_back) == 10
    assert today(database) == Amounts(2 * CENT, 2)
    store(database, again)
    assert today(database) == Amounts(spent_usd=2 * CENT, spent_calls=2)


def test_what_a_dead_worker_left_in_another_run_is_freed(database: Database):
    planned = make_run(database)
    run = limited(planned, database, Budget(Limits(Decimal(1))))
    take(database, run, 2, lease_s=0.1)
    time.sleep(0.15)
    with database.write() as session:
        release_lapsed(session, planned.workspace_id)
    assert today(database) == Amounts()


LAST_MOMENT = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


def test_a_day_and_a_month_begin_at_midnight_in_utc(database: Database):
    budget = Budget(day=Limits(calls=1), month=Limits(calls=2))
    run = limited(make_run(database), database, budget)
    for now, count in (
        (LAST_MOMENT - timedelta(days=1), 1),
        (LAST_MOMENT, 1),  # the month's last
        (LAST_MOMENT + timedelta(seconds=1), 1),
        (LAST_MOMENT + timedelta(seconds=2), 0),
    ):
        questions, _ = take(database, run, 3, now=now)
        assert len(questions) == count
        store(database, questions)
    spent = {key[1:]: amounts.spent_calls for key, amounts in ledger(database).items()}
    assert spent["month", date(2026, 11, 1)] == 2
    assert spent["month", date(2026, 12, 1)] == spent["day", date(2026, 12, 1)] == 1


def test_a_question_left_behind_yesterday_is_paid_from_today(database: Database):
    run = limited(make_run(database), database, Budget(Limits(calls=1)))
    yesterday, _ = take(database, run, 1, lease_s=0.1, now=LAST_MOMENT)
    time.sleep(0.15)
    with database.write() as session:
        session.execute(sa.text("UPDATE questions SET state = 'cancelled' WHERE state = 'waiting'"))
    today_, _ = take(database, run, 1, now=LAST_MOMENT + timedelta(hours=1))
    assert today_ == yesterday
    reserved = {key: amounts.reserved_calls for key, amounts in ledger(database).items()}
    assert reserved["monitor", "day", date(2026, 11, 30)] == 0
    assert reserved["monitor", "day", date(2026, 12, 1)] == 1


def test_the_soft_limit_is_told_once_and_then_that_all_is_spent(database: Database):
    planned = make_run(database)
    run = limited(planned, database, Budget(Limits(calls=5)))
    for expected in (0, 0, 0, 1, 2):
        store(database, take(database, run, 1)[0])
        with database.read() as session:
            notices = list_notices(session, planned.workspace_id)
        assert len(notices) == expected
    assert [notice.kind for notice in notices] == ["budget_used_up", "budget_soft_limit"]
    assert notices[1].scope == "monitor weekly"
    assert "80 % of the budget is spent: 4 of 5 calls" in notices[1].text


def test_the_workspace_limits_all_monitors_together(database: Database):
    planned = make_run(database)
    budgets = RunBudgets(workspace=Budget(month=Limits(calls=3)))
    run = replace(planned.run, budgets=budgets)
    other = replace(run, monitor_id=planned.monitor_id + 1)  # of another monitor, same workspace
    assert len(take(database, run, 2)[0]) == 2
    questions, refused = take(database, other, 2)
    assert (len(questions), len(refused.held_back)) == (1, 1)


money = st.integers(0, 40).map(lambda cents: cents * CENT)


@given(
    limit=st.integers(1, 100).map(lambda cents: cents * CENT),
    calls=st.integers(1, 9),
    spent=money,
    wanted=st.lists(money, max_size=12),
)
def test_what_is_allowed_never_exceeds_a_limit(
    limit: Decimal, calls: int, spent: Decimal, wanted: list[Decimal]
):
    limits, row = Limits(limit, calls), Amounts(spent_usd=spent)
    for usd in wanted:
        if row.allows(usd, limits):
            row += Amounts(reserved_usd=usd, reserved_calls=1)
            assert row.could_allow(usd, limits)
    assert row.reserved_calls <= calls
    assert row.spent_usd + row.reserved_usd <= max(limit, spent)


def spend_everything(database_url: str, run: RunToClaim, worker: str) -> tuple[int, int]:
    """Run in a process of its own: the calls that were made, and the violations that were seen."""
    database = Database(database_url)
    made = violations = 0
    while True:
        questions, refused = take(database, run, 3, worker=worker)
        amounts = today(database)
        violations += amounts.spent_usd + amounts.reserved_usd > Decimal("0.50")
        if not questions and not refused.held_back:
            break
        store(database, questions, usd=CENT / 2)
        made += len(questions)
    database.close()
    return made, violations


@pytest.mark.timeout(90)
def test_two_processes_never_spend_more_than_the_budget(database: Database, database_url: str):
    run = limited(
        make_run(database, prompts=20, repeats=10), database, Budget(Limits(Decimal("0.50")))
    )
    with get_context("spawn").Pool(2) as pool:
        jobs = [
            pool.apply_async(spend_everything, (database_url, run, worker))
            for worker in ("alice", "bob")
        ]
        ended = [job.get(timeout=80) for job in jobs]
    made = sum(count for count, _ in ended)
    assert sum(violations for _, violations in ended) == 0
    assert today(database) == Amounts(spent_usd=made * CENT / 2, spent_calls=made)
    # Until the rest is less than what one more call may cost.
    assert Decimal("0.49") < today(database).spent_usd <= Decimal("0.50")
