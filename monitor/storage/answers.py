"""Answers: storing one exactly once, listing them, reading one whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from monitor.domain.answer import Citation, Outcome
from monitor.storage.tables import (
    AnswerBodyRow,
    AnswerRow,
    PromptRow,
    PromptVersionRow,
    TargetRow,
)


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """An answer without its text.

    Attributes:
        model_card_id: the card that was current when it was asked; None where none was known.
        cost_usd: of all calls for it; None where that is not known.
        cost_source: who says so: "provider", "free", "estimate", or the list of prices.
    """

    id: int
    run_id: int
    prompt_key: str
    prompt_text: str
    target_id: int
    target_key: str
    provider: str
    model: str
    repetition: int
    outcome: Outcome
    failure_kind: str | None
    failure_message: str | None
    served_model: str | None
    model_card_id: int | None
    searched: bool | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    cost_source: str | None
    latency_ms: int | None
    attempts: int
    asked_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """An answer with everything that is kept of it.

    Attributes:
        cited, retrieved, searches: as the provider listed them; None where it cannot know.
        raw_body: the bytes as received; None where no reply came.
    """

    head: AnswerHead
    text: str
    finish_reason: str | None
    http_status: int | None
    served_fingerprint: str | None
    provider_request_id: str | None
    sampling: dict[str, Any]
    sampling_fingerprint: str
    usage_raw: dict[str, Any] | None
    cited: list[Any] | None
    retrieved: list[Any] | None
    searches: list[str] | None
    raw_headers: dict[str, str] | None
    raw_body: bytes | None


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers; None does not restrict.

    Attributes:
        before_id: only answers with a smaller id, for the next page.
    """

    run_id: int | None = None
    target_key: str | None = None
    prompt_key: str | None = None
    outcome: Outcome | None = None
    before_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on the joined rows."""
        conditions: list[ColumnElement[bool]] = []
        if self.run_id is not None:
            conditions.append(AnswerRow.run_id == self.run_id)
        if self.target_key is not None:
            conditions.append(TargetRow.key == self.target_key)
        if self.prompt_key is not None:
            conditions.append(PromptRow.key == self.prompt_key)
        if self.outcome is not None:
            conditions.append(AnswerRow.outcome == self.outcome.value)
        if self.before_id is not None:
            conditions.append(AnswerRow.id < self.before_id)
        return conditions


def list_answers(
    session: Session, workspace_id: int, wanted: AnswerFilter, *, limit: int
) -> tuple[AnswerHead, ...]:
    """The newest answers first."""
    rows = session.execute(
        _select_heads(workspace_id)
        .where(*wanted.conditions())
        .order_by(AnswerRow.id.desc())
        .limit(limit)
    )
    return tuple(_head(*row) for row in rows)


def _select_heads(
    workspace_id: int,
) -> Select[AnswerRow, PromptVersionRow, PromptRow, TargetRow]:
    return (
        select(AnswerRow, PromptVersionRow, PromptRow, TargetRow)
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .join(PromptRow, PromptRow.id == PromptVersionRow.prompt_id)
        .join(TargetRow, TargetRow.id == AnswerRow.target_id)
        .where(AnswerRow.workspace_id == workspace_id)
    )


def _head(
    answer: AnswerRow, version: PromptVersionRow, prompt: PromptRow, target: TargetRow
) -> AnswerHead:
    return AnswerHead(
        id=answer.id,
        run_id=answer.run_id,
        prompt_key=prompt.key,
        prompt_text=version.text,
        target_id=target.id,
        target_key=target.key,
        provider=target.provider,
        model=target.model,
        repetition=answer.repetition,
        outcome=Outcome(answer.outcome),
        failure_kind=answer.failure_kind,
        failure_message=answer.failure_message,
        served_model=answer.served_model,
        model_card_id=answer.model_card_id,
        searched=answer.searched,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cost_usd=answer.cost_usd,
        cost_source=answer.cost_source,
        latency_ms=answer.latency_ms,
        attempts=answer.attempts,
        asked_at=answer.asked_at,
        answered_at=answer.answered_at,
    )


def find_answer(session: Session, workspace_id: int, answer_id: int) -> WholeAnswer | None:
    """The answer of that id in the workspace, or None."""
    row = session.execute(_select_heads(workspace_id).where(AnswerRow.id == answer_id)).first()
    if row is None:
        return None
    answer = row[0]
    body = session.scalars(
        select(AnswerBodyRow).where(
            AnswerBodyRow.workspace_id == workspace_id, AnswerBodyRow.answer_id == answer_id
        )
    ).one()
    return WholeAnswer(
        head=_head(*row),
        text=body.text,
        finish_reason=answer.finish_reason,
        http_status=answer.http_status,
        served_fingerprint=answer.served_fingerprint,
        provider_request_id=answer.provider_request_id,
        sampling=answer.sampling,
        sampling_fingerprint=answer.sampling_fingerprint,
        usage_raw=answer.usage_raw,
        cited=body.cited,
        retrieved=body.retrieved,
        searches=body.searches,
        raw_headers=body.raw_headers,
        raw_body=body.raw_body,
    )


def citations_of(cited: list[Any] | None) -> tuple[Citation, ...] | None:
    """The stored list of cited sources as it came from the adapter."""
    return None if cited is None else tuple(Citation(**item) for item in cited)
