"""What can be judged: the findings of brands that are mentioned, and the texts they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.findings import Finding, Sentiment
from monitor.storage.findings import Stamp
from monitor.storage.judgements import FindingKey, in_parts
from monitor.storage.tables import (
    AnalysisRow,
    AnswerBodyRow,
    AnswerRow,
    BrandRow,
    FindingRow,
    MentionRow,
    PromptVersionRow,
)

_AT_A_TIME = 500  # rows


@dataclass(frozen=True, slots=True)
class RuledFinding:
    """A finding as the rules have it, whoever settled it since.

    Attributes:
        asked_at: when the answer was asked for.
        stamp: of the analysis that it is of.
        settled: whether a judge's verdict stands in its place.
    """

    key: FindingKey
    finding: Finding
    asked_at: datetime
    stamp: Stamp
    settled: bool


@dataclass(frozen=True, slots=True)
class JudgedText:
    """What is judged: the answer, what it replies to, where the brand is named."""

    question: str
    answer: str
    mentions: tuple[tuple[int, int], ...]


def mentioned_findings(
    session: Session, workspace_id: int, *, run_id: int | None
) -> Iterator[RuledFinding]:
    """The findings of tracked brands that counted answers mention, oldest first.

    Those of one run, or of all runs when `run_id` is None.
    """
    statement = (
        select(FindingRow, AnalysisRow, AnswerRow.asked_at, BrandRow.key)
        .join(AnalysisRow, AnalysisRow.answer_id == FindingRow.answer_id)
        .join(AnswerRow, AnswerRow.id == FindingRow.answer_id)
        .join(BrandRow, BrandRow.id == FindingRow.brand_id)
        .where(
            FindingRow.workspace_id == workspace_id,
            FindingRow.mentioned,
            BrandRow.archived_at.is_(None),
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
        )
        .order_by(FindingRow.answer_id, FindingRow.brand_id)
    )
    if run_id is not None:
        statement = statement.where(AnswerRow.run_id == run_id)
    for row, analysis, asked_at, brand in session.execute(
        statement.execution_options(yield_per=_AT_A_TIME)
    ):
        yield RuledFinding(
            key=(row.answer_id, row.brand_id),
            finding=_by_the_rules(row, brand),
            asked_at=asked_at,
            stamp=Stamp(analysis.analyzer_version, analysis.inputs_sha256),
            settled=row.rule_recommended is not None,
        )


def _by_the_rules(row: FindingRow, brand: str) -> Finding:
    settled = row.rule_recommended is not None
    sentiment = row.rule_sentiment if settled else row.sentiment
    recommended = row.rule_recommended if settled else row.recommended
    return Finding(
        brand=brand,
        mentioned=row.mentioned,
        count=row.mention_count,
        absent_count=row.absent_count,
        order=row.mention_order,
        rank=row.rank,
        sentiment=None if sentiment is None else Sentiment(sentiment),
        sentiment_score=row.sentiment_score,
        sentiment_cues=tuple(row.sentiment_cues),
        recommended=bool(recommended),
    )


def judged_texts(
    session: Session, workspace_id: int, keys: Sequence[FindingKey]
) -> dict[FindingKey, JudgedText]:
    """What a judge is shown of each finding."""
    wanted = set(keys)
    answer_ids = sorted({answer_id for answer_id, _ in wanted})
    texts: dict[int, tuple[str, str]] = {}
    mentions: dict[FindingKey, list[tuple[int, int]]] = {key: [] for key in wanted}
    for some in in_parts(answer_ids):
        for answer_id, text, question in session.execute(
            select(AnswerBodyRow.answer_id, AnswerBodyRow.text, PromptVersionRow.text)
            .join(AnswerRow, AnswerRow.id == AnswerBodyRow.answer_id)
            .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
            .where(AnswerBodyRow.workspace_id == workspace_id, AnswerBodyRow.answer_id.in_(some))
        ):
            texts[answer_id] = (question, text)
        for mention in session.scalars(
            select(MentionRow)
            .where(MentionRow.workspace_id == workspace_id, MentionRow.answer_id.in_(some))
            .order_by(MentionRow.start_offset)
        ):
            key = (mention.answer_id, mention.brand_id)
            if key in mentions:
                mentions[key].append((mention.start_offset, mention.end_offset))
    return {key: JudgedText(*texts[key[0]], tuple(mentions[key])) for key in wanted}
