"""Findings made by hand, and answers for them to hang on."""

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
from monitor.storage.analysis_queue import mark_stale_days
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, replace_analyses
from monitor.storage.kept_answers import store_answer
from monitor.storage.question_queue import claim_questions
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun

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
        for number, question in enumerate(
            claim_questions(session, planned.claimer(), planned.run, 1000)
        ):
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
        mark_stale_days(session, planned.workspace_id, [NOON], NOON)
