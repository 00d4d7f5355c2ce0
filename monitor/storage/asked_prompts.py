"""The prompts of a workspace by version, as answers point at them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.question import Prompt
from monitor.storage.tables import PromptRow, PromptVersionRow


def prompts_by_version(session: Session, workspace_id: int) -> Mapping[int, Prompt]:
    """The prompt of each version; its topic and tags are those of today, archived or not."""
    rows = session.execute(
        select(PromptVersionRow, PromptRow)
        .join(PromptRow, PromptRow.id == PromptVersionRow.prompt_id)
        .where(PromptVersionRow.workspace_id == workspace_id)
    )
    return {
        version.id: Prompt(
            key=row.key,
            text=version.text,
            language=version.language,
            country=version.country,
            topic=row.topic,
            tags=tuple(row.tags),
        )
        for version, row in rows
    }
