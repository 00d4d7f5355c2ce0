"""The analyzer's queue: which answers it has to read, for the first time or again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from monitor.domain.answer import Citation, Outcome
from monitor.storage.answers import citations_of
from monitor.storage.engine import upsert
from monitor.storage.findings import Stamp
from monitor.storage.tables import (
    AnalysisRow,
    AnswerBodyRow,
    AnswerRow,
    AnswerToAnalyzeRow,
    PromptVersionRow,
    StaleDayRow,
    WorkspaceRow,
)


@dataclass(frozen=True, slots=True)
class Unanalyzed:
    """An answer that the analyzer has not read with its present version and inputs.

    Attributes:
        is_failure: a question that ended without an answer: it is counted, never read.
        language: of the prompt, BCP 47; None where not stated.
    """

    answer_id: int
    asked_at: datetime
    is_failure: bool
    text: str
    citations: tuple[Citation, ...] | None
    prompt: str
    language: str | None


def current_stamp(session: Session, workspace_id: int) -> Stamp | None:
    """With what the workspace's answers are being analyzed; None before the first time.

    The stamp stays as it is until the transaction ends.
    """
    return _stamp(session, _select_stamp(workspace_id).with_for_update(read=True))


def lock_stamp(session: Session, workspace_id: int) -> Stamp | None:
    """The same, for a transaction that may change it: until its end no answer is analyzed."""
    return _stamp(session, _select_stamp(workspace_id).with_for_update())


def _select_stamp(workspace_id: int) -> Select[str | None, str | None]:
    return select(WorkspaceRow.analyzer_version, WorkspaceRow.analyzer_inputs_sha256).where(
        WorkspaceRow.id == workspace_id
    )


def _stamp(session: Session, statement: Select[str | None, str | None]) -> Stamp | None:
    version, inputs = session.execute(statement).one()
    return None if version is None or inputs is None else Stamp(version, inputs)


def queue_stale_answers(session: Session, workspace_id: int, stamp: Stamp) -> None:
    """Make this the workspace's stamp, and queue each answer that carries another one or none."""
    session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(analyzer_version=stamp.analyzer_version, analyzer_inputs_sha256=stamp.inputs_sha256)
    )
    stale = (
        select(AnswerRow.id, literal(workspace_id))
        .outerjoin(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.outcome != Outcome.ERROR.value,
            or_(
                AnalysisRow.answer_id.is_(None),
                AnalysisRow.inputs_sha256 != stamp.inputs_sha256,
                AnalysisRow.analyzer_version != stamp.analyzer_version,
            ),
        )
    )
    session.execute(
        upsert(session)(AnswerToAnalyzeRow)
        .from_select(["answer_id", "workspace_id"], stale)
        .on_conflict_do_nothing(index_elements=["answer_id"])
    )


def take_unanalyzed(session: Session, workspace_id: int, *, limit: int) -> tuple[Unanalyzed, ...]:
    """Take answers, oldest first, that no other transaction has taken, out of the queue.

    They are back in it when the transaction does not come to its end.
    """
    taken = session.scalars(
        select(AnswerToAnalyzeRow.answer_id)
        .where(AnswerToAnalyzeRow.workspace_id == workspace_id)
        .order_by(AnswerToAnalyzeRow.answer_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not taken:
        return ()
    session.execute(delete(AnswerToAnalyzeRow).where(AnswerToAnalyzeRow.answer_id.in_(taken)))
    rows = session.execute(
        select(
            AnswerRow.id,
            AnswerRow.asked_at,
            AnswerRow.outcome,
            AnswerBodyRow.text,
            AnswerBodyRow.cited,
            PromptVersionRow.text,
            PromptVersionRow.language,
        )
        .join(AnswerBodyRow, AnswerBodyRow.answer_id == AnswerRow.id)
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .where(AnswerRow.id.in_(taken))
        .order_by(AnswerRow.id)
    )
    return tuple(
        Unanalyzed(id_, at, outcome == Outcome.ERROR.value, text, citations_of(cited), *asked)
        for id_, at, outcome, text, cited, *asked in rows
    )


def count_queued(session: Session, workspace_id: int) -> int:
    """How many answers of the workspace the analyzer has to read."""
    return session.scalars(
        select(func.count())
        .select_from(AnswerToAnalyzeRow)
        .where(AnswerToAnalyzeRow.workspace_id == workspace_id)
    ).one()


def workspaces_to_analyze(session: Session) -> tuple[int, ...]:
    """The workspaces that have answers in the queue."""
    return tuple(session.scalars(select(AnswerToAnalyzeRow.workspace_id).distinct()))


def workspaces_read_otherwise(session: Session, analyzer_version: str) -> dict[int, str]:
    """The workspaces that were analyzed with another version, and with which."""
    rows = session.execute(
        select(WorkspaceRow.id, WorkspaceRow.analyzer_version).where(
            WorkspaceRow.analyzer_version != analyzer_version
        )
    )
    return {id_: version for id_, version in rows if version is not None}


def mark_stale_days(
    session: Session, workspace_id: int, asked_at: Sequence[datetime], now: datetime
) -> None:
    """Note that the rollups of the days of these answers have to be made anew.

    The marks stay locked until the transaction ends, so that a rollup which takes one away has
    seen what was written here.
    """
    days: set[date] = {at.astimezone(UTC).date() for at in asked_at}
    if not days:
        return
    insert = upsert(session)(StaleDayRow).values(
        # In one order everywhere, so that two transactions cannot wait for each other.
        [{"workspace_id": workspace_id, "day": day, "marked_at": now} for day in sorted(days)]
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["workspace_id", "day"], set_={"marked_at": insert.excluded.marked_at}
        )
    )
