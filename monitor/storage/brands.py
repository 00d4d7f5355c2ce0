"""Single changes of the tracked brands, and the names that shall not be offered as brands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.findings import Brand
from monitor.storage.configured import current_brands, save_brands
from monitor.storage.engine import upsert
from monitor.storage.tables import (
    AnswerBodyRow,
    AnswerRow,
    IgnoredNameRow,
    PromptVersionRow,
)

MAX_FOLDED_CHARACTERS = 200


def put_brand(session: Session, workspace_id: int, brand: Brand, now: datetime) -> None:
    """Track a brand, or put it in the place of the tracked one with its key; others stay."""
    others = [saved.brand for saved in current_brands(session, workspace_id)]
    kept = [each for each in others if each.key != brand.key]
    save_brands(session, workspace_id, [*kept, brand], now)


def mark_branded_prompts(
    session: Session, workspace_id: int, is_branded: Callable[[str], bool]
) -> None:
    """Note anew of every wording whether it names a tracked brand; for after a change of brands."""
    versions = session.scalars(
        select(PromptVersionRow).where(PromptVersionRow.workspace_id == workspace_id)
    )
    for version in versions:
        version.branded = is_branded(version.text)


def ignore_name(
    session: Session, workspace_id: int, name: str, *, folded: str, now: datetime
) -> bool:
    """Never offer the name as a brand; whether it was offered until now."""
    inserted = session.execute(
        upsert(session)(IgnoredNameRow)
        .values(
            workspace_id=workspace_id,
            name=name,
            folded=folded[:MAX_FOLDED_CHARACTERS],
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "folded"])
        .returning(IgnoredNameRow.id)
    )
    return inserted.first() is not None


def stop_ignoring(session: Session, workspace_id: int, folded: str) -> None:
    """Offer the name again."""
    session.execute(
        delete(IgnoredNameRow).where(
            IgnoredNameRow.workspace_id == workspace_id,
            IgnoredNameRow.folded == folded[:MAX_FOLDED_CHARACTERS],
        )
    )


def ignored_names(session: Session, workspace_id: int) -> dict[str, str]:
    """The ignored names as they were written, by how they fold."""
    rows = session.execute(
        select(IgnoredNameRow.folded, IgnoredNameRow.name)
        .where(IgnoredNameRow.workspace_id == workspace_id)
        .order_by(IgnoredNameRow.id)
    )
    return {row.folded: row.name for row in rows}


def answer_texts(session: Session, workspace_id: int, *, run_id: int | None) -> Sequence[str]:
    """The texts of the answers that count, oldest first; of all runs when `run_id` is None."""
    statement = (
        select(AnswerBodyRow.text)
        .join(AnswerRow, AnswerRow.id == AnswerBodyRow.answer_id)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
        )
        .order_by(AnswerRow.id)
    )
    if run_id is not None:
        statement = statement.where(AnswerRow.run_id == run_id)
    return session.scalars(statement).all()
