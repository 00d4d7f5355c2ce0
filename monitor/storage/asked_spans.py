"""From when to when the answers of a scope were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.storage.rolled_spans import TimeSpan
from monitor.storage.rollups import asked_within
from monitor.storage.tables import AnswerRow
from monitor.storage.visibility import Scope


def asked_spans(
    session: Session, workspace_id: int, scope: Scope
) -> Mapping[int, tuple[datetime, datetime]]:
    """When the first and the last answer that counts was asked for, by target.

    Prompts that name a brand count, too; a target without an answer has no span.
    """
    rows = session.execute(
        select(AnswerRow.target_id, func.min(AnswerRow.asked_at), func.max(AnswerRow.asked_at))
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            *asked_within(TimeSpan(scope.asked_from, scope.asked_before)),
            *scope.asking_conditions(),
        )
        .group_by(AnswerRow.target_id)
    )
    return {target_id: (first, last) for target_id, first, last in rows}
