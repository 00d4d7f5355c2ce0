"""The counts that reports are made of, one row for each brand, target, served model and prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES, Outcome
from monitor.storage.rolled_spans import SplitSpan, TimeSpan, split_span
from monitor.storage.rollups import asked_within, stale_days
from monitor.storage.tables import (
    AnswerRow,
    BrandRow,
    FindingRow,
    OutcomeRollupRow,
    PromptVersionRow,
    RollupRow,
)


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
        span = TimeSpan(self.asked_from, self.asked_before)
        return [*asked_within(span), *self.asking_conditions(), *self.prompt_conditions()]

    def asking_conditions(self) -> list[ColumnElement[bool]]:
        """Those on answers, apart from their time."""
        conditions: list[ColumnElement[bool]] = []
        if self.run_id is not None:
            conditions.append(AnswerRow.run_id == self.run_id)
        if self.target_ids is not None:
            conditions.append(AnswerRow.target_id.in_(self.target_ids))
        return conditions

    def prompt_conditions(self) -> list[ColumnElement[bool]]:
        """Those on prompt versions."""
        return [] if self.branded else [PromptVersionRow.branded.is_(False)]


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
    """The counts in a scope; brands that left the configuration are left out.

    Whole days are counted from their rollups, the rest from findings; the sums are the same.
    """
    split = _split(session, workspace_id, scope)
    parts = [_raw_mentions(workspace_id, scope, span) for span in split.raw]
    if split.rolled:
        parts.append(_rolled_mentions(workspace_id, scope, split))
    found = union_all(*parts).subquery()
    keys = (
        found.c.brand_id,
        found.c.target_id,
        found.c.served_model,
        found.c.model_card_id,
        PromptVersionRow.prompt_id,
    )
    conditions = [BrandRow.archived_at.is_(None), *scope.prompt_conditions()]
    if scope.brand_ids is not None:
        conditions.append(BrandRow.id.in_(scope.brand_ids))
    rows = session.execute(
        select(*keys, _total(found.c.n), _total(found.c.k), _total(found.c.mentions))
        .join(PromptVersionRow, PromptVersionRow.id == found.c.prompt_version_id)
        .join(BrandRow, BrandRow.id == found.c.brand_id)
        .where(*conditions)
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(BrandCounts(*row) for row in rows)


def _raw_mentions(workspace_id: int, scope: Scope, span: TimeSpan) -> Select[*tuple[Any, ...]]:
    keys = (
        FindingRow.brand_id,
        AnswerRow.target_id,
        AnswerRow.served_model,
        AnswerRow.model_card_id,
        AnswerRow.prompt_version_id,
    )
    return (
        select(
            *keys,
            func.count().label("n"),
            func.sum(cast(FindingRow.mentioned, Integer)).label("k"),
            func.sum(FindingRow.mention_count).label("mentions"),
        )
        .join(AnswerRow, AnswerRow.id == FindingRow.answer_id)
        .where(
            FindingRow.workspace_id == workspace_id,
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            *asked_within(span),
            *scope.asking_conditions(),
        )
        .group_by(*keys)
    )


def _rolled_mentions(workspace_id: int, scope: Scope, split: SplitSpan) -> Select[*tuple[Any, ...]]:
    return select(
        RollupRow.brand_id,
        RollupRow.target_id,
        RollupRow.served_model,
        RollupRow.model_card_id,
        RollupRow.prompt_version_id,
        RollupRow.n,
        RollupRow.k,
        RollupRow.mentions,
    ).where(*_rolled_conditions(RollupRow, workspace_id, scope, split))


def count_outcomes(session: Session, workspace_id: int, scope: Scope) -> tuple[OutcomeCount, ...]:
    """How the questions in a scope ended, by target: what is reported beside every rate."""
    split = _split(session, workspace_id, scope)
    parts = [_raw_outcomes(workspace_id, scope, span) for span in split.raw]
    if split.rolled:
        parts.append(_rolled_outcomes(workspace_id, scope, split))
    found = union_all(*parts).subquery()
    rows = session.execute(
        select(found.c.target_id, found.c.outcome, _total(found.c.count))
        .join(PromptVersionRow, PromptVersionRow.id == found.c.prompt_version_id)
        .where(*scope.prompt_conditions())
        .group_by(found.c.target_id, found.c.outcome)
        .order_by(found.c.target_id, found.c.outcome)
    )
    return tuple(
        OutcomeCount(target_id, Outcome(outcome), count) for target_id, outcome, count in rows
    )


def _raw_outcomes(workspace_id: int, scope: Scope, span: TimeSpan) -> Select[*tuple[Any, ...]]:
    keys = (AnswerRow.target_id, AnswerRow.prompt_version_id, AnswerRow.outcome)
    return (
        select(*keys, func.count().label("count"))
        .where(
            AnswerRow.workspace_id == workspace_id,
            *asked_within(span),
            *scope.asking_conditions(),
        )
        .group_by(*keys)
    )


def _rolled_outcomes(workspace_id: int, scope: Scope, split: SplitSpan) -> Select[*tuple[Any, ...]]:
    return select(
        OutcomeRollupRow.target_id,
        OutcomeRollupRow.prompt_version_id,
        OutcomeRollupRow.outcome,
        OutcomeRollupRow.count,
    ).where(*_rolled_conditions(OutcomeRollupRow, workspace_id, scope, split))


def _split(session: Session, workspace_id: int, scope: Scope) -> SplitSpan:
    span = TimeSpan(scope.asked_from, scope.asked_before)
    if scope.run_id is not None:
        return SplitSpan((), (span,))  # a day has several runs
    return split_span(span, stale_days(session, workspace_id, span))


def _rolled_conditions(
    table: type[RollupRow | OutcomeRollupRow], workspace_id: int, scope: Scope, split: SplitSpan
) -> list[ColumnElement[bool]]:
    spans = [
        and_(
            true() if span.start is None else table.day >= span.start,
            true() if span.end is None else table.day < span.end,
        )
        for span in split.rolled
    ]
    conditions = [table.workspace_id == workspace_id, or_(*spans)]
    if scope.target_ids is not None:
        conditions.append(table.target_id.in_(scope.target_ids))
    return conditions


def _total(column: ColumnElement[int]) -> ColumnElement[int]:
    # PostgreSQL adds up what was added up before as exact decimals.
    return cast(func.sum(column), BigInteger)
