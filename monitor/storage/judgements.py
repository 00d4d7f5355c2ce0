"""Judgements: keeping each reply of a judge once, and settling findings by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, select, update
from sqlalchemy.orm import Session

from monitor.catalog.prices import Cost
from monitor.domain.answer import Asked
from monitor.domain.findings import Sentiment
from monitor.domain.question import Target
from monitor.storage.analysis_queue import mark_stale_days
from monitor.storage.engine import upsert
from monitor.storage.findings import Stamp
from monitor.storage.kept_answers import sampling_json
from monitor.storage.tables import (
    AnalysisRow,
    FindingRow,
    JudgementRow,
)

_MANY = 500  # ids in one statement

FindingKey = tuple[int, int]
"""An answer and a brand, by the ids of their rows."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one judge said of one finding.

    Attributes:
        sentiment, recommended: the verdict; both None where the reply is invalid.
    """

    id: int
    key: FindingKey
    prompt_sha256: str
    target_sha256: str
    sentiment: Sentiment | None
    recommended: bool | None


@dataclass(frozen=True, slots=True)
class NewJudgement:
    """A reply to be kept, with what it is a reply to.

    Attributes:
        target_sha256: of all in the judge that can change a reply.
        sentiment, recommended, evidence: the verdict; None where it is invalid.
        invalid_reason: None for a verdict.
        settles: whether a verdict stands in the place of what the rules found.
        asked_at: when the judged answer was asked for.
        cost: of all calls; None where that is not known.
    """

    key: FindingKey
    prompt_sha256: str
    target: Target
    target_sha256: str
    margin: float
    stamp: Stamp
    asked: Asked
    sentiment: Sentiment | None
    recommended: bool | None
    evidence: str | None
    invalid_reason: str | None
    settles: bool
    asked_at: datetime
    cost: Cost | None


def judgements_of(
    session: Session, workspace_id: int, answer_ids: Sequence[int]
) -> list[Judgement]:
    """What judges said of these answers, invalid replies included, newest first."""
    found: list[Judgement] = []
    for some in in_parts(sorted(set(answer_ids))):
        rows = session.execute(
            select(
                JudgementRow.id,
                JudgementRow.answer_id,
                JudgementRow.brand_id,
                JudgementRow.prompt_sha256,
                JudgementRow.target_sha256,
                JudgementRow.sentiment,
                JudgementRow.recommended,
            ).where(JudgementRow.workspace_id == workspace_id, JudgementRow.answer_id.in_(some))
        )
        found += [
            Judgement(
                id=row.id,
                key=(row.answer_id, row.brand_id),
                prompt_sha256=row.prompt_sha256,
                target_sha256=row.target_sha256,
                sentiment=None if row.sentiment is None else Sentiment(row.sentiment),
                recommended=row.recommended,
            )
            for row in rows
        ]
    return sorted(found, key=lambda each: each.id, reverse=True)


def in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in parts that one statement can take."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def keep_judgement(session: Session, workspace_id: int, new: NewJudgement) -> bool:
    """Keep a reply, once for what was asked and whom; whether it settled its finding."""
    judgement_id: int | None = session.scalar(
        upsert(session)(JudgementRow)
        .values(workspace_id=workspace_id, **_columns(new))
        .on_conflict_do_nothing(
            index_elements=["answer_id", "brand_id", "prompt_sha256", "target_sha256"]
        )
        .returning(JudgementRow.id)
    )
    if judgement_id is None or new.sentiment is None or new.recommended is None or not new.settles:
        return False
    verdict = Settlement(judgement_id, new.key, new.sentiment, new.recommended)
    return settle_where_ruled(
        session,
        workspace_id,
        verdict,
        stamp=new.stamp,
        asked_at=new.asked_at,
        now=new.asked.answered_at,
    )


def _columns(new: NewJudgement) -> dict[str, Any]:
    asked, usage = new.asked, new.asked.answer.usage
    return {
        "answer_id": new.key[0],
        "brand_id": new.key[1],
        "prompt_sha256": new.prompt_sha256,
        "target_sha256": new.target_sha256,
        "target_key": new.target.key,
        "provider": new.target.provider,
        "model": new.target.model,
        "margin": new.margin,
        "analyzer_version": new.stamp.analyzer_version,
        "inputs_sha256": new.stamp.inputs_sha256,
        "sentiment": new.sentiment.value if new.sentiment else None,
        "recommended": new.recommended,
        "evidence": new.evidence,
        "invalid_reason": new.invalid_reason,
        "reply_text": asked.answer.text,
        "raw_body": asked.reply.body if asked.reply else None,
        "served_model": asked.answer.served.model,
        "sampling": sampling_json(asked.sampling),
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cost_usd": new.cost.usd if new.cost else None,
        "cost_source": new.cost.source if new.cost else None,
        "attempts": asked.attempts,
        "judged_at": asked.answered_at,
    }


@dataclass(frozen=True, slots=True)
class Settlement:
    """A verdict that shall stand in the place of what the rules found."""

    judgement_id: int
    key: FindingKey
    sentiment: Sentiment
    recommended: bool


def settle_where_ruled(
    session: Session,
    workspace_id: int,
    verdict: Settlement,
    *,
    stamp: Stamp,
    asked_at: datetime,
    now: datetime,
) -> bool:
    """Settle a finding of an answer that was asked for at that time; whether it was done."""
    if not settle(session, workspace_id, verdict, stamp):
        return False
    mark_stale_days(session, workspace_id, [asked_at], now)
    return True


def settle(session: Session, workspace_id: int, verdict: Settlement, stamp: Stamp) -> bool:
    """Put a verdict in the place of what the rules found, which is kept beside it.

    Returns:
        Whether it was done: not when the answer was analyzed anew since, under another stamp.
    """
    answer_id, brand_id = verdict.key
    by_rules = FindingRow.rule_recommended.is_(None)
    analyzed_so = exists().where(
        AnalysisRow.answer_id == answer_id,
        AnalysisRow.analyzer_version == stamp.analyzer_version,
        AnalysisRow.inputs_sha256 == stamp.inputs_sha256,
    )
    settled = session.execute(
        update(FindingRow)
        .where(
            and_(
                FindingRow.workspace_id == workspace_id,
                FindingRow.answer_id == answer_id,
                FindingRow.brand_id == brand_id,
                FindingRow.mentioned,
                analyzed_so,
            )
        )
        .values(
            rule_sentiment=case((by_rules, FindingRow.sentiment), else_=FindingRow.rule_sentiment),
            rule_recommended=case(
                (by_rules, FindingRow.recommended), else_=FindingRow.rule_recommended
            ),
            sentiment=verdict.sentiment.value,
            recommended=verdict.recommended,
            judgement_id=verdict.judgement_id,
        )
        .returning(FindingRow.answer_id)
        .execution_options(synchronize_session=False)
    )
    return settled.first() is not None
