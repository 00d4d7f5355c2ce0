"""Judging by the mock models: real calls, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from monitor.analysis.judge import VERDICT_SCHEMA
from monitor.domain.findings import Finding, Sentiment
from monitor.domain.json_value import sha256_of
from monitor.domain.question import Channel, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput
from monitor.mock_models.scenario import Scenario, scenario_of
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.judge import Judged, judge_findings, plan_judging
from monitor.pipeline.judge_questions import JudgeStop
from monitor.pipeline.judge_selection import JudgeOrder, judging_target
from monitor.settings import Settings
from monitor.storage.configured import save_brands
from monitor.storage.engine import Database
from monitor.storage.findings import StoredAnalysis, find_analysis
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer
from tests.factories.judging import ALWAYS_NEGATIVE, Silent
from tests.factories.runs import ACME, GLOBEX, PlannedRun, make_run
from tests.mock_models.serving import Mock, running_mock

CLEAR = "Acme is reliable, fast and excellent."
UNCLEAR = "Acme was founded in 1999, and Globex in 2001."
SETTINGS = Settings(concurrency=4, max_attempts=4)


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENROUTER_API_KEY", "k")


@pytest.fixture(scope="module")
def negative_judge() -> Iterator[Mock]:
    with running_mock(scenario_of(ALWAYS_NEGATIVE, name="negative")) as mock:
        yield mock


@pytest.fixture
def judge_server(negative_judge: Mock) -> Mock:
    assert negative_judge.post("/_mock/reset", {}).status == 200
    return negative_judge


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def scenario(**judge: float) -> Scenario:
    text = f"brands: [{{name: Acme, rate: 1}}]\njudge: {judge}"
    return scenario_of(text, name="faulty")


def target_at(mock: Mock, provider: str = "openai_compatible", model: str = "m") -> Target:
    paths = {"openai_compatible": "/v1", "openai": "/v1", "openrouter": "/api/v1"}
    return Target(
        key="judge",
        provider=provider,
        model=model,
        channel=Channel.API,
        settings=SamplingSettings(temperature=0.9, top_p=0.5, max_tokens=100),
        system_prompt="You are a pirate.",
        base_url=f"{mock.url}/{provider}{paths[provider]}",
    )


def answered(database: Database, *, clear_first: bool = True) -> tuple[PlannedRun, list[int]]:
    """Six answers: the first clear of Acme, the others unclear of Acme and Globex."""
    planned = make_run(database, prompts=2, repeats=3, targets=("cool",))
    count = 0

    def answer_to(question: Question) -> str:
        nonlocal count
        count += 1
        del question
        return CLEAR if clear_first and count == 1 else f"{UNCLEAR} Number {count}."

    ids = answer_and_analyze(database, planned, lambda q: make_answer(answer_to(q)))
    return planned, ids


def judge(
    database: Database, planned: PlannedRun, target: Target, order: JudgeOrder | None = None
) -> Judged:
    return judge_findings(
        database,
        planned.workspace_id,
        target,
        order or JudgeOrder(),
        settings=SETTINGS,
        listener=Silent(),
    )


def analysis_of(database: Database, planned: PlannedRun, answer_id: int) -> StoredAnalysis:
    with database.read() as session:
        stored = find_analysis(session, planned.workspace_id, answer_id)
    assert stored is not None
    return stored


def finding_of(database: Database, planned: PlannedRun, answer_id: int, brand: str) -> Finding:
    (found,) = (
        each
        for each in analysis_of(database, planned, answer_id).analysis.findings
        if each.brand == brand
    )
    return found


def count_rows(database: Database, table: str) -> int:
    with database.read() as session:
        return session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_close_findings_are_settled_and_clear_ones_stay(database: Database, judge_server: Mock):
    planned, ids = answered(database)
    judged = judge(database, planned, target_at(judge_server))

    assert (judged.selection.mentioned, judged.selection.close) == (11, 10)
    assert (judged.tally.calls, judged.tally.settled, judged.tally.changed) == (10, 10, 10)
    assert judged.left == 0
    assert judged.stop is None
    assert finding_of(database, planned, ids[0], "acme").sentiment is Sentiment.POSITIVE
    for answer_id in ids[1:]:
        for brand in ("acme", "globex"):
            found = finding_of(database, planned, answer_id, brand)
            assert (found.sentiment, found.recommended) == (Sentiment.NEGATIVE, False)


def test_what_the_rules_said_stays_beside_the_verdict(database: Database, judge_server: Mock):
    planned, ids = answered(database)
    before = finding_of(database, planned, ids[1], "acme")
    judge(database, planned, target_at(judge_server))
    settled = analysis_of(database, planned, ids[1]).settled["acme"]
    assert (settled.rule_sentiment, settled.rule_recommended) == (
        before.sentiment,
        before.recommended,
    )
    assert settled.target_key == "judge"
    assert settled.served_model == "m"
    assert settled.evidence is not None
    assert settled.evidence in f"{UNCLEAR} Number 2."
    assert analysis_of(database, planned, ids[0]).settled == {}


def test_a_verdict_is_kept_once_and_never_bought_again(database: Database, judge_server: Mock):
    planned, _ = answered(database)
    first = judge(database, planned, target_at(judge_server))
    again = judge(database, planned, target_at(judge_server))
    assert (again.tally.calls, len(again.selection.judged)) == (0, 10)
    assert again.sentiment == first.sentiment
    assert count_rows(database, "judgements") == 10
    renamed = replace(target_at(judge_server), key="other name")
    assert judge(database, planned, renamed).tally.calls == 0
    other = target_at(judge_server, model="another")
    assert judge(database, planned, other).tally.calls == 10


def test_a_limit_leaves_the_rest_for_the_next_time(database: Database, judge_server: Mock):
    planned, _ = answered(database)
    target = target_at(judge_server)
    calls = [judge(database, planned, target, JudgeOrder(limit=4)) for _ in range(4)]
    assert [each.tally.calls for each in calls] == [4, 4, 2, 0]
    assert [each.left for each in calls] == [6, 2, 0, 0]
    assert calls[-1].sentiment.agreement.n == 10


def test_the_number_of_calls_is_never_exceeded(database: Database, judge_server: Mock):
    planned, _ = answered(database)
    judged = judge(database, planned, target_at(judge_server), JudgeOrder(max_calls=3))
    assert (judged.tally.calls, judged.left, judged.stop) == (3, 7, JudgeStop.MAX_CALLS)


def test_the_cost_is_never_exceeded(database: Database, judge_server: Mock):
    planned, _ = answered(database)
    target = target_at(judge_server, "openrouter")
    one = judge(database, planned, target, JudgeOrder(limit=1)).tally.cost_usd
    assert one is not None
    limit = one * Decimal("3.5")
    judged = judge(database, planned, target, JudgeOrder(max_usd=limit))
    assert judged.stop is JudgeStop.MAX_USD
    assert judged.tally.cost_usd is not None
    assert judged.tally.cost_usd <= limit
    assert judged.tally.calls in {2, 3, 4}


def test_without_a_known_cost_a_limit_of_cost_ends_at_the_first_call(
    database: Database, judge_server: Mock
):
    planned, _ = answered(database)
    judged = judge(database, planned, target_at(judge_server), JudgeOrder(max_usd=Decimal(1000)))
    assert (judged.tally.calls, judged.stop) == (1, JudgeStop.COST_UNKNOWN)


def test_a_sample_is_the_same_every_time_and_settles_only_what_is_close(
    database: Database, judge_server: Mock
):
    planned, ids = answered(database)
    target = target_at(judge_server)
    four = judge(database, planned, target, JudgeOrder(sample=4))
    assert four.tally.calls == 4
    all_ = judge(database, planned, target, JudgeOrder(sample=100))
    assert all_.tally.calls == 7
    assert all_.sentiment.agreement.n == 11
    assert all_.sentiment.confusion["positive", "negative"] == 1
    assert finding_of(database, planned, ids[0], "acme").sentiment is Sentiment.POSITIVE
    assert count_rows(database, "judgements") == 11
    assert judge(database, planned, target).tally.calls == 0


def test_a_new_analysis_applies_stored_verdicts_without_asking(
    database: Database, judge_server: Mock
):
    planned, ids = answered(database)
    judge(database, planned, target_at(judge_server))
    with database.write() as session:
        aliased = replace(GLOBEX, aliases=("Globex Corp",))
        save_brands(session, planned.workspace_id, [ACME, aliased], NOON)
    assert analyze_answers(database, planned.workspace_id, now=lambda: NOON) == 6
    stored = analysis_of(database, planned, ids[1])
    # Globex has another alias, of which the judge was not told.
    assert stored.settled.keys() == {"acme"}
    assert finding_of(database, planned, ids[1], "acme").sentiment is Sentiment.NEGATIVE
    assert finding_of(database, planned, ids[1], "globex").sentiment is Sentiment.NEUTRAL
    again = judge(database, planned, target_at(judge_server))
    assert (again.tally.calls, len(again.selection.judged)) == (5, 5)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("no_json_rate", "no_json"),
        ("wrong_shape_rate", "wrong_shape"),
        ("made_up_evidence_rate", "evidence_not_found"),
    ],
)
def test_an_invalid_reply_is_kept_and_counted_and_leaves_the_rules_alone(
    database: Database, fault: str, reason: str
):
    planned, ids = answered(database)
    before = finding_of(database, planned, ids[1], "acme")
    with running_mock(scenario(**{fault: 1.0})) as mock:
        judged = judge(database, planned, target_at(mock))
        assert judge(database, planned, target_at(mock)).tally.calls == 0
    assert judged.tally.invalid == {reason: 10}
    assert judged.tally.settled == 0
    assert judged.sentiment.agreement.n == 0
    assert finding_of(database, planned, ids[1], "acme") == before
    assert count_rows(database, "judgements") == 10


def test_a_failed_call_is_tried_again_and_counted(database: Database, judge_server: Mock):
    planned, _ = answered(database)
    target = target_at(judge_server, model="fault-429-retry-after-ms@1")
    judged = judge(database, planned, target, JudgeOrder(limit=2))
    assert judged.tally.calls > 2
    assert judged.tally.settled == 2


def test_a_call_that_fails_for_good_is_asked_again_next_time(
    database: Database, judge_server: Mock
):
    planned, _ = answered(database)
    target = target_at(judge_server, model="fault-404")
    judged = judge(database, planned, target, JudgeOrder(limit=2))
    assert judged.tally.failed == {"unknown_model": 2}
    assert judged.left == 10
    assert count_rows(database, "judgements") == 0
    plan = plan_judging(database, planned.workspace_id, target, JudgeOrder(), now=NOON)
    assert len(plan.selection.to_ask) == 10


def test_a_service_that_refuses_a_schema_is_asked_without_one(database: Database):
    text = ALWAYS_NEGATIVE + "\nrules: [{rejects: [response_format]}]"
    planned, _ = answered(database)
    with running_mock(scenario_of(text, name="picky")) as mock:
        judged = judge(database, planned, target_at(mock), JudgeOrder(limit=6))
    assert judged.tally.settled == 6
    assert 6 < judged.tally.calls <= 6 + SETTINGS.concurrency
    with database.read() as session:
        sent = session.execute(sa.text("SELECT sampling FROM judgements")).scalars().all()
    assert not any("reply_schema" in str(each) for each in sent)


def test_a_model_without_temperature_is_asked_without_it(database: Database):
    text = ALWAYS_NEGATIVE + "\nrules: [{rejects: [temperature]}]"
    planned, _ = answered(database)
    with running_mock(scenario_of(text, name="warm")) as mock:
        judged = judge(database, planned, target_at(mock), JudgeOrder(limit=3))
    assert judged.tally.settled == 3


def test_a_judge_is_asked_at_temperature_0_with_a_schema_and_without_a_persona(
    database: Database, judge_server: Mock
):
    planned, _ = answered(database)
    judge(database, planned, target_at(judge_server), JudgeOrder(limit=1))
    with database.read() as session:
        sampling, prompt_sha256, raw = session.execute(
            sa.text("SELECT sampling, prompt_sha256, raw_body FROM judgements")
        ).one()
    record = json.loads(sampling) if isinstance(sampling, str) else sampling
    assert record["sent"] == {
        "temperature": 0.0,
        "max_tokens": 1024,
        "reply_schema": sha256_of(VERDICT_SCHEMA),
    }
    assert record["system_prompt_sha256"] is None
    assert len(prompt_sha256) == 64
    assert b"chat.completion" in bytes(raw)


def test_a_temperature_that_a_model_is_known_to_refuse_is_not_sent(
    database: Database, judge_server: Mock
):
    planned, _ = answered(database)
    target = target_at(judge_server, "openai", "gpt-5")
    judged = judge(database, planned, target, JudgeOrder(limit=2))
    assert (judged.tally.calls, judged.tally.settled) == (2, 2)
    with database.read() as session:
        sampling = session.scalars(sa.text("SELECT sampling FROM judgements")).first()
    record = json.loads(sampling) if isinstance(sampling, str) else sampling
    assert record is not None
    assert "temperature" not in record["sent"]
    assert [each["field"] for each in record["dropped"]] == ["temperature"]


@pytest.mark.parametrize("channel", [Channel.SERP, Channel.SIMULATED, Channel.IMPORT])
def test_what_does_not_reply_to_any_text_cannot_judge(channel: Channel):
    target = Target(key="x", provider="serpapi", model="m", channel=channel)
    with pytest.raises(BadInput, match="cannot judge"):
        judging_target(target)
