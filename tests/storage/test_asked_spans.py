from __future__ import annotations

from datetime import timedelta

from monitor.domain.answer import Answer, Outcome
from monitor.domain.question import Question
from monitor.storage.asked_spans import asked_spans
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.question_queue import claim_questions
from monitor.storage.visibility import Scope
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun, make_run


def ask_hourly(database: Database, planned: PlannedRun, *answers: Answer) -> None:
    """Of one target, an answer an hour, beginning at noon."""

    def is_cool(question: Question) -> bool:
        return question.target.key == "cool"

    with database.write() as session:
        claimed = claim_questions(session, planned.claimer(), planned.run, 1000)
        for hour, (question, answer) in enumerate(
            zip(filter(is_cool, claimed), answers, strict=False)
        ):
            asked = make_asked(question, answer, asked_at=NOON + timedelta(hours=hour))
            store_answer(session, question, asked, model_card_id=None)


def test_a_span_reaches_from_the_first_to_the_last_answer_that_counts(database: Database):
    planned = make_run(database, prompts=2, repeats=3)
    refused = make_answer(outcome=Outcome.REFUSED)
    ask_hourly(database, planned, refused, make_answer(), make_answer(), make_failure())
    cool = planned.target_ids["cool"]
    hours = (NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    with database.read() as session:
        assert asked_spans(session, planned.workspace_id, Scope()) == {cool: hours}
        of_run = Scope(run_id=planned.run_id)
        assert asked_spans(session, planned.workspace_id, of_run) == {cool: hours}
        since = Scope(asked_from=hours[1], target_ids=[cool])
        assert asked_spans(session, planned.workspace_id, since) == {cool: (hours[1], hours[1])}


def test_spans_are_of_one_workspace_and_of_the_scope(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    ask_hourly(database, planned, make_answer())
    other = make_run(database, workspace="other")
    with database.read() as session:
        assert asked_spans(session, other.workspace_id, Scope()) == {}
        beside = (
            Scope(run_id=other.run_id),
            Scope(target_ids=[planned.target_ids["warm"]]),
            Scope(asked_before=NOON),
        )
        for scope in beside:
            assert asked_spans(session, planned.workspace_id, scope) == {}
