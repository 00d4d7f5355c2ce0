from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from monitor.domain.budget import Budget, Limits, RunBudgets
from monitor.domain.question import Channel
from monitor.domain.states import RunState, RunTrigger
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.budgeted_claims import HELD_BACK_WAIT_S
from monitor.pipeline.claimed_runs import OneRun
from monitor.pipeline.stored_questions import StoredQuestions
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from monitor.storage.notices import list_notices
from monitor.storage.question_queue import Claimer, RunToClaim
from monitor.storage.run_plans import PlannedQuestion, plan_run
from monitor.storage.runs import count_questions, finish_run_if_ended, start_run
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import make_run, make_target

GPT = make_target("gpt", provider="openai", model="gpt-4o", channel=Channel.API, base_url=None)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def priced_run(database: Database, budget: Budget, *, repeats: int) -> RunToClaim:
    """One prompt for a priced target and for a free one, so often."""
    planned = make_run(database, prompts=1, repeats=1)
    with database.write() as session:
        ids = save_targets(session, planned.workspace_id, [GPT, make_target("cool")], NOON)
        version = session.scalar(sa.text("SELECT min(id) FROM prompt_versions"))
        run_id = plan_run(
            session,
            planned.workspace_id,
            planned.monitor_id,
            trigger=RunTrigger.MANUAL,
            questions=[
                PlannedQuestion(version, ids[key], repetition)
                for repetition in range(1, repeats + 1)
                for key in ("gpt", "cool")
            ],
            now=NOON,
        )
        start_run(session, planned.workspace_id, run_id, NOON)
    budgets = RunBudgets(workspace=budget)
    return replace(planned.run, id=run_id, budgets=budgets)


def questions_of(database: Database, run: RunToClaim) -> StoredQuestions:
    return StoredQuestions(
        database, Claimer("alice", 20), OneRun(run), 1.0, AilingTargets(give_up_after_s=60)
    )


def test_what_is_over_budget_ends_and_what_is_free_is_asked(database: Database):
    run = priced_run(database, Budget(Limits(Decimal("0.0001"))), repeats=6)
    questions = questions_of(database, run)
    claimed = questions.claim(4)
    assert [q.target.key for q in claimed] == ["cool", "cool"]
    claimed = [*claimed, *questions.claim(100)]
    assert [q.target.key for q in claimed] == 6 * ["cool"]
    questions.store([make_asked(q, make_answer(cost_usd=None)) for q in claimed])
    assert questions.claim(1) == ()
    assert questions.seconds_until_claimable() is None
    with database.write() as session:
        assert count_questions(session, run.workspace_id, run.id).over_budget == 6
        ended = finish_run_if_ended(session, run.workspace_id, run.id, NOON)
        (notice,) = list_notices(session, run.workspace_id)
    assert ended is RunState.OVER_BUDGET
    assert notice.kind == "budget_used_up"


def test_what_only_open_calls_keep_is_waited_for(database: Database):
    run = priced_run(database, Budget(Limits(Decimal("0.02"))), repeats=2)  # one call, not two
    questions = questions_of(database, run)
    first = questions.claim(100)
    assert sorted(q.target.key for q in first) == ["cool", "cool", "gpt"]
    assert questions.claim(100) == ()
    assert questions.seconds_until_claimable() == HELD_BACK_WAIT_S
    cheap = make_answer(cost_usd=Decimal("0.0001"))
    questions.store([make_asked(q, cheap) for q in first])
    assert [q.target.key for q in questions.claim(100)] == ["gpt"]


def test_what_an_answer_cost_stands_beside_it(database: Database):
    run = priced_run(database, Budget(Limits(Decimal(1))), repeats=1)
    questions = questions_of(database, run)
    questions.store([make_asked(q, make_answer(cost_usd=None)) for q in questions.claim(100)])
    with database.read() as session:
        rows = session.execute(sa.text("SELECT cost_usd, cost_source FROM answers ORDER BY 1"))
        # 12 tokens of input at 2.50 USD a million, 5 of output at 10, a search at 0.01.
        assert [tuple(row) for row in rows] == [(0, "free"), (10_080_000, "genai-prices 0.2.3")]
