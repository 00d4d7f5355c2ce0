from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from api.app import create_app
from monitor.catalog.drift import Change, DriftKind
from monitor.domain.answer import Answer, Served
from monitor.domain.question import Prompt, Question
from monitor.domain.states import RunTrigger
from monitor.errors import BadInput, NotFound
from monitor.metrics.definitions import MetricName
from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.reports.changes import changes_report
from monitor.reports.changes_json import changes_json
from monitor.reports.changes_notes import verdict_words
from monitor.reports.changes_query import ChangesQuery, days_before, last_complete_days
from monitor.reports.changes_rows import ChangeRow, ChangesReport, ChangeVerdict
from monitor.reports.dimension import Dimension
from monitor.reports.filters import OneOf
from monitor.reports.query import DateRange
from monitor.storage.configured import save_prompts
from monitor.storage.drift import note_changes
from monitor.storage.engine import Database
from monitor.storage.run_plans import PlannedQuestion, plan_run
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer
from tests.factories.periods import EARLIER, LATER, TwoPeriods, ask_twice
from tests.factories.runs import make_run

BOTH = (MetricName.MENTION_RATE, MetricName.SHARE_OF_VOICE_PRESENCE)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def number_of(question: Question) -> int:
    return int(question.prompt.key[1:])


def told(text: str, model: str = "tiny-1") -> Answer:
    return make_answer(text, served=Served(model=model))


def acme_in_two_prompts(question: Question) -> Answer:
    return told("Acme." if number_of(question) < 2 else "Globex.")


def acme_in_nearly_all(question: Question) -> Answer:
    names_it = number_of(question) < 11 and question.repetition < 3
    return told("Acme." if names_it else "Globex.")


def by_another_model(question: Question) -> Answer:
    return told(acme_in_nearly_all(question).text, "tiny-2")


def report(database: Database, asked: TwoPeriods, **query: object) -> ChangesReport:
    wanted = ChangesQuery(**query)  # type: ignore[arg-type]  # fields by name
    return changes_report(database, asked.workspace_id, wanted, now=NOON)


def row_of(found: ChangesReport, brand: str, metric: MetricName = BOTH[0]) -> ChangeRow:
    (row,) = (row for row in found.rows if (row.brand.brand.key, row.metric) == (brand, metric))
    return row


def test_a_large_change_is_found_and_has_its_direction(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_nearly_all, prompts=(12, 12))
    found = report(database, asked)
    acme, globex = row_of(found, "acme"), row_of(found, "globex")
    assert (acme.verdict, globex.verdict) == (ChangeVerdict.ROSE, ChangeVerdict.FELL)
    assert (acme.earlier.measured.k, acme.earlier.measured.n) == (6, 36)
    assert (acme.later.measured.k, acme.later.measured.n) == (22, 36)
    assert acme.difference is not None
    assert acme.difference.mean == pytest.approx((22 - 6) / 36)
    assert acme.difference.interval is not None
    assert acme.difference.interval.low > 0
    assert acme.q is not None
    assert acme.q <= 0.05
    assert found.tested == 2


def test_noise_is_no_change_and_the_words_tell_what_would_have_been_found(database: Database):
    def noisy(question: Question) -> Answer:
        return told("Acme." if (number_of(question) + question.repetition) % 3 else "Globex.")

    def other_noise(question: Question) -> Answer:
        drawn = (number_of(question) * 2 + question.repetition) % 4
        return told("Acme." if drawn else "Globex.")

    found = report(database, ask_twice(database, noisy, other_noise))
    for row in found.rows:
        assert row.verdict is ChangeVerdict.NO_CHANGE_SHOWN
        assert row.detectable is not None
        points = f"{row.detectable * 100:.0f} points"
        assert points in verdict_words(row)
        assert row.difference is not None
        assert row.difference.interval is not None


def test_answers_that_are_the_same_are_no_proof_of_no_change(database: Database):
    found = report(database, ask_twice(database, acme_in_two_prompts, acme_in_two_prompts))
    acme = row_of(found, "acme")
    assert acme.verdict is ChangeVerdict.NO_CHANGE_SHOWN
    assert acme.difference is not None
    assert (acme.difference.mean, acme.difference.p, acme.detectable) == (0, 1, None)
    assert "the same in every prompt" in verdict_words(acme)


def test_q_values_are_adjusted_over_all_rows_that_are_tested(database: Database):
    asked = ask_twice(
        database, acme_in_two_prompts, acme_in_nearly_all, targets=("cool", "warm"), repeats=4
    )
    found = report(database, asked, metrics=BOTH)
    assert found.tested == len(found.rows) == 2 * 2 * 2
    p_values = [row.difference.p for row in found.rows if row.difference is not None]
    assert [row.q for row in found.rows] == pytest.approx(benjamini_hochberg(p_values))
    assert any("over the 8 rows that are tested" in note for note in found.notes)


def test_a_share_of_voice_moves_by_the_difference_of_both_shares(database: Database):
    found = report(
        database, ask_twice(database, acme_in_two_prompts, acme_in_nearly_all), metrics=BOTH
    )
    row = row_of(found, "acme", MetricName.SHARE_OF_VOICE_PRESENCE)
    before, after = row.earlier.measured.value, row.later.measured.value
    assert row.difference is not None
    assert before is not None
    assert after is not None
    assert row.difference.mean == pytest.approx(after - before)


def test_only_prompts_of_both_periods_are_paired(database: Database):
    found = report(
        database, ask_twice(database, acme_in_two_prompts, acme_in_two_prompts, prompts=(9, 12))
    )
    acme = row_of(found, "acme")
    assert acme.difference is not None
    assert (acme.difference.prompts, acme.earlier.left_out, acme.later.left_out) == (9, 0, 3)
    assert acme.later.measured.n_prompts == 12
    assert any("in the same wording" in note for note in found.notes)


def test_a_prompt_that_was_reworded_is_another_prompt(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_two_prompts, prompts=(10, 1))
    later = asked.later
    reworded = [
        Prompt(f"p{n}", f"Which {'program' if n < 4 else 'tool'} is best for job {n}?", "en")
        for n in range(10)
    ]
    with database.write() as session:
        versions = save_prompts(
            session, asked.workspace_id, reworded, is_branded=lambda _: False, now=NOON
        )
        questions = [
            PlannedQuestion(version, later.target_ids["cool"], repetition)
            for version in versions.values()
            for repetition in (1, 2)
        ]
        run_id = plan_run(
            session,
            asked.workspace_id,
            later.monitor_id,
            trigger=RunTrigger.MANUAL,
            questions=questions,
            now=NOON,
        )
    answer_and_analyze(database, replace(later, run_id=run_id), acme_in_two_prompts, asked_at=LATER)
    acme = row_of(
        report(database, asked, earlier_run=asked.earlier.run_id, later_run=run_id), "acme"
    )
    assert acme.difference is not None
    assert (acme.difference.prompts, acme.earlier.left_out, acme.later.left_out) == (6, 4, 4)
    assert (acme.earlier.measured.n_prompts, acme.later.measured.n_prompts) == (10, 10)


@pytest.mark.parametrize(
    ("prompts", "repeats", "verdict"),
    [
        ((5, 5), 4, ChangeVerdict.TOO_FEW_PROMPTS),
        ((8, 8), 1, ChangeVerdict.TOO_FEW_ANSWERS),
    ],
)
def test_too_little_is_not_tested(
    database: Database, prompts: tuple[int, int], repeats: int, verdict: ChangeVerdict
):
    asked = ask_twice(
        database,
        lambda _: told("Globex."),
        lambda _: told("Acme."),
        prompts=prompts,
        repeats=repeats,
    )
    found = report(database, asked)
    assert {row.verdict for row in found.rows} == {verdict}
    assert {row.q for row in found.rows} == {None}
    assert found.tested == 0
    assert all(verdict_words(row).startswith("not tested: ") for row in found.rows)
    assert any("may have changed or not" in note for note in found.notes)


def test_a_comparison_across_a_break_is_refused_and_tells_what_to_do(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, by_another_model)
    with pytest.raises(BadInput, match=r"(?s)cool: the alias moved .*`across_breaks: true`"):
        report(database, asked)
    runs = {"earlier_run": asked.earlier.run_id, "later_run": asked.later.run_id}
    with pytest.raises(BadInput, match="the alias moved from tiny-1 to tiny-2"):
        report(database, asked, **runs)


def test_across_a_break_a_target_is_paired_and_both_models_are_named(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, by_another_model, prompts=(12, 12))
    found = report(database, asked, across_breaks=True)
    acme = row_of(found, "acme")
    assert (acme.earlier.served_models, acme.later.served_models) == (("tiny-1",), ("tiny-2",))
    assert acme.verdict is ChangeVerdict.ROSE
    (event,) = found.breaks
    assert (event.change.before, event.change.after) == ("tiny-1", "tiny-2")
    assert any(note.startswith("These rows compare across breaks") for note in found.notes)
    assert any("is a break, not a trend" in note for note in found.notes)


def test_another_model_is_refused_also_before_its_event_is_noted(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, by_another_model, is_rolled_up=False)
    with pytest.raises(BadInput, match="tiny-1 answered in the earlier period and tiny-2 in the"):
        report(database, asked)
    assert report(database, asked, across_breaks=True).tested == 2


def test_a_change_that_the_server_told_between_the_periods_is_a_break(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_two_prompts)
    change = Change(DriftKind.QUANTIZATION, "quantization", "Q8_0", "Q4_0")
    with database.write() as session:
        target_id = asked.later.target_ids["cool"]
        at = EARLIER + timedelta(days=9)
        note_changes(session, asked.workspace_id, target_id, [change], at)
    with pytest.raises(BadInput, match="the quantization changed from Q8_0 to Q4_0"):
        report(database, asked)


def test_what_changed_before_the_first_answer_or_after_the_last_is_crossed_by_nothing(
    database: Database,
):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_two_prompts)
    change = Change(DriftKind.QUANTIZATION, "quantization", "Q8_0", "Q4_0")
    with database.write() as session:
        for at in (EARLIER - timedelta(days=9), EARLIER, LATER + timedelta(hours=1)):
            note_changes(session, asked.workspace_id, asked.later.target_ids["cool"], [change], at)
    assert report(database, asked).breaks == ()


def test_a_break_of_a_target_that_is_left_out_refuses_nothing(database: Database):
    def moved(question: Question) -> Answer:
        return (by_another_model if question.target.key == "warm" else acme_in_nearly_all)(question)

    asked = ask_twice(database, acme_in_two_prompts, moved, targets=("cool", "warm"))
    with pytest.raises(BadInput, match="warm: the alias moved"):
        report(database, asked)
    assert report(database, asked, target_ids=(asked.later.target_ids["cool"],)).tested == 2
    only_cool = OneOf(Dimension.TARGET, ("cool",))
    assert report(database, asked, where=only_cool).tested == 2


def test_runs_are_compared_whole_whatever_their_days(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_nearly_all, prompts=(12, 12))
    found = report(database, asked, earlier_run=asked.earlier.run_id, later_run=asked.later.run_id)
    assert (found.query.earlier, found.query.later) == (None, None)
    assert row_of(found, "acme").verdict is ChangeVerdict.ROSE


def test_a_target_of_one_period_only_is_shown_and_not_tested(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_nearly_all)
    days = DateRange((EARLIER - timedelta(days=3)).date(), (EARLIER - timedelta(days=1)).date())
    later = DateRange(EARLIER.date(), NOON.date())
    found = report(database, asked, earlier=days, later=later)
    assert {row.verdict for row in found.rows} == {ChangeVerdict.TOO_FEW_PROMPTS}
    assert "Nothing is compared: the earlier period has no answer that counts." in found.notes


def test_without_periods_the_last_30_complete_days_are_compared_with_the_30_before(
    database: Database,
):
    asked = ask_twice(database, acme_in_two_prompts, acme_in_two_prompts)
    query = report(database, asked).query
    later = last_complete_days(NOON.date())
    assert query.later == later
    assert query.earlier == days_before(later)
    assert later.end == NOON.date() - timedelta(days=1)


DAY = DateRange(NOON.date(), NOON.date())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"earlier": DAY}, "later: expected with earlier"),
        ({"earlier": DAY, "later": DAY}, "expected to end before later begins"),
        ({"earlier_run": 1}, "expected both, found one"),
        ({"earlier_run": 1, "later_run": 1}, "expected two runs"),
        ({"earlier_run": 1, "later_run": 2, "later": DAY}, "found some of both"),
        ({"dimensions": (Dimension.BRAND, Dimension.DATE)}, "know no days"),
        ({"dimensions": (Dimension.TARGET,)}, "name exactly one brand"),
        ({"metrics": ()}, "metrics: expected at least one"),
        (
            {"dimensions": (Dimension.BRAND, Dimension.SERVED_MODEL), "across_breaks": True},
            "never compared with another served model",
        ),
    ],
)
def test_what_is_no_comparison_is_refused(query: dict[str, object], said: str):
    with pytest.raises(BadInput, match=said):
        ChangesQuery(**query).explicit(NOON.date())  # type: ignore[arg-type]  # fields by name


def test_the_api_answers_what_the_command_line_shows(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, by_another_model)
    client = Client(create_app(database, now=lambda: NOON))
    found = report(database, asked, across_breaks=True, metrics=BOTH)
    body = {"across_breaks": True, "metrics": [metric.value for metric in BOTH]}
    reply = client.ask("POST", "/v1/reports/changes", json=body)
    assert reply.json() == json.loads(json.dumps(changes_json(found))) | {"next_cursor": None}
    rows, cursor = [], None
    while True:
        page = client.ask("POST", "/v1/reports/changes", json=body | {"limit": 3, "cursor": cursor})
        rows += page.json()["rows"]
        if (cursor := page.json()["next_cursor"]) is None:
            break
    assert rows == reply.json()["rows"]


def test_the_api_refuses_a_comparison_across_a_break(database: Database):
    ask_twice(database, acme_in_two_prompts, by_another_model)
    client = Client(create_app(database, now=lambda: NOON))
    problem = client.problem("POST", "/v1/reports/changes", json={})
    assert problem["status"] == 422
    assert "the alias moved from tiny-1 to tiny-2 on 2026-11-19" in problem["detail"]


def test_a_stranger_sees_nothing_and_cannot_name_anything(database: Database):
    asked = ask_twice(database, acme_in_two_prompts, by_another_model)
    stranger = Client(create_app(database, workspace="stranger", now=lambda: NOON))
    make_run(database, workspace="stranger")
    reply = stranger.ask("POST", "/v1/reports/changes", json={}).json()
    assert (reply["rows"], reply["breaks"]) == ([], [])
    for query in (
        {"brand_ids": [asked.later.brand_ids["acme"]]},
        {"target_ids": [asked.later.target_ids["cool"]]},
        {"earlier_run": asked.earlier.run_id, "later_run": asked.later.run_id},
    ):
        problem = stranger.problem("POST", "/v1/reports/changes", json=query)
        assert problem["status"] == 422
    with pytest.raises(NotFound):
        report(database, asked, brand_ids=(10**6,))
