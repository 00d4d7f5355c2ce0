"""The counts that reports are made of, one row for each brand, target, served model and prompt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.storage.rolled_spans import SplitSpan, TimeSpan, split_span
from monitor.storage.rollups import asked_within, stale_days, utc_day
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
class Place:
    """How answers came about; those of one place are the same in all fields of reports.

    Attributes:
        day: the UTC day on which they were asked for; None where days are not told apart.
    """

    target_id: int
    served_model: str | None
    model_card_id: int | None
    prompt_id: int
    prompt_version_id: int
    day: date | None


@dataclass(frozen=True, slots=True)
class PlacedCount:
    """What the answers of one place say of a brand.

    Attributes:
        n: answers that count (outcome ok or truncated, analyzed with this brand).
        k: of these, answers that mention the brand.
        mentions: mentions in them.
    """

    brand_id: int
    n: int
    k: int
    mentions: int


def count_by_place(
    session: Session, workspace_id: int, scope: Scope, *, by_day: bool
) -> Mapping[Place, Sequence[PlacedCount]]:
    """The counts in a scope by all that can tell answers apart; by place, then by brand.

    Brands that left the configuration are left out. Whole days are counted from their rollups, the
    rest from findings; the sums are the same.
    """
    found = _mentions(session, workspace_id, scope, by_day=by_day)
    keys = (
        found.c.target_id,
        found.c.served_model,
        found.c.model_card_id,
        PromptVersionRow.prompt_id,
        found.c.prompt_version_id,
        *([found.c.day] if by_day else []),
    )
    rows = session.execute(
        select(*keys, found.c.brand_id, *map(total_of, (found.c.n, found.c.k, found.c.mentions)))
        .join(PromptVersionRow, PromptVersionRow.id == found.c.prompt_version_id)
        .join(BrandRow, BrandRow.id == found.c.brand_id)
        .where(*_brand_conditions(scope))
        .group_by(*keys, found.c.brand_id)
        .order_by(*keys, found.c.brand_id)
    )
    counts: dict[tuple[Any, ...], list[PlacedCount]] = defaultdict(list)
    for row in rows:
        counts[tuple(row[:-4])].append(PlacedCount(*row[-4:]))
    return {place_of(key): own for key, own in counts.items()}


def place_of(key: Iterable[Any]) -> Place:
    """The place in columns, in the order of its fields; the day may be left out."""
    target_id, served_model, card_id, prompt_id, version_id, *day = key
    return Place(
        target_id=target_id,
        served_model=served_model,
        model_card_id=card_id,
        prompt_id=prompt_id,
        prompt_version_id=version_id,
        day=day[0] if day else None,
    )


def _brand_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    conditions = [BrandRow.archived_at.is_(None), *scope.prompt_conditions()]
    if scope.brand_ids is not None:
        conditions.append(BrandRow.id.in_(scope.brand_ids))
    return conditions


def _mentions(
    session: Session, workspace_id: int, scope: Scope, *, by_day: bool = False
) -> Subquery:
    split = split_of(session, workspace_id, scope)
    raw_day = [utc_day(session).label("day")] if by_day else []
    parts = [_raw_mentions(workspace_id, scope, span, raw_day) for span in split.raw]
    if split.rolled:
        parts.append(_rolled_mentions(workspace_id, scope, split, by_day=by_day))
    return union_all(*parts).subquery()


def _raw_mentions(
    workspace_id: int, scope: Scope, span: TimeSpan, day: Sequence[ColumnElement[date]]
) -> Select[*tuple[Any, ...]]:
    keys = (
        FindingRow.brand_id,
        AnswerRow.target_id,
        AnswerRow.served_model,
        AnswerRow.model_card_id,
        AnswerRow.prompt_version_id,
        *day,
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


def _rolled_mentions(
    workspace_id: int, scope: Scope, split: SplitSpan, *, by_day: bool
) -> Select[*tuple[Any, ...]]:
    keys = (
        RollupRow.brand_id,
        RollupRow.target_id,
        RollupRow.served_model,
        RollupRow.model_card_id,
        RollupRow.prompt_version_id,
        *([RollupRow.day] if by_day else []),
    )
    return (
        select(
            *keys,
            func.sum(RollupRow.n).label("n"),
            func.sum(RollupRow.k).label("k"),
            func.sum(RollupRow.mentions).label("mentions"),
        )
        .where(*rolled_conditions(RollupRow, workspace_id, scope, split))
        .group_by(*keys)
    )


def split_of(session: Session, workspace_id: int, scope: Scope) -> SplitSpan:
    """Which part of a scope rollups can count."""
    span = TimeSpan(scope.asked_from, scope.asked_before)
    if scope.run_id is not None:
        return SplitSpan((), (span,))  # a day has several runs
    return split_span(span, stale_days(session, workspace_id, span))


def rolled_conditions(
    table: type[RollupRow | OutcomeRollupRow], workspace_id: int, scope: Scope, split: SplitSpan
) -> list[ColumnElement[bool]]:
    """The conditions on rollups for the part of a scope that they can count."""
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


def total_of(column: ColumnElement[int]) -> ColumnElement[int]:
    """The sum as a whole number."""
    # PostgreSQL adds up what was added up before as exact decimals.
    return cast(func.sum(column), BigInteger)
