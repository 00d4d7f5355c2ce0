"""How questions ended, counted for what is reported beside every rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from monitor.domain.answer import Outcome
from monitor.storage.rolled_spans import SplitSpan, TimeSpan
from monitor.storage.rollups import asked_within, utc_day
from monitor.storage.tables import AnswerRow, OutcomeRollupRow, PromptVersionRow
from monitor.storage.visibility import Scope, rolled_conditions, split_of, total_of


@dataclass(frozen=True, slots=True)
class PlacedOutcome:
    """How many answers had an outcome; which model would have served the failed is not known.

    Attributes:
        day: as in `Place`.
    """

    target_id: int
    prompt_id: int
    prompt_version_id: int
    day: date | None
    outcome: Outcome
    count: int


def outcomes_by_place(
    session: Session, workspace_id: int, scope: Scope, *, by_day: bool
) -> tuple[PlacedOutcome, ...]:
    """How the questions in a scope ended, by all that is known of them."""
    split = split_of(session, workspace_id, scope)
    raw_day = [utc_day(session).label("day")] if by_day else []
    parts = [_raw_outcomes(workspace_id, scope, span, raw_day) for span in split.raw]
    if split.rolled:
        parts.append(_rolled_outcomes(workspace_id, scope, split, by_day=by_day))
    found = union_all(*parts).subquery()
    keys = (
        found.c.target_id,
        PromptVersionRow.prompt_id,
        found.c.prompt_version_id,
        *([found.c.day] if by_day else []),
        found.c.outcome,
    )
    rows = session.execute(
        select(*keys, total_of(found.c.count))
        .join(PromptVersionRow, PromptVersionRow.id == found.c.prompt_version_id)
        .where(*scope.prompt_conditions())
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(
        PlacedOutcome(
            target_id, prompt_id, version_id, day[0] if day else None, Outcome(outcome), count
        )
        for target_id, prompt_id, version_id, *day, outcome, count in rows
    )


def _raw_outcomes(
    workspace_id: int, scope: Scope, span: TimeSpan, day: Sequence[ColumnElement[date]]
) -> Select[*tuple[Any, ...]]:
    keys = (AnswerRow.target_id, AnswerRow.prompt_version_id, AnswerRow.outcome, *day)
    return (
        select(*keys, func.count().label("count"))
        .where(
            AnswerRow.workspace_id == workspace_id,
            *asked_within(span),
            *scope.asking_conditions(),
        )
        .group_by(*keys)
    )


def _rolled_outcomes(
    workspace_id: int, scope: Scope, split: SplitSpan, *, by_day: bool
) -> Select[*tuple[Any, ...]]:
    keys = (
        OutcomeRollupRow.target_id,
        OutcomeRollupRow.prompt_version_id,
        OutcomeRollupRow.outcome,
        *([OutcomeRollupRow.day] if by_day else []),
    )
    return (
        select(*keys, func.sum(OutcomeRollupRow.count).label("count"))
        .where(*rolled_conditions(OutcomeRollupRow, workspace_id, scope, split))
        .group_by(*keys)
    )
