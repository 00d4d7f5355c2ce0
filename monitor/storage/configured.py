"""Brands, prompts and targets: saving a configuration, and reading what is current.

What leaves the configuration is archived, never deleted: answers and findings point at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.findings import Brand, BrandKind
from monitor.domain.question import Channel, Prompt, Target, UnsupportedPolicy
from monitor.domain.sampling import SamplingSettings
from monitor.storage.tables import BrandRow, PromptRow, PromptVersionRow, TargetRow


@dataclass(frozen=True, slots=True)
class SavedBrand:
    """A brand with the id of its row."""

    id: int
    brand: Brand


@dataclass(frozen=True, slots=True)
class SavedTarget:
    """A target with the id of its row and of the model card it was last seen with."""

    id: int
    target: Target
    model_card_id: int | None
    archived_at: datetime | None


def brand_of(row: BrandRow) -> Brand:
    """The brand in a row."""
    return Brand(
        key=row.key,
        name=row.name,
        kind=BrandKind(row.kind),
        aliases=tuple(row.aliases),
        domains=tuple(row.domains),
        exclusions=tuple(row.exclusions),
        ambiguous=row.ambiguous,
        case_sensitive=row.case_sensitive,
        context_words=tuple(row.context_words),
    )


def target_of(row: TargetRow) -> Target:
    """The target in a row."""
    settings = dict(row.settings)
    if "stop" in settings:
        settings["stop"] = tuple(settings["stop"])
    return Target(
        key=row.key,
        provider=row.provider,
        model=row.model,
        channel=Channel(row.channel),
        settings=SamplingSettings(**settings),
        web_search=row.web_search,
        system_prompt=row.system_prompt,
        country=row.country,
        base_url=row.base_url,
        api_key_env=row.api_key_env,
        options=row.options,
        unsupported=UnsupportedPolicy(row.unsupported),
    )


def save_brands(
    session: Session, workspace_id: int, brands: Sequence[Brand], now: datetime
) -> tuple[SavedBrand, ...]:
    """Make these the current brands of the workspace."""
    rows = {
        row.key: row
        for row in session.scalars(select(BrandRow).where(BrandRow.workspace_id == workspace_id))
    }
    for brand in brands:
        row = rows.get(brand.key)
        if row is None:
            row = BrandRow(workspace_id=workspace_id, key=brand.key, created_at=now)
            session.add(row)
            rows[brand.key] = row
        row.archived_at = None
        for name, value in _brand_columns(brand).items():
            setattr(row, name, value)
    wanted = {brand.key for brand in brands}
    _archive((row for key, row in rows.items() if key not in wanted), now)
    session.flush()
    return tuple(SavedBrand(rows[brand.key].id, brand) for brand in brands)


def _brand_columns(brand: Brand) -> dict[str, Any]:
    return {
        "name": brand.name,
        "kind": brand.kind.value,
        "aliases": list(brand.aliases),
        "domains": list(brand.domains),
        "exclusions": list(brand.exclusions),
        "ambiguous": brand.ambiguous,
        "case_sensitive": brand.case_sensitive,
        "context_words": list(brand.context_words),
    }


def _archive(rows: Any, now: datetime) -> None:
    for row in rows:
        row.archived_at = row.archived_at or now


def current_brands(session: Session, workspace_id: int) -> tuple[SavedBrand, ...]:
    """The brands that are tracked now, in the order in which they were first saved."""
    rows = session.scalars(
        select(BrandRow)
        .where(BrandRow.workspace_id == workspace_id, BrandRow.archived_at.is_(None))
        .order_by(BrandRow.id)
    )
    return tuple(SavedBrand(row.id, brand_of(row)) for row in rows)


def brand_names(session: Session, workspace_id: int) -> dict[str, str]:
    """The name of each brand by its key, archived brands too."""
    rows = session.scalars(select(BrandRow).where(BrandRow.workspace_id == workspace_id))
    return {row.key: row.name for row in rows}


def save_prompts(
    session: Session,
    workspace_id: int,
    prompts: Sequence[Prompt],
    *,
    is_branded: Callable[[str], bool],
    now: datetime,
) -> dict[str, int]:
    """Make these the current prompts; another wording makes a new version.

    Returns:
        The id of the current version by prompt key.
    """
    rows = {
        row.key: row
        for row in session.scalars(select(PromptRow).where(PromptRow.workspace_id == workspace_id))
    }
    latest = _latest_versions(session, workspace_id)
    for version in latest.values():
        version.branded = is_branded(version.text)
    version_ids: dict[str, int] = {}
    for prompt in prompts:
        row = rows.get(prompt.key)
        if row is None:
            row = PromptRow(workspace_id=workspace_id, key=prompt.key, created_at=now)
            session.add(row)
        row.topic, row.tags, row.archived_at = prompt.topic, list(prompt.tags), None
        session.flush()
        at = latest.get(row.id)
        if at is None or (at.text, at.language, at.country) != _wording(prompt):
            at = PromptVersionRow(
                workspace_id=workspace_id,
                prompt_id=row.id,
                number=at.number + 1 if at else 1,
                text=prompt.text,
                language=prompt.language,
                country=prompt.country,
                branded=is_branded(prompt.text),
                created_at=now,
            )
            session.add(at)
            session.flush()
        version_ids[prompt.key] = at.id
    _archive((row for key, row in rows.items() if key not in version_ids), now)
    return version_ids


def _wording(prompt: Prompt) -> tuple[str, str | None, str | None]:
    return (prompt.text, prompt.language, prompt.country)


def _latest_versions(session: Session, workspace_id: int) -> dict[int, PromptVersionRow]:
    rows = session.scalars(
        select(PromptVersionRow)
        .where(PromptVersionRow.workspace_id == workspace_id)
        .order_by(PromptVersionRow.prompt_id, PromptVersionRow.number)
    )
    return {row.prompt_id: row for row in rows}


def save_targets(
    session: Session, workspace_id: int, targets: Sequence[Target], now: datetime
) -> dict[str, int]:
    """Make these the current targets; a change that can change an answer begins a new row.

    Returns:
        The id of the current row by target key.
    """
    rows = {row.key: row for row in _current_target_rows(session, workspace_id)}
    wanted = {target.key: target for target in targets}
    for key, current in rows.items():
        if key not in wanted or wanted[key].asking_sha256() != current.asking_sha256:
            current.archived_at = now
    # Archiving comes first: only one current row of a key is allowed.
    session.flush()
    ids: dict[str, int] = {}
    for target in targets:
        row = rows.get(target.key)
        if row is None or row.archived_at is not None:
            row = _new_target_row(workspace_id, target, now)
            session.add(row)
        row.api_key_env = target.api_key_env
        session.flush()
        ids[target.key] = row.id
    return ids


def add_archived_target(session: Session, workspace_id: int, target: Target, now: datetime) -> int:
    """The id of a target that is asked without ever being one of the configuration."""
    row = _new_target_row(workspace_id, target, now)
    row.api_key_env, row.archived_at = target.api_key_env, now
    session.add(row)
    session.flush()
    return row.id


def _new_target_row(workspace_id: int, target: Target, now: datetime) -> TargetRow:
    return TargetRow(
        workspace_id=workspace_id,
        key=target.key,
        provider=target.provider,
        model=target.model,
        channel=target.channel.value,
        settings=target.settings.given(),
        web_search=target.web_search,
        system_prompt=target.system_prompt,
        country=target.country,
        base_url=target.base_url,
        options=dict(target.options),
        unsupported=target.unsupported.value,
        asking_sha256=target.asking_sha256(),
        created_at=now,
    )


def _current_target_rows(session: Session, workspace_id: int) -> Sequence[TargetRow]:
    return session.scalars(
        select(TargetRow)
        .where(TargetRow.workspace_id == workspace_id, TargetRow.archived_at.is_(None))
        .order_by(TargetRow.id)
    ).all()


def targets_by_id(session: Session, workspace_id: int) -> dict[int, SavedTarget]:
    """All targets of the workspace, archived ones too, since answers point at them."""
    rows = session.scalars(
        select(TargetRow).where(TargetRow.workspace_id == workspace_id).order_by(TargetRow.id)
    )
    return {
        row.id: SavedTarget(row.id, target_of(row), row.model_card_id, row.archived_at)
        for row in rows
    }


def link_cards(session: Session, workspace_id: int, card_ids: Mapping[int, int]) -> None:
    """Note with which model card each target was last seen (target id to card id)."""
    rows = session.scalars(
        select(TargetRow).where(
            TargetRow.workspace_id == workspace_id, TargetRow.id.in_(sorted(card_ids))
        )
    )
    for row in rows:
        row.model_card_id = card_ids[row.id]


def current_prompt_versions(session: Session, workspace_id: int) -> dict[str, int]:
    """The id of the current version of each prompt that is not archived, by prompt key."""
    latest = _latest_versions(session, workspace_id)
    rows = session.scalars(
        select(PromptRow)
        .where(PromptRow.workspace_id == workspace_id, PromptRow.archived_at.is_(None))
        .order_by(PromptRow.id)
    )
    return {row.key: latest[row.id].id for row in rows}


def current_prompts(session: Session, workspace_id: int) -> dict[str, Prompt]:
    """The prompts that are not archived, as they are worded now, by key."""
    latest = _latest_versions(session, workspace_id)
    rows = session.scalars(
        select(PromptRow).where(
            PromptRow.workspace_id == workspace_id, PromptRow.archived_at.is_(None)
        )
    )
    return {
        row.key: Prompt(
            key=row.key,
            text=latest[row.id].text,
            language=latest[row.id].language,
            country=latest[row.id].country,
            topic=row.topic,
            tags=tuple(row.tags),
        )
        for row in rows
    }


def current_targets(session: Session, workspace_id: int) -> dict[str, SavedTarget]:
    """The targets that are asked now, by key."""
    return {
        row.key: SavedTarget(row.id, target_of(row), row.model_card_id, row.archived_at)
        for row in _current_target_rows(session, workspace_id)
    }
