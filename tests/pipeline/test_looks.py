from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from monitor.domain.answer import Answer
from monitor.domain.question import Question
from monitor.domain.states import RunState, RunTrigger
from monitor.metrics.precision import Precision
from monitor.pipeline.looks import look_at_run, precision_as_json
from monitor.pipeline.plan import plan_questions
from monitor.pipeline.run_life import cancel, look_for_work
from monitor.pipeline.run_view import look_in_words, run_view
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.looks import Look, looks_of, runs_to_look_at
from monitor.storage.monitors import monitor_named, save_monitor
from monitor.storage.question_queue import claim_questions
from monitor.storage.run_plans import plan_fingerprint, plan_run
from monitor.storage.runs import count_questions, finish_run_if_ended, run_named, start_run
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun, make_run

WANTED = Precision(half_width=0.2, max_repeats=10)
"""Six answers that agree are enough; the looks are at 3, 5, 8 and 10 repeats."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def make_adaptive_run(database: Database, precision: Precision = WANTED) -> PlannedRun:
    """Two prompts asked three times of one target, and running."""
    planned = make_run(database, prompts=2, repeats=3, targets=("cool",))
    with database.write() as session:
        monitor = monitor_named(session, planned.workspace_id, "weekly")
        plan = replace(monitor.plan, precision=precision_as_json(precision, brand_key="acme"))
        save_monitor(session, planned.workspace_id, plan, NOON)
        run_id = plan_run(
            session,
            planned.workspace_id,
            planned.monitor_id,
            trigger=RunTrigger.MANUAL,
            questions=plan_questions(session, planned.workspace_id, plan),
            now=NOON,
        )
        start_run(session, planned.workspace_id, run_id, NOON)
    return replace(planned, run_id=run_id)


def acme_always_for_p0(question: Question) -> Answer:
    """Acme is always named for p0, and every other time for p1."""
    named = question.prompt.key == "p0" or question.repetition % 2
    return make_answer("Acme." if named else "Nobody.")


def ask_until_ended(
    database: Database, planned: PlannedRun, answer_to: Callable[[Question], Answer]
) -> tuple[Look, ...]:
    while state(database, planned) is RunState.RUNNING:
        answer_and_analyze(database, planned, answer_to)
        look_for_work(database)
    with database.read() as session:
        return looks_of(session, planned.workspace_id, planned.run_id)


def state(database: Database, planned: PlannedRun) -> RunState:
    with database.read() as session:
        return run_named(session, planned.workspace_id, planned.run_id).state


def repeats(database: Database, planned: PlannedRun) -> list[int]:
    with database.read() as session:
        return list(
            session.scalars(
                sa.text(
                    "SELECT count(*) FROM questions WHERE run_id = :run "
                    "GROUP BY prompt_version_id ORDER BY prompt_version_id"
                ),
                {"run": planned.run_id},
            )
        )


def test_prompts_are_repeated_until_they_are_precise_or_at_the_most(database: Database):
    planned = make_adaptive_run(database)
    looks = ask_until_ended(database, planned, acme_always_for_p0)
    assert repeats(database, planned) == [8, 10]
    seen = [(look.repeats, look.precise, look.at_most, look.questions_added) for look in looks]
    assert seen == [(3, 0, 0, 4), (5, 0, 0, 6), (8, 1, 0, 2), (10, 1, 1, 0)]
    assert state(database, planned) is RunState.FINISHED
    view = run_view(database, planned.workspace_id, planned.run_id)
    assert view.counts.answered == 18
    assert [look_in_words(look) for look in view.looks][2:] == [
        "Look 3 after 8 repeats: 1 rate is precise; 2 more questions.",
        "Look 4 after 10 repeats: 1 rate is precise, 1 not, at the most repeats; the run ends.",
    ]
    assert view.as_json()["looks"][3]["at_most"] == 1
    assert view.as_json()["precision"] == {"brand": "acme", "half_width": 0.2, "max_repeats": 10}


def test_a_run_is_not_ended_before_its_answers_are_read(database: Database):
    planned = make_adaptive_run(database)
    with database.write() as session:
        for question in claim_questions(session, planned.claimer(), planned.run, 100):
            store_answer(session, question, make_asked(question), model_card_id=None)
    look_for_work(database)
    with database.write() as session:
        ended = finish_run_if_ended(session, planned.workspace_id, planned.run_id, NOON)
        assert runs_to_look_at(session) == ()
    assert ended is RunState.RUNNING
    assert repeats(database, planned) == [3, 3]
    answer_and_analyze(database, planned)  # nothing is left to ask; analyzes
    assert planned.run_id in look_for_work(database).runs_to_ask
    assert repeats(database, planned) == [5, 5]


def test_a_target_that_never_answers_is_not_asked_again(database: Database):
    planned = make_adaptive_run(database)
    (look,) = ask_until_ended(database, planned, lambda _: make_failure())
    assert (look.unanswered, look.questions_added) == (2, 0)
    assert state(database, planned) is RunState.FAILED


def test_a_question_that_could_not_be_paid_ends_the_repeating(database: Database):
    planned = make_adaptive_run(database)
    with database.write() as session:
        session.execute(
            sa.text(
                "UPDATE questions SET state = 'over_budget' WHERE run_id = :run AND repetition = 3"
            ),
            {"run": planned.run_id},
        )
    (look,) = ask_until_ended(database, planned, acme_always_for_p0)
    assert look.questions_added == 0
    assert state(database, planned) is RunState.OVER_BUDGET


def test_a_brand_that_left_the_configuration_ends_the_repeating(database: Database):
    planned = make_adaptive_run(database)
    with database.write() as session:
        session.execute(sa.text("UPDATE brands SET archived_at = created_at WHERE key = 'acme'"))
    (look,) = ask_until_ended(database, planned, acme_always_for_p0)
    assert (look.unanswered, look.questions_added) == (2, 0)


def test_a_cancelled_run_is_not_looked_at(database: Database):
    planned = make_adaptive_run(database)
    answer_and_analyze(database, planned)
    cancel(database, planned.workspace_id, planned.run_id)
    assert look_at_run(database, planned.workspace_id, planned.run_id, NOON) is None
    assert repeats(database, planned) == [3, 3]


def test_cancelling_after_a_look_cancels_what_it_added(database: Database):
    planned = make_adaptive_run(database)
    answer_and_analyze(database, planned)
    look_for_work(database)
    cancel(database, planned.workspace_id, planned.run_id)
    with database.read() as session:
        counts = count_questions(session, planned.workspace_id, planned.run_id)
    assert (counts.answered, counts.cancelled, counts.waiting) == (6, 4, 0)


def test_processes_that_look_at_once_add_the_questions_once(database: Database):
    planned = make_adaptive_run(database)
    answer_and_analyze(database, planned)
    looks: list[Look | None] = []

    def look() -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        looks.append(look_at_run(own, planned.workspace_id, planned.run_id, NOON))
        own.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(look is not None for look in looks) == 1
    assert repeats(database, planned) == [5, 5]


def test_a_run_keeps_the_precision_with_which_it_was_planned(database: Database):
    planned = make_adaptive_run(database)
    with database.write() as session:
        monitor = monitor_named(session, planned.workspace_id, "weekly")
        other = precision_as_json(Precision(0.2, 100), brand_key="acme")
        save_monitor(session, planned.workspace_id, replace(monitor.plan, precision=other), NOON)
    looks = ask_until_ended(database, planned, acme_always_for_p0)
    assert looks[-1].repeats == WANTED.max_repeats
    first = plan_fingerprint(())
    assert (
        len({first, plan_fingerprint((), other), plan_fingerprint((), monitor.plan.precision)}) == 3
    )
