from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from monitor.domain.findings import Sentiment
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp
from monitor.storage.judgeable import judged_texts, mentioned_findings
from monitor.storage.judgements import NewJudgement, judgements_of, keep_judgement
from monitor.storage.migrate import downgrade
from monitor.storage.settled import settled_findings
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import make_answer
from tests.factories.judgements import make_judgement, stamp_of
from tests.factories.runs import PlannedRun, make_run


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    made = make_run(database, prompts=1, repeats=1, targets=("cool",))
    answer_and_analyze(database, made, lambda _: make_answer("Acme is reliable."))
    return made


def acme(database: Database, planned: PlannedRun) -> tuple[int, int]:
    with database.read() as session:
        (answer_id,) = session.scalars(
            sa.text("SELECT id FROM answers WHERE workspace_id = :w").bindparams(
                w=planned.workspace_id
            )
        )
    return (answer_id, planned.brand_ids["acme"])


def new(database: Database, planned: PlannedRun, **changes: object) -> NewJudgement:
    key = acme(database, planned)
    made = make_judgement(key, stamp_of(database, planned.workspace_id, key[0]))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def keep(database: Database, planned: PlannedRun, judgement: NewJudgement) -> bool:
    with database.write() as session:
        return keep_judgement(session, planned.workspace_id, judgement)


def values(database: Database) -> tuple[str, bool, str | None, bool | None]:
    with database.read() as session:
        row = session.execute(
            sa.text(
                "SELECT sentiment, recommended, rule_sentiment, rule_recommended FROM findings"
                " WHERE mentioned"
            )
        ).one()
    return (row[0], bool(row[1]), row[2], None if row[3] is None else bool(row[3]))


def test_a_verdict_settles_and_the_rules_stay_beside_it(database: Database, planned: PlannedRun):
    assert values(database) == ("positive", True, None, None)
    assert keep(database, planned, new(database, planned))
    assert values(database) == ("negative", False, "positive", True)
    with database.read() as session:
        answer_id, _ = acme(database, planned)
        settled = settled_findings(session, planned.workspace_id, answer_id)
        (ruled,) = mentioned_findings(session, planned.workspace_id, run_id=planned.run_id)
        cost = session.scalar(sa.text("SELECT cost_usd FROM judgements"))
    assert settled["acme"].rule_sentiment is Sentiment.POSITIVE
    assert (ruled.finding.sentiment, ruled.finding.recommended) == (Sentiment.POSITIVE, True)
    assert ruled.settled
    assert cost == int(Decimal("0.0000123") * 10**9)


def test_the_same_reply_is_kept_once(database: Database, planned: PlannedRun):
    keep(database, planned, new(database, planned))
    assert not keep(database, planned, new(database, planned, sentiment=Sentiment.MIXED))
    assert values(database)[0] == "negative"


def test_a_second_verdict_leaves_what_the_rules_said(database: Database, planned: PlannedRun):
    keep(database, planned, new(database, planned))
    other = new(database, planned, prompt_sha256="c" * 64, sentiment=Sentiment.MIXED)
    assert keep(database, planned, other)
    assert values(database) == ("mixed", False, "positive", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"sentiment": None, "recommended": None, "invalid_reason": "no_json"},
        {"settles": False},
        {"stamp": Stamp("0.1", "d" * 64)},
    ],
)
def test_what_does_not_hold_is_kept_and_settles_nothing(
    database: Database, planned: PlannedRun, changes: dict[str, object]
):
    assert not keep(database, planned, new(database, planned, **changes))
    assert values(database) == ("positive", True, None, None)
    with database.read() as session:
        assert len(judgements_of(session, planned.workspace_id, [acme(database, planned)[0]])) == 1


def test_a_settled_day_is_marked_for_new_rollups(database: Database, planned: PlannedRun):
    with database.write() as session:
        session.execute(sa.text("DELETE FROM stale_days"))
    keep(database, planned, new(database, planned, settles=False))
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM stale_days")) == 0
    keep(database, planned, new(database, planned, prompt_sha256="e" * 64))
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM stale_days")) == 1


def test_another_workspace_sees_and_settles_nothing(database: Database, planned: PlannedRun):
    other = make_run(database, workspace="other")
    keep(database, planned, new(database, planned, settles=False))
    key = acme(database, planned)
    with database.read() as session:
        assert judgements_of(session, other.workspace_id, [key[0]]) == []
        assert list(mentioned_findings(session, other.workspace_id, run_id=None)) == []
        assert settled_findings(session, other.workspace_id, key[0]) == {}
    assert not keep(database, other, new(database, planned, prompt_sha256="f" * 64))
    assert values(database) == ("positive", True, None, None)


def test_a_judge_is_shown_question_answer_and_where_the_brand_is_named(
    database: Database, planned: PlannedRun
):
    key = acme(database, planned)
    with database.read() as session:
        text = judged_texts(session, planned.workspace_id, [key])[key]
    assert text.question == "Which tool is best for job 0?"
    assert (text.answer, text.mentions) == ("Acme is reliable.", ((0, 4),))


def test_without_judgements_findings_go_back_to_the_rules(
    database: Database, planned: PlannedRun, database_url: str
):
    keep(database, planned, new(database, planned))
    downgrade(database_url, "202611241910")
    with database.read() as session:
        row = session.execute(
            sa.text("SELECT sentiment, recommended FROM findings WHERE mentioned")
        ).one()
    assert (row[0], bool(row[1])) == ("positive", True)
