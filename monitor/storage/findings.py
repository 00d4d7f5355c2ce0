"""Findings: which answers still want analyzing, and replacing what was found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from monitor.domain.findings import (
    Analysis,
    CitationOrigin,
    Finding,
    FoundCitation,
    Mention,
    MentionKind,
    OwnerKind,
    PageType,
    Place,
    Polarity,
    Sentiment,
    SourceType,
)
from monitor.storage.settled import SettledBy, settled_findings
from monitor.storage.tables import (
    AnalysisRow,
    BrandRow,
    CitationRow,
    FindingRow,
    MentionRow,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which analyzer, with which inputs, found something."""

    analyzer_version: str
    inputs_sha256: str


def replace_analyses(
    session: Session,
    workspace_id: int,
    analyses: Mapping[int, Analysis],
    *,
    stamp: Stamp,
    brand_ids: Mapping[str, int],
    now: datetime,
) -> None:
    """Put these analyses (by answer id) in the place of older ones; doing so twice is harmless."""
    if not analyses:
        return
    # Findings, mentions and citations go with the stamp that they hang on.
    session.execute(
        delete(AnalysisRow).where(
            AnalysisRow.workspace_id == workspace_id, AnalysisRow.answer_id.in_(list(analyses))
        )
    )
    stamps, findings, mentions, citations = [], [], [], []
    for answer_id, analysis in analyses.items():
        owner = {"workspace_id": workspace_id, "answer_id": answer_id}
        stamps.append(
            owner
            | {
                "analyzer_version": stamp.analyzer_version,
                "inputs_sha256": stamp.inputs_sha256,
                "analyzed_at": now,
                "dangling_markers": analysis.dangling_markers,
            }
        )
        findings += [owner | _finding_columns(f, brand_ids) for f in analysis.findings]
        mentions += [owner | _mention_columns(m, brand_ids) for m in analysis.mentions]
        citations += [
            owner | {"position": position} | _citation_columns(citation, brand_ids)
            for position, citation in enumerate(analysis.citations, start=1)
        ]
    for table, rows in (
        (AnalysisRow, stamps),
        (FindingRow, findings),
        (MentionRow, mentions),
        (CitationRow, citations),
    ):
        if rows:
            session.execute(insert(table), rows)


def _finding_columns(finding: Finding, brand_ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "brand_id": brand_ids[finding.brand],
        "mentioned": finding.mentioned,
        "mention_count": finding.count,
        "absent_count": finding.absent_count,
        "mention_order": finding.order,
        "rank": finding.rank,
        "sentiment": finding.sentiment.value if finding.sentiment else None,
        "sentiment_score": finding.sentiment_score,
        "sentiment_cues": finding.sentiment_cues,
        "recommended": finding.recommended,
    }


def _mention_columns(mention: Mention, brand_ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "brand_id": brand_ids[mention.brand],
        "alias": mention.alias,
        "kind": mention.kind.value,
        "start_offset": mention.start,
        "end_offset": mention.end,
        "polarity": mention.polarity.value,
        "confidence": mention.confidence,
        "reasons": mention.reasons,
        "place": mention.place.value,
        "sentence_start": mention.sentence_start,
        "sentence_end": mention.sentence_end,
    }


def _citation_columns(citation: FoundCitation, brand_ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "url": citation.url,
        "url_key": citation.url_key,
        "domain": citation.domain,
        "title": citation.title,
        "start_offset": citation.start,
        "end_offset": citation.end,
        "origin": citation.origin.value,
        "owner_brand_id": brand_ids[citation.owner] if citation.owner else None,
        "owner_kind": citation.owner_kind.value,
        "source_type": citation.source_type.value if citation.source_type else None,
        "page_type": citation.page_type.value if citation.page_type else None,
        "engine": citation.engine,
        "cited_at": citation.cited_at,
    }


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """What was found in an answer, with the stamp of who found it.

    Attributes:
        settled: the findings whose sentiment and recommendation are a judge's, by brand key.
    """

    stamp: Stamp
    analyzed_at: datetime
    analysis: Analysis
    settled: Mapping[str, SettledBy]


def find_analysis(session: Session, workspace_id: int, answer_id: int) -> StoredAnalysis | None:
    """What was found in the answer; None when it was not analyzed yet."""
    stamp = session.scalar(
        select(AnalysisRow).where(
            AnalysisRow.workspace_id == workspace_id, AnalysisRow.answer_id == answer_id
        )
    )
    if stamp is None:
        return None
    keys = {
        brand.id: brand.key
        for brand in session.scalars(select(BrandRow).where(BrandRow.workspace_id == workspace_id))
    }
    return StoredAnalysis(
        stamp=Stamp(stamp.analyzer_version, stamp.inputs_sha256),
        analyzed_at=stamp.analyzed_at,
        analysis=Analysis(
            findings=tuple(_read_findings(session, workspace_id, answer_id, keys)),
            mentions=tuple(_read_mentions(session, workspace_id, answer_id, keys)),
            citations=tuple(_read_citations(session, workspace_id, answer_id, keys)),
            dangling_markers=stamp.dangling_markers,
        ),
        settled=settled_findings(session, workspace_id, answer_id),
    )


def _read_findings(
    session: Session, workspace_id: int, answer_id: int, keys: Mapping[int, str]
) -> Sequence[Finding]:
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.workspace_id == workspace_id, FindingRow.answer_id == answer_id)
        .order_by(FindingRow.brand_id)
    )
    return [
        Finding(
            brand=keys[row.brand_id],
            mentioned=row.mentioned,
            count=row.mention_count,
            absent_count=row.absent_count,
            order=row.mention_order,
            rank=row.rank,
            sentiment=None if row.sentiment is None else Sentiment(row.sentiment),
            sentiment_score=row.sentiment_score,
            sentiment_cues=tuple(row.sentiment_cues),
            recommended=row.recommended,
        )
        for row in rows
    ]


def _read_mentions(
    session: Session, workspace_id: int, answer_id: int, keys: Mapping[int, str]
) -> Sequence[Mention]:
    rows = session.scalars(
        select(MentionRow)
        .where(MentionRow.workspace_id == workspace_id, MentionRow.answer_id == answer_id)
        .order_by(MentionRow.start_offset, MentionRow.id)
    )
    return [
        Mention(
            brand=keys[row.brand_id],
            alias=row.alias,
            start=row.start_offset,
            end=row.end_offset,
            kind=MentionKind(row.kind),
            polarity=Polarity(row.polarity),
            confidence=row.confidence,
            reasons=tuple(row.reasons),
            place=Place(row.place),
            sentence_start=row.sentence_start,
            sentence_end=row.sentence_end,
        )
        for row in rows
    ]


def _read_citations(
    session: Session, workspace_id: int, answer_id: int, keys: Mapping[int, str]
) -> Sequence[FoundCitation]:
    rows = session.scalars(
        select(CitationRow)
        .where(CitationRow.workspace_id == workspace_id, CitationRow.answer_id == answer_id)
        .order_by(CitationRow.position)
    )
    return [
        FoundCitation(
            url=row.url,
            url_key=row.url_key,
            domain=row.domain,
            title=row.title,
            start=row.start_offset,
            end=row.end_offset,
            origin=CitationOrigin(row.origin),
            owner=keys[row.owner_brand_id] if row.owner_brand_id else None,
            owner_kind=OwnerKind(row.owner_kind),
            source_type=None if row.source_type is None else SourceType(row.source_type),
            page_type=None if row.page_type is None else PageType(row.page_type),
            engine=row.engine,
            cited_at=tuple(row.cited_at),
        )
        for row in rows
    ]
