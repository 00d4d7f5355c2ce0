"""The analyzed answers of a scope with what they cite and where they name brands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.findings import COUNTED_KINDS, CitationOrigin, Polarity, SourceType
from monitor.storage.rollups import utc_day
from monitor.storage.tables import (
    AnalysisRow,
    AnswerBodyRow,
    AnswerRow,
    CitationRow,
    MentionRow,
    PromptVersionRow,
)
from monitor.storage.visibility import Place, Scope, place_of

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
    place: Place
    text: str
    pages: tuple[CitedPage, ...]
    named_at: dict[int, tuple[int, ...]]


def cited_places(
    session: Session, workspace_id: int, scope: Scope, *, by_day: bool
) -> tuple[Place, ...]:
    """How the answers came about that `citing_answers` gives, each once."""
    keys = _place_columns(session, by_day=by_day)
    rows = session.execute(
        _counted(select(*keys), workspace_id, scope).group_by(*keys).order_by(*keys)
    )
    return tuple(place_of(row) for row in rows)


def citing_answers(
    session: Session, workspace_id: int, scope: Scope, *, by_day: bool
) -> Iterator[CitingAnswer]:
    """The answers of a scope, oldest first; some hundred are held at a time."""
    after = 0
    columns = (AnswerRow.id, AnswerBodyRow.text, *_place_columns(session, by_day=by_day))
    while True:
        rows = session.execute(
            _counted(select(*columns), workspace_id, scope)
            .join(AnswerBodyRow, AnswerBodyRow.answer_id == AnswerRow.id)
            .where(AnswerRow.id > after)
            .order_by(AnswerRow.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return
        ids = [row[0] for row in rows]
        pages, named = _pages(session, ids), _named(session, ids)
        for id_, text, *place in rows:
            yield CitingAnswer(
                answer_id=id_,
                place=place_of(place),
                text=text,
                pages=tuple(pages.get(id_, ())),
                named_at={brand: tuple(places) for brand, places in named.get(id_, {}).items()},
            )
        after = ids[-1]


def _place_columns(session: Session, *, by_day: bool) -> tuple[ColumnElement[Any], ...]:
    columns = (
        AnswerRow.target_id,
        AnswerRow.served_model,
        AnswerRow.model_card_id,
        PromptVersionRow.prompt_id,
        AnswerRow.prompt_version_id,
    )
    day = [utc_day(session)] if by_day else []
    return (*(column.expression for column in columns), *day)


def _counted(
    wanted: Select[*tuple[Any, ...]], workspace_id: int, scope: Scope
) -> Select[*tuple[Any, ...]]:
    return (
        wanted.select_from(AnswerRow)
        .join(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            *scope.answer_conditions(),
        )
    )


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
