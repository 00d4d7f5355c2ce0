"""The counts that reports are made of, one row for each brand, target, served model and prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES, Outcome
from monitor.storage.tables import AnswerRow, BrandRow, FindingRow, PromptVersionRow


@dataclass(frozen=True, slots=True)
class Scope:
    """Which answers a report is about; None does not restrict.

    Attributes:
        asked_from, asked_before: a half-open span of time.
        branded: whether prompts that name a tracked brand count too.
    """

    asked_from: datetime | None = None
    asked_before: datetime | None = None
    run_id: int | None = None
    brand_ids: Sequence[int] | None = None
    target_ids: Sequence[int] | None = None
    branded: bool = False

    def answer_conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on answers joined with prompt versions."""
        conditions: list[ColumnElement[bool]] = []
        if self.asked_from is not None:
            conditions.append(AnswerRow.asked_at >= self.asked_from)
        if self.asked_before is not None:
            conditions.append(AnswerRow.asked_at < self.asked_before)
        if self.run_id is not None:
            conditions.append(AnswerRow.run_id == self.run_id)
        if self.target_ids is not None:
            conditions.append(AnswerRow.target_id.in_(self.target_ids))
        if not self.branded:
            conditions.append(PromptVersionRow.branded.is_(False))
        return conditions


@dataclass(frozen=True, slots=True)
class BrandCounts:
    """Counts over the answers of one brand, target, served model and prompt.

    Attributes:
        n: answers that count (outcome ok or truncated, analyzed with this brand).
        k: of these, answers that mention the brand.
        mentions: mentions in them.
    """

    brand_id: int
    target_id: int
    served_model: str | None
    model_card_id: int | None
    prompt_id: int
    n: int
    k: int
    mentions: int


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many answers of a target had an outcome."""

    target_id: int
    outcome: Outcome
    count: int


def count_mentions(session: Session, workspace_id: int, scope: Scope) -> tuple[BrandCounts, ...]:
    """The counts in a scope; brands that left the configuration are left out."""
    keys = (
        FindingRow.brand_id,
        AnswerRow.target_id,
        AnswerRow.served_model,
        AnswerRow.model_card_id,
        PromptVersionRow.prompt_id,
    )
    conditions = scope.answer_conditions()
    if scope.brand_ids is not None:
        conditions.append(FindingRow.brand_id.in_(scope.brand_ids))
    rows = session.execute(
        select(
            *keys,
            func.count(),
            func.sum(cast(FindingRow.mentioned, Integer)),
            func.sum(FindingRow.mention_count),
        )
        .join(AnswerRow, AnswerRow.id == FindingRow.answer_id)
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .join(BrandRow, BrandRow.id == FindingRow.brand_id)
        .where(
            FindingRow.workspace_id == workspace_id,
            AnswerRow.workspace_id == workspace_id,
            BrandRow.archived_at.is_(None),
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            *conditions,
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(BrandCounts(*row) for row in rows)


def count_outcomes(session: Session, workspace_id: int, scope: Scope) -> tuple[OutcomeCount, ...]:
    """How the questions in a scope ended, by target: what is reported beside every rate."""
    rows = session.execute(
        select(AnswerRow.target_id, AnswerRow.outcome, func.count())
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .where(AnswerRow.workspace_id == workspace_id, *scope.answer_conditions())
        .group_by(AnswerRow.target_id, AnswerRow.outcome)
        .order_by(AnswerRow.target_id, AnswerRow.outcome)
    )
    return tuple(
        OutcomeCount(target_id, Outcome(outcome), count) for target_id, outcome, count in rows
    )
