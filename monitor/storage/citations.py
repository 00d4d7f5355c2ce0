"""The analyzed answers of a scope with what they cite and where they name brands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.findings import COUNTED_KINDS, CitationOrigin, Polarity, SourceType
from monitor.storage.tables import (
    AnalysisRow,
    AnswerBodyRow,
    AnswerRow,
    CitationRow,
    MentionRow,
    PromptVersionRow,
)
from monitor.storage.visibility import Scope

_BATCH = 500


@dataclass(frozen=True, slots=True)
class CitedPage:
    """One citation of one answer.

    Attributes:
        domain: the registrable domain; None for an IP address or an unknown host.
        cited_at: the offsets in the text at which it is cited; empty where nobody tells.
    """

    url_key: str
    domain: str | None
    origin: CitationOrigin
    source_type: SourceType | None
    owner_brand_id: int | None
    cited_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CitingAnswer:
    """An answer that counts and is analyzed, whether it cites anything or not.

    Attributes:
        named_at: by brand, the offsets of the mentions that count.
    """

    answer_id: int
    target_id: int
    model_card_id: int | None
    prompt_id: int
    text: str
    pages: tuple[CitedPage, ...]
    named_at: dict[int, tuple[int, ...]]


def citing_answers(session: Session, workspace_id: int, scope: Scope) -> Iterator[CitingAnswer]:
    """The answers of a scope, oldest first; some hundred are held at a time."""
    after = 0
    while True:
        rows = session.execute(
            select(
                AnswerRow.id,
                AnswerRow.target_id,
                AnswerRow.model_card_id,
                PromptVersionRow.prompt_id,
                AnswerBodyRow.text,
            )
            .join(AnswerBodyRow, AnswerBodyRow.answer_id == AnswerRow.id)
            .join(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
            .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
            .where(
                AnswerRow.workspace_id == workspace_id,
                AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
                AnswerRow.id > after,
                *scope.answer_conditions(),
            )
            .order_by(AnswerRow.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return
        ids = [row[0] for row in rows]
        pages, named = _pages(session, ids), _named(session, ids)
        for id_, target_id, card_id, prompt_id, text in rows:
            yield CitingAnswer(
                answer_id=id_,
                target_id=target_id,
                model_card_id=card_id,
                prompt_id=prompt_id,
                text=text,
                pages=tuple(pages.get(id_, ())),
                named_at={brand: tuple(places) for brand, places in named.get(id_, {}).items()},
            )
        after = ids[-1]


def _pages(session: Session, answer_ids: Sequence[int]) -> dict[int, list[CitedPage]]:
    pages: dict[int, list[CitedPage]] = defaultdict(list)
    for row in session.scalars(
        select(CitationRow)
        .where(CitationRow.answer_id.in_(answer_ids))
        .order_by(CitationRow.answer_id, CitationRow.position)
    ):
        pages[row.answer_id].append(
            CitedPage(
                url_key=row.url_key,
                domain=row.domain,
                origin=CitationOrigin(row.origin),
                source_type=None if row.source_type is None else SourceType(row.source_type),
                owner_brand_id=row.owner_brand_id,
                cited_at=tuple(row.cited_at),
            )
        )
    return pages


def _named(session: Session, answer_ids: Sequence[int]) -> dict[int, dict[int, list[int]]]:
    named: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for answer_id, brand_id, start in session.execute(
        select(MentionRow.answer_id, MentionRow.brand_id, MentionRow.start_offset)
        .where(
            MentionRow.answer_id.in_(answer_ids),
            MentionRow.kind.in_([kind.value for kind in COUNTED_KINDS]),
            MentionRow.polarity != Polarity.ABSENT.value,
        )
        .order_by(MentionRow.start_offset)
    ):
        named[answer_id][brand_id].append(start)
    return named
