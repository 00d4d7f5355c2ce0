from __future__ import annotations

from decimal import Decimal

from monitor.domain.budget import Budget, Limits
from monitor.storage.budget_state import begin_ledger
from monitor.storage.budgets import save_workspace_budget
from monitor.storage.engine import Database
from monitor.storage.ledger import Wanted, reserve
from monitor.storage.question_queue import claim
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def test_without_a_budget_there_is_nothing_to_tell(client: Client, database: Database):
    assert client.get("/v1/budgets") == {"budgets": [], "notices": []}
    make_run(database)
    assert client.get("/v1/budgets") == {"budgets": [], "notices": []}


def test_a_new_budget_begins_with_what_was_spent_before(
    client: Client, database: Database, stranger: Client
):
    planned = make_run(database)
    answer_and_analyze(database, planned)  # 12 answers at 0.0000123 USD
    budget = Budget(day=Limits(Decimal("0.5"), 100), month=Limits(calls=14))
    with database.write() as session:
        save_workspace_budget(session, planned.workspace_id, budget)
        begin_ledger(session, planned.workspace_id, NOON, besides=())
    day, month = client.get("/v1/budgets")["budgets"]
    assert day == {
        "scope": "workspace",
        "monitor": None,
        "period": "day",
        "starts_on": "2026-11-24",
        "usd": {"limit": "0.5", "spent": "0.0001476", "reserved": "0", "left": "0.4998524"},
        "calls": {"limit": 100, "spent": 12, "reserved": 0, "left": 88, "of_unknown_cost": 0},
    }
    assert (month["starts_on"], month["usd"]["limit"], month["usd"]["left"]) == (
        "2026-11-01",
        None,
        None,
    )
    assert month["calls"]["left"] == 2
    assert stranger.get("/v1/budgets") == {"budgets": [], "notices": []}


def test_what_is_reserved_is_not_left(client: Client, database: Database):
    planned = make_run(database)
    with database.write() as session:
        save_workspace_budget(session, planned.workspace_id, Budget(Limits(Decimal(1))))
        got = claim(session, planned.claimer(), planned.run, 2)
        wanted = [Wanted(q.id, planned.run.scope, Decimal("0.3"), None) for q in got.questions]
        reserve(session, wanted, NOON)
    (day,) = client.get("/v1/budgets")["budgets"]
    assert day["usd"] == {"limit": "1", "spent": "0", "reserved": "0.6", "left": "0.4"}
    assert day["calls"]["reserved"] == 2
