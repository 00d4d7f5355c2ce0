"""Looks at runs that repeat prompts until their rates are precise: what is counted, what was seen.

A look is made when all questions of a run have ended and their answers are analyzed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, func, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.json_value import JsonObject
from monitor.domain.states import OPEN_QUESTION_STATES, QuestionState, RunState
from monitor.storage.tables import (
    AnalysisRow,
    AnswerRow,
    AnswerToAnalyzeRow,
    BrandRow,
    FindingRow,
    QuestionRow,
    RunLookRow,
    RunRow,
)


@dataclass(frozen=True, slots=True)
class AskedPair:
    """A prompt and a target as they stand in a run.

    Attributes:
        repeats: how often the prompt was to be asked until now.
        n: answers that count and were read with the brand.
        k: of these, answers that name the brand.
    """

    prompt_version_id: int
    target_id: int
    repeats: int
    k: int
    n: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a look saw and did.

    Attributes:
        number: from 1.
        repeats: the most that any prompt has had.
        precise: pairs of prompt and target whose rate is known precisely enough.
        at_most: pairs that are not, and have had as many repeats as there may be.
        unanswered: pairs without any answer that counts, which are not repeated.
        questions_added: what the run asks because of this look; with 0 it ends.
    """

    number: int
    looked_at: datetime
    repeats: int
    precise: int
    at_most: int
    unanswered: int
    questions_added: int


def runs_to_look_at(session: Session) -> tuple[tuple[int, int], ...]:
    """The workspace and id of each run that waits for a look."""
    statement = _select_ready(RunRow.precision.is_not(None)).order_by(RunRow.id)
    return tuple((workspace_id, run_id) for workspace_id, run_id, _ in session.execute(statement))


def hold_for_look(session: Session, workspace_id: int, run_id: int) -> JsonObject | None:
    """The precision that a run wants; it is held until the transaction ends.

    None when it does not wait for a look, or another transaction holds it.
    """
    held = session.scalar(
        select(RunRow.id)
        .where(RunRow.workspace_id == workspace_id, RunRow.id == run_id)
        .with_for_update(skip_locked=True)
    )
    if held is None:
        return None
    # Only now, since the run may have been looked at or cancelled until it was held.
    ready = session.execute(
        _select_ready(RunRow.precision.is_not(None), RunRow.id == run_id)
    ).one_or_none()
    return None if ready is None else ready[2]


def _select_ready(*where: ColumnElement[bool]) -> Select[int, int, JsonObject | None]:
    """Running runs with nothing left to ask and nothing left to read."""
    unended = exists().where(
        QuestionRow.run_id == RunRow.id,
        QuestionRow.state.in_([state.value for state in OPEN_QUESTION_STATES]),
    )
    analyzed = exists().where(AnalysisRow.answer_id == AnswerRow.id)
    unread = exists().where(
        AnswerRow.run_id == RunRow.id,
        AnswerToAnalyzeRow.answer_id == AnswerRow.id,
        # One that is read again need not be waited for.
        ~analyzed,
    )
    return select(RunRow.workspace_id, RunRow.id, RunRow.precision).where(
        RunRow.state == RunState.RUNNING.value, ~unended, ~unread, *where
    )


def asked_pairs(
    session: Session, workspace_id: int, run_id: int, *, brand_key: str
) -> tuple[AskedPair, ...]:
    """What a run has asked, with the counts of one brand."""
    pair = (QuestionRow.prompt_version_id, QuestionRow.target_id)
    rows = session.execute(
        select(
            *pair,
            func.max(QuestionRow.repetition),
            func.coalesce(func.sum(cast(FindingRow.mentioned, Integer)), 0),
            func.count(FindingRow.answer_id),
        )
        .outerjoin(
            AnswerRow,
            and_(
                AnswerRow.question_id == QuestionRow.id,
                AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            ),
        )
        .outerjoin(
            FindingRow,
            and_(
                FindingRow.answer_id == AnswerRow.id,
                FindingRow.brand_id
                == select(BrandRow.id)
                .where(
                    BrandRow.workspace_id == workspace_id,
                    BrandRow.key == brand_key,
                    BrandRow.archived_at.is_(None),
                )
                .scalar_subquery(),
            ),
        )
        .where(QuestionRow.workspace_id == workspace_id, QuestionRow.run_id == run_id)
        .group_by(*pair)
        .order_by(*pair)
    )
    return tuple(AskedPair(*row) for row in rows)


def is_over_budget(session: Session, run_id: int) -> bool:
    """Whether a question of the run could not be paid."""
    return session.scalars(
        select(
            exists().where(
                QuestionRow.run_id == run_id,
                QuestionRow.state == QuestionState.OVER_BUDGET.value,
            )
        )
    ).one()


def add_look(session: Session, workspace_id: int, run_id: int, look: Look) -> None:
    """Keep what a look saw."""
    session.add(
        RunLookRow(
            workspace_id=workspace_id,
            run_id=run_id,
            number=look.number,
            looked_at=look.looked_at,
            repeats=look.repeats,
            precise=look.precise,
            at_most=look.at_most,
            unanswered=look.unanswered,
            questions_added=look.questions_added,
        )
    )


def looks_of(session: Session, workspace_id: int, run_id: int) -> tuple[Look, ...]:
    """The looks at a run, in their order."""
    rows = session.scalars(
        select(RunLookRow)
        .where(RunLookRow.workspace_id == workspace_id, RunLookRow.run_id == run_id)
        .order_by(RunLookRow.number)
    )
    return tuple(
        Look(
            number=row.number,
            looked_at=row.looked_at,
            repeats=row.repeats,
            precise=row.precise,
            at_most=row.at_most,
            unanswered=row.unanswered,
            questions_added=row.questions_added,
        )
        for row in rows
    )
