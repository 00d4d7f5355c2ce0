from __future__ import annotations

from monitor.domain.findings import (
    Analysis,
    CitationOrigin,
    Finding,
    FoundCitation,
    Mention,
    MentionKind,
    OwnerKind,
    PageType,
    Place,
    Polarity,
    Sentiment,
    SourceType,
    not_mentioned,
)
from monitor.storage.answers import store_answer
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, answers_to_analyze, find_analysis, replace_analyses
from monitor.storage.question_queue import claim_questions
from monitor.storage.visibility import Scope, count_mentions, count_outcomes
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun, make_run

STAMP = Stamp("1.0", "a" * 64)
ACME_NAMED = Analysis(
    findings=(
        Finding(
            "acme",
            mentioned=True,
            count=1,
            absent_count=0,
            order=1,
            rank=2,
            sentiment=Sentiment.MIXED,
            sentiment_score=0.25,
            sentiment_cues=("+reliable", "-slow"),
            recommended=True,
        ),
        not_mentioned("globex", absent_count=1),
    ),
    mentions=(
        Mention(
            "acme",
            "Acme",
            0,
            4,
            MentionKind.NAME,
            Polarity.AFFIRMED,
            confidence=0.75,
            reasons=("exact_case", "beside_brand"),
            place=Place.LIST_ITEM,
            sentence_start=0,
            sentence_end=12,
        ),
    ),
    citations=(
        FoundCitation(
            "https://acme.com/x",
            "https://acme.com/x",
            "acme.com",
            "Acme",
            0,
            4,
            CitationOrigin.PROVIDER,
            "acme",
            owner_kind=OwnerKind.OWN,
            source_type=SourceType.CORPORATE,
            page_type=PageType.PRODUCT,
            engine="openai",
            cited_at=(0, 9),
        ),
    ),
    dangling_markers=2,
)
NOBODY_NAMED = Analysis(
    findings=(not_mentioned("acme"), not_mentioned("globex")),
    mentions=(),
    citations=(),
    dangling_markers=0,
)


def answer_all(database: Database, planned: PlannedRun, *, failures: int = 0) -> list[int]:
    """Answer ids, oldest first; the first `failures` questions fail."""
    ids = []
    with database.write() as session:
        for number, question in enumerate(claim_questions(session, planned.claimer(), 1000)):
            answer = make_failure() if number < failures else make_answer()
            ids.append(
                store_answer(session, question, make_asked(question, answer), model_card_id=None)
            )
    return [answer_id for answer_id in ids if answer_id is not None]


def analyze(
    database: Database, planned: PlannedRun, analyses: dict[int, Analysis], stamp: Stamp = STAMP
) -> None:
    with database.write() as session:
        replace_analyses(
            session,
            planned.workspace_id,
            analyses,
            stamp=stamp,
            brand_ids=planned.brand_ids,
            now=NOON,
        )


def left_to_analyze(database: Database, planned: PlannedRun, stamp: Stamp = STAMP) -> list[int]:
    with database.read() as session:
        left = answers_to_analyze(session, planned.workspace_id, stamp, limit=100)
    return [answer.answer_id for answer in left]


def test_what_was_found_comes_back(database: Database):
    planned = make_run(database)
    answer_id = answer_all(database, planned)[0]
    analyze(database, planned, {answer_id: ACME_NAMED})
    with database.read() as session:
        stored = find_analysis(session, planned.workspace_id, answer_id)
        assert find_analysis(session, planned.workspace_id + 1, answer_id) is None
    assert stored is not None
    assert (stored.stamp, stored.analysis) == (STAMP, ACME_NAMED)


def test_new_findings_take_the_place_of_old_ones(database: Database):
    planned = make_run(database)
    answer_id = answer_all(database, planned)[0]
    analyze(database, planned, {answer_id: ACME_NAMED})
    newer = Stamp("1.1", "b" * 64)
    analyze(database, planned, {answer_id: NOBODY_NAMED}, newer)
    analyze(database, planned, {answer_id: NOBODY_NAMED}, newer)
    with database.read() as session:
        stored = find_analysis(session, planned.workspace_id, answer_id)
    assert stored is not None
    assert (stored.stamp, stored.analysis) == (newer, NOBODY_NAMED)


def test_only_answers_without_the_present_stamp_want_analyzing(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    first, second = answer_all(database, planned)
    analyze(database, planned, {first: ACME_NAMED})
    assert left_to_analyze(database, planned) == [second]
    assert left_to_analyze(database, planned, Stamp("1.1", "a" * 64)) == [first, second]
    assert left_to_analyze(database, planned, Stamp("1.0", "c" * 64)) == [first, second]


def test_failures_are_not_analyzed(database: Database):
    planned = make_run(database, prompts=1, repeats=1)
    _, second = answer_all(database, planned, failures=1)
    assert left_to_analyze(database, planned) == [second]


def test_counts_are_by_brand_target_and_prompt(database: Database):
    planned = make_run(database, prompts=2, repeats=3, targets=("cool", "warm"))
    ids = answer_all(database, planned)
    analyze(
        database, planned, {i: ACME_NAMED if n % 2 else NOBODY_NAMED for n, i in enumerate(ids)}
    )
    with database.read() as session:
        counts = count_mentions(session, planned.workspace_id, Scope())
    # Questions alternate between the targets, so every second answer is one of "warm".
    by_target = {
        key: sorted(
            (c.n, c.k)
            for c in counts
            if c.target_id == target_id and c.brand_id == planned.brand_ids["acme"]
        )
        for key, target_id in planned.target_ids.items()
    }
    assert by_target == {"cool": [(3, 0), (3, 0)], "warm": [(3, 3), (3, 3)]}


def test_counts_leave_out_failures_which_stand_beside(database: Database):
    planned = make_run(database, prompts=1, repeats=2, targets=("cool",))
    ids = answer_all(database, planned, failures=1)
    analyze(database, planned, dict.fromkeys(ids[1:], ACME_NAMED))
    with database.read() as session:
        counts = count_mentions(session, planned.workspace_id, Scope())
        outcomes = count_outcomes(session, planned.workspace_id, Scope())
    assert [(c.n, c.k) for c in counts] == [(1, 1), (1, 0)]
    assert {o.outcome.value: o.count for o in outcomes} == {"ok": 1, "error": 1}


def test_counts_of_another_workspace_are_empty(database: Database):
    planned = make_run(database)
    other = make_run(database, workspace="other")
    analyze(database, planned, dict.fromkeys(answer_all(database, planned), ACME_NAMED))
    with database.read() as session:
        assert count_mentions(session, other.workspace_id, Scope()) == ()
        assert count_outcomes(session, other.workspace_id, Scope()) == ()
