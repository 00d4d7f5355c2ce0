"""Rolling days up: daily counts made anew from answers and findings, never incremented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.findings import Sentiment
from monitor.storage.rolled_spans import TimeSpan, join_days, midnight
from monitor.storage.tables import (
    AnalysisRow,
    AnswerRow,
    AnswerToAnalyzeRow,
    CitationRow,
    FindingRow,
    OutcomeRollupRow,
    RollupRow,
    StaleDayRow,
)


def roll_up_days(session: Session, workspace_id: int, *, limit: int) -> tuple[date, ...]:
    """Take stale days, oldest first, and make their rollups anew.

    Days whose marks another transaction holds are left for later. An analyzer that wants to mark a
    day which is rolled up here waits until this is committed, and its mark stays.

    Returns:
        The days; none when nothing is left that can be taken.
    """
    # The marks go first: whatever is committed after them has a mark of its own, and whatever was
    # committed before is seen by the statements below.
    days = _take_stale_days(session, workspace_id, limit)
    if not days:
        return ()
    for table in (RollupRow, OutcomeRollupRow):
        session.execute(
            delete(table)
            .where(table.workspace_id == workspace_id, table.day.in_(days))
            .execution_options(synchronize_session=False)
        )
    _insert_rollups(session, workspace_id, days)
    _insert_outcomes(session, workspace_id, days)
    return days


def _take_stale_days(session: Session, workspace_id: int, limit: int) -> tuple[date, ...]:
    days = session.scalars(
        select(StaleDayRow.day)
        .where(StaleDayRow.workspace_id == workspace_id)
        .order_by(StaleDayRow.day)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite holds the one write lock instead
    ).all()
    if days:
        session.execute(
            delete(StaleDayRow)
            .where(StaleDayRow.workspace_id == workspace_id, StaleDayRow.day.in_(days))
            .execution_options(synchronize_session=False)
        )
    return tuple(days)


def _insert_rollups(session: Session, workspace_id: int, days: Sequence[date]) -> None:
    day = utc_day(session)
    found = (day, AnswerRow.prompt_version_id, AnswerRow.target_id, FindingRow.brand_id)
    served = (AnswerRow.served_model, AnswerRow.model_card_id)
    counts = _counts()
    counted = (
        select(
            FindingRow.workspace_id,
            *found,
            func.row_number().over(partition_by=found, order_by=served),
            *served,
            *counts.values(),
        )
        .join(AnswerRow, AnswerRow.id == FindingRow.answer_id)
        .where(
            FindingRow.workspace_id == workspace_id,
            *answered_on(workspace_id, days),
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
        )
        .group_by(FindingRow.workspace_id, *found, *served)
    )
    keys = ("workspace_id", "day", "prompt_version_id", "target_id", "brand_id")
    names = [*keys, "served_number", "served_model", "model_card_id", *counts]
    session.execute(insert(RollupRow).from_select(names, counted))


def _counts() -> dict[str, ColumnElement[Any]]:
    """The sufficient statistics of a group of findings, by column."""
    cites = exists().where(
        CitationRow.answer_id == FindingRow.answer_id,
        CitationRow.owner_brand_id == FindingRow.brand_id,
    )
    return {
        "n": func.count(),
        "k": func.sum(cast(FindingRow.mentioned, Integer)),
        "mentions": func.sum(FindingRow.mention_count),
        "ranked": func.count(FindingRow.rank),
        "rank_sum": func.coalesce(func.sum(FindingRow.rank), 0),
        "reciprocal_rank_sum": func.coalesce(func.sum(1.0 / FindingRow.rank), 0.0),
        "first_places": func.count().filter(FindingRow.rank == 1),
        "recommended": func.sum(cast(FindingRow.recommended, Integer)),
        **{
            sentiment.value: func.count().filter(FindingRow.sentiment == sentiment.value)
            for sentiment in Sentiment
        },
        "cited": func.count().filter(cites),
    }


def _insert_outcomes(session: Session, workspace_id: int, days: Sequence[date]) -> None:
    keys = (
        AnswerRow.workspace_id,
        utc_day(session),
        AnswerRow.prompt_version_id,
        AnswerRow.target_id,
        AnswerRow.outcome,
    )
    counted = select(*keys, func.count()).where(*answered_on(workspace_id, days)).group_by(*keys)
    names = ("workspace_id", "day", "prompt_version_id", "target_id", "outcome", "count")
    session.execute(insert(OutcomeRollupRow).from_select(names, counted))


def answered_on(workspace_id: int, days: Sequence[date]) -> tuple[ColumnElement[bool], ...]:
    """The condition that an answer was asked for on one of these UTC days."""
    spans = [
        and_(AnswerRow.asked_at >= midnight(begins), AnswerRow.asked_at < midnight(ends))
        for begins, ends in join_days(days)
    ]
    return AnswerRow.workspace_id == workspace_id, or_(*spans)


def utc_day(session: Session) -> ColumnElement[date]:
    """The UTC day on which an answer was asked for."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(AnswerRow.asked_at, type_=Date)
    return cast(AnswerRow.asked_at.op("AT TIME ZONE")(text("'UTC'")), Date)


def stale_days(session: Session, workspace_id: int, span: TimeSpan) -> frozenset[date]:
    """The days of which the rollups may not be what answers and findings say.

    An answer that was just stored is in the analyzer's queue; its day is marked when it is taken
    out. One that is read again changes nothing before that.
    """
    unread = (
        select(utc_day(session))
        .join(AnswerToAnalyzeRow, AnswerToAnalyzeRow.answer_id == AnswerRow.id)
        .outerjoin(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
        .where(
            AnswerToAnalyzeRow.workspace_id == workspace_id,
            AnalysisRow.answer_id.is_(None),
            *asked_within(span),
        )
        .distinct()
    )
    marked = select(StaleDayRow.day).where(StaleDayRow.workspace_id == workspace_id)
    if span.start is not None:
        marked = marked.where(StaleDayRow.day >= span.start.astimezone(UTC).date())
    if span.end is not None:
        marked = marked.where(StaleDayRow.day <= span.end.astimezone(UTC).date())
    return frozenset(session.scalars(marked)) | frozenset(session.scalars(unread))


def asked_within(span: TimeSpan) -> list[ColumnElement[bool]]:
    """The conditions that an answer was asked for in the span."""
    conditions: list[ColumnElement[bool]] = []
    if span.start is not None:
        conditions.append(AnswerRow.asked_at >= span.start)
    if span.end is not None:
        conditions.append(AnswerRow.asked_at < span.end)
    return conditions


def workspaces_to_roll_up(session: Session, *, settled_before: datetime) -> tuple[int, ...]:
    """The workspaces with stale days whose answers are all analyzed.

    While an analyzer is at work it marks the same day again and again, and reports count that day
    from its answers; only days that it has not touched since `settled_before` do not wait.
    """
    queued = exists().where(AnswerToAnalyzeRow.workspace_id == StaleDayRow.workspace_id)
    return tuple(
        session.scalars(
            select(StaleDayRow.workspace_id)
            .where(or_(~queued, StaleDayRow.marked_at < settled_before))
            .distinct()
            .order_by(StaleDayRow.workspace_id)
        )
    )
