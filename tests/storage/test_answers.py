from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from monitor.domain.answer import Asked, Outcome
from monitor.domain.question import Question
from monitor.domain.states import RunState
from monitor.storage.answers import (
    AnswerFilter,
    WholeAnswer,
    citations_of,
    find_answer,
    list_answers,
)
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.question_queue import claim_questions
from monitor.storage.runs import count_questions, finish_run_if_ended
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun, make_run


def claim_all(database: Database, planned: PlannedRun) -> tuple[Question, ...]:
    with database.write() as session:
        return claim_questions(session, planned.claimer(), planned.run, 1000)


def store(database: Database, question: Question, asked: Asked) -> int | None:
    with database.write() as session:
        return store_answer(session, question, asked, model_card_id=None)


def read(database: Database, planned: PlannedRun, answer_id: int | None) -> WholeAnswer:
    assert answer_id is not None
    with database.read() as session:
        whole = find_answer(session, planned.workspace_id, answer_id)
    assert whole is not None
    return whole


def test_an_answer_comes_back_whole(database: Database):
    planned = make_run(database)
    question = claim_all(database, planned)[0]
    whole = read(database, planned, store(database, question, make_asked(question)))
    assert whole.text == "Acme is fine."
    assert whole.raw_body == b'{"a": "\xff\x00"}'
    assert citations_of(whole.cited) == make_answer().citations
    assert whole.searches == ["best tools"]
    assert whole.sampling["dropped"] == [{"field": "top_k", "reason": "not taken"}]
    assert whole.sampling["effective"] is None
    assert whole.head.cost_usd == Decimal("0.0000123")
    assert whole.head.asked_at == NOON


def test_lists_that_a_channel_cannot_know_stay_unknown(database: Database):
    planned = make_run(database)
    question = claim_all(database, planned)[0]
    answer = make_answer(citations=None, retrieved=None, searches=())
    whole = read(database, planned, store(database, question, make_asked(question, answer)))
    assert (whole.cited, whole.retrieved, whole.searches) == (None, None, [])


def test_the_first_answer_of_a_question_stays(database: Database):
    planned = make_run(database)
    question = claim_all(database, planned)[0]
    first = store(database, question, make_asked(question))
    again = store(database, question, make_asked(question, make_answer("Something else")))
    assert again is None
    assert read(database, planned, first).text == "Acme is fine."


def test_an_answer_with_nul_and_broken_unicode_is_kept(database: Database):
    planned = make_run(database)
    question = claim_all(database, planned)[0]
    answer = make_answer("A\x00\ud800me")
    whole = read(database, planned, store(database, question, make_asked(question, answer)))
    assert whole.text == "A\ufffd\ufffdme"


def test_a_failure_is_a_stored_outcome_with_its_reason(database: Database):
    planned = make_run(database)
    question = claim_all(database, planned)[0]
    asked = replace(make_asked(question, make_failure()), replies=(), latency_ms=None)
    head = read(database, planned, store(database, question, asked)).head
    assert (head.outcome, head.failure_kind) == (Outcome.ERROR, "unreachable")
    with database.read() as session:
        assert count_questions(session, planned.workspace_id, planned.run_id).failed == 1


def test_a_run_ends_with_its_last_question(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    first, last = claim_all(database, planned)
    store(database, first, make_asked(first))
    with database.write() as session:
        state = finish_run_if_ended(session, planned.workspace_id, planned.run_id, NOON)
        assert state is RunState.PLANNED
    store(database, last, make_asked(last, make_failure()))
    with database.write() as session:
        state = finish_run_if_ended(session, planned.workspace_id, planned.run_id, NOON)
        assert state is RunState.PARTIAL


def test_answers_are_listed_newest_first_and_page_by_page(database: Database):
    planned = make_run(database)
    for question in claim_all(database, planned):
        store(database, question, make_asked(question))
    with database.read() as session:
        page = list_answers(session, planned.workspace_id, AnswerFilter(), limit=5)
        rest = list_answers(
            session, planned.workspace_id, AnswerFilter(before_id=page[-1].id), limit=100
        )
    ids = [head.id for head in (*page, *rest)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 12


def test_answers_are_filtered(database: Database):
    planned = make_run(database)
    questions = claim_all(database, planned)
    for number, question in enumerate(questions):
        store(database, question, make_asked(question, make_failure() if number == 0 else None))

    def count(**wanted: object) -> int:
        with database.read() as session:
            chosen = AnswerFilter(**wanted)  # type: ignore[arg-type]  # fields by name
            return len(list_answers(session, planned.workspace_id, chosen, limit=100))

    assert count(target_key="cool") == 6
    assert count(prompt_key="p1") == 6
    assert count(outcome=Outcome.ERROR) == 1
    assert count(run_id=planned.run_id + 1) == 0


def test_a_stranger_from_another_workspace_sees_no_answer(database: Database):
    planned = make_run(database)
    other = make_run(database, workspace="other")
    question = claim_all(database, planned)[0]
    answer_id = store(database, question, make_asked(question))
    with database.read() as session:
        assert list_answers(session, other.workspace_id, AnswerFilter(), limit=9) == ()
        assert find_answer(session, other.workspace_id, answer_id or 0) is None
