"""Which findings of an answer a judge settled, and what the rules had said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.findings import Sentiment
from monitor.storage.tables import BrandRow, FindingRow, JudgementRow


@dataclass(frozen=True, slots=True)
class SettledBy:
    """Who settled a finding, and what the rules had said."""

    target_key: str
    provider: str
    model: str
    served_model: str | None
    evidence: str | None
    judged_at: datetime
    rule_sentiment: Sentiment | None
    rule_recommended: bool


def settled_findings(
    session: Session, workspace_id: int, answer_id: int
) -> Mapping[str, SettledBy]:
    """The findings of an answer that a judge settled, by the brand's key."""
    rows = session.execute(
        select(FindingRow, JudgementRow, BrandRow.key)
        .join(JudgementRow, JudgementRow.id == FindingRow.judgement_id)
        .join(BrandRow, BrandRow.id == FindingRow.brand_id)
        .where(FindingRow.workspace_id == workspace_id, FindingRow.answer_id == answer_id)
    )
    return {
        brand: SettledBy(
            target_key=judgement.target_key,
            provider=judgement.provider,
            model=judgement.model,
            served_model=judgement.served_model,
            evidence=judgement.evidence,
            judged_at=judgement.judged_at,
            rule_sentiment=None
            if finding.rule_sentiment is None
            else Sentiment(finding.rule_sentiment),
            rule_recommended=bool(finding.rule_recommended),
        )
        for finding, judgement, brand in rows
    }
