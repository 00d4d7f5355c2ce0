"""The user's rules for cited sites, and where redirects that hide their targets lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from monitor.analysis.source_types import SourceRule
from monitor.analysis.urls import GROUNDING_HOST
from monitor.domain.findings import SourceType
from monitor.storage.engine import upsert
from monitor.storage.tables import (
    AnswerToAnalyzeRow,
    CitationRow,
    RedirectTargetRow,
    SourceRuleRow,
)


def save_source_rules(session: Session, workspace_id: int, rules: Sequence[SourceRule]) -> None:
    """Make these the rules of the workspace; the last one of a domain holds."""
    session.execute(delete(SourceRuleRow).where(SourceRuleRow.workspace_id == workspace_id))
    types = {rule.domain: rule.source_type.value for rule in rules}
    if types:
        session.execute(
            insert(SourceRuleRow),
            [
                {"workspace_id": workspace_id, "domain": domain, "source_type": source_type}
                for domain, source_type in types.items()
            ],
        )


def source_rules(session: Session, workspace_id: int) -> tuple[SourceRule, ...]:
    """The rules of the workspace, by domain."""
    rows = session.execute(
        select(SourceRuleRow.domain, SourceRuleRow.source_type)
        .where(SourceRuleRow.workspace_id == workspace_id)
        .order_by(SourceRuleRow.domain)
    )
    return tuple(SourceRule(domain, SourceType(source_type)) for domain, source_type in rows)


def hidden_urls(session: Session, workspace_id: int, *, limit: int) -> tuple[str, ...]:
    """Cited redirects that hide their targets and were not looked up yet, each once."""
    urls = session.scalars(
        select(CitationRow.url)
        .outerjoin(
            RedirectTargetRow,
            (RedirectTargetRow.workspace_id == CitationRow.workspace_id)
            & (RedirectTargetRow.url == CitationRow.url),
        )
        .where(
            CitationRow.workspace_id == workspace_id,
            CitationRow.url.like(f"https://{GROUNDING_HOST}/%"),
            RedirectTargetRow.url_sha256.is_(None),
        )
        .distinct()
        .order_by(CitationRow.url)
        .limit(limit)
    )
    return tuple(urls)


def save_targets(
    session: Session, workspace_id: int, targets: Mapping[str, str | None], now: datetime
) -> None:
    """Keep where redirects lead, and queue the answers that cite them for reading again."""
    if not targets:
        return
    session.execute(
        upsert(session)(RedirectTargetRow)
        .values(
            [
                {
                    "workspace_id": workspace_id,
                    "url_sha256": _key(url),
                    "url": url,
                    "target": target,
                    "looked_up_at": now,
                }
                for url, target in sorted(targets.items())
            ]
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "url_sha256"])
    )
    found = [url for url, target in targets.items() if target is not None]
    answers = session.scalars(
        select(CitationRow.answer_id)
        .where(CitationRow.workspace_id == workspace_id, CitationRow.url.in_(found))
        .distinct()
    ).all()
    if answers:
        session.execute(
            upsert(session)(AnswerToAnalyzeRow)
            .values([{"answer_id": each, "workspace_id": workspace_id} for each in answers])
            .on_conflict_do_nothing(index_elements=["answer_id"])
        )


def known_targets(session: Session, workspace_id: int, urls: Collection[str]) -> dict[str, str]:
    """Where these redirects lead; those that were not looked up or lead nowhere are left out."""
    keys = {_key(url) for url in urls}
    if not keys:
        return {}
    rows = session.execute(
        select(RedirectTargetRow.url, RedirectTargetRow.target).where(
            RedirectTargetRow.workspace_id == workspace_id, RedirectTargetRow.url_sha256.in_(keys)
        )
    )
    return {url: target for url, target in rows if target is not None}


def _key(url: str) -> str:
    return sha256(url.encode("utf-8", "replace")).hexdigest()
