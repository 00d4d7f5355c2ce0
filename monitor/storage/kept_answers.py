"""Storing answers: each exactly once, whole, in as few statements as possible."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from monitor.catalog.prices import FROM_PROVIDER, Cost
from monitor.domain.answer import Asked, Outcome
from monitor.domain.question import Question
from monitor.domain.sampling import SamplingRecord
from monitor.domain.states import QuestionState
from monitor.domain.wire import WireReply
from monitor.storage.engine import upsert
from monitor.storage.ledger import Reservation, Spent, reservation_of, settle
from monitor.storage.notices import note_shares
from monitor.storage.tables import AnswerBodyRow, AnswerRow, AnswerToAnalyzeRow, QuestionRow

MAX_STORED_HEADERS = 100


def sampling_json(record: SamplingRecord) -> dict[str, Any]:
    """The sampling record as it is stored and served."""
    stored = asdict(record)
    stored.pop("fingerprint")
    for default in stored["defaults"]:
        default["as_of"] = default["as_of"].isoformat()
    return stored


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a question.

    Attributes:
        model_card_id: of the model that was asked; None where none is known.
        cost: of all its calls; None where nothing beside the reply knows it.
    """

    question: Question
    asked: Asked
    model_card_id: int | None
    cost: Cost | None = None

    @property
    def known_cost(self) -> Cost | None:
        """What it cost, as far as anything tells."""
        told = self.asked.answer.cost_usd
        if self.cost is not None or told is None:
            return self.cost
        return Cost(told, FROM_PROVIDER, self.asked.asked_at.date())


def store_answer(
    session: Session, question: Question, asked: Asked, *, model_card_id: int | None
) -> int | None:
    """Keep what came back and end the question; see `store_answers`.

    Returns:
        The id of the answer; None when the question already has one.
    """
    return store_answers(session, [Ended(question, asked, model_card_id)]).get(question.id)


def store_answers(session: Session, ended: Sequence[Ended]) -> dict[int, int]:
    """Keep what came back, end the questions, and leave the answers to the analyzer.

    An answer is taken even when the claim has passed to another worker in the meantime: it was
    paid for. The first answer of a question stays.

    Returns:
        The ids of the answers by question; questions that had one already are missing.
    """
    by_question = {each.question.id: each for each in ended}
    if not by_question:
        return {}
    rows = session.execute(
        upsert(session)(AnswerRow)
        .on_conflict_do_nothing(index_elements=["question_id"])
        .returning(AnswerRow.question_id, AnswerRow.id),
        [_answer_columns(each) for each in by_question.values()],
    )
    stored: dict[int, int] = {question_id: answer_id for question_id, answer_id in rows}  # noqa: C416 - rows are no pairs to the type checker
    kept = [(stored[key], each) for key, each in by_question.items() if key in stored]
    if not kept:
        return {}
    session.execute(insert(AnswerBodyRow), [_body_columns(id_, each) for id_, each in kept])
    session.execute(
        insert(AnswerToAnalyzeRow),
        [{"answer_id": id_, "workspace_id": each.question.workspace_id} for id_, each in kept],
    )
    spent = _end_questions(session, {each.question.id: each for _, each in kept})
    now = max(each.asked.answered_at for _, each in kept)
    note_shares(session, settle(session, spent), now)
    return stored


def _end_questions(session: Session, by_question: Mapping[int, Ended]) -> list[Spent]:
    """End the questions; what was spent of the budgets under which they were asked."""
    spent: list[Spent] = []
    ended = by_question.values()
    failed = [e for e in ended if e.asked.answer.outcome is Outcome.ERROR]
    answered = [e for e in ended if e.asked.answer.outcome is not Outcome.ERROR]
    for state, group in ((QuestionState.FAILED, failed), (QuestionState.ANSWERED, answered)):
        if group:
            rows = session.execute(
                update(QuestionRow)
                .where(QuestionRow.id.in_([each.question.id for each in group]))
                .values(
                    state=state.value,
                    ended_at=max(each.asked.answered_at for each in group),
                    lease_ends_at=None,
                )
                .returning(
                    QuestionRow.id,
                    QuestionRow.reserved_usd,
                    QuestionRow.reserved_at,
                    QuestionRow.claimed_by,
                )
                .execution_options(synchronize_session=False)
            )
            for question_id, usd, at, claimed_by in rows:
                reserved = reservation_of(usd, at)
                if reserved is not None:
                    # Whoever hands a claim back takes its name off.
                    is_held = claimed_by is not None
                    spent.append(_spent(by_question[question_id], reserved, is_held=is_held))
    return spent


def _spent(ended: Ended, reservation: Reservation, *, is_held: bool) -> Spent:
    return Spent(
        run_id=ended.question.run_id,
        reservation=reservation,
        is_held=is_held,
        usd=None if ended.known_cost is None else ended.known_cost.usd,
        calls=ended.asked.attempts,
    )


def _answer_columns(ended: Ended) -> dict[str, Any]:
    question, asked = ended.question, ended.asked
    answer, usage, served, failure = (
        asked.answer,
        asked.answer.usage,
        asked.answer.served,
        asked.answer.failure,
    )
    status = asked.reply.status if asked.reply else None
    return {
        "workspace_id": question.workspace_id,
        "question_id": question.id,
        "model_card_id": ended.model_card_id,
        "run_id": question.run_id,
        "prompt_version_id": question.prompt_version_id,
        "target_id": question.target_id,
        "repetition": question.repetition,
        "outcome": answer.outcome.value,
        "finish_reason": answer.finish_reason,
        "failure_kind": failure.kind if failure else None,
        "failure_message": failure.message if failure else None,
        "failure_temporary": failure.temporary if failure else None,
        "http_status": status,
        "served_model": served.model,
        "served_snapshot": served.snapshot,
        "served_fingerprint": served.fingerprint,
        "served_provider": served.provider,
        "provider_request_id": served.request_id,
        "sampling": sampling_json(asked.sampling),
        "sampling_fingerprint": asked.sampling.fingerprint,
        "searched": asked.sampling.searched,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cached_input_tokens": usage.cached_input_tokens,
        "tool_input_tokens": usage.tool_input_tokens,
        "search_count": usage.searches,
        "usage_raw": answer.usage_raw,
        "provider_cost_usd": answer.cost_usd,
        "cost_usd": None if ended.known_cost is None else ended.known_cost.usd,
        "cost_source": None if ended.known_cost is None else ended.known_cost.source,
        "attempts": asked.attempts,
        "latency_ms": asked.latency_ms,
        "asked_at": asked.asked_at,
        "answered_at": asked.answered_at,
    }


def _body_columns(answer_id: int, ended: Ended) -> dict[str, Any]:
    answer, asked, reply = ended.asked.answer, ended.asked, ended.asked.reply
    return {
        "workspace_id": ended.question.workspace_id,
        "answer_id": answer_id,
        "text": answer.text,
        "cited": _as_list(answer.citations),
        "retrieved": _as_list(answer.retrieved),
        "searches": None if answer.searches is None else list(answer.searches),
        "raw_headers": dict(list(reply.headers.items())[:MAX_STORED_HEADERS]) if reply else None,
        "raw_body": reply.body if reply else None,
        "raw_earlier": [_earlier_reply(earlier) for earlier in asked.replies[:-1]] or None,
    }


def _earlier_reply(reply: WireReply) -> dict[str, Any]:
    return {"status": reply.status, "body": base64.b64encode(reply.body).decode()}


def _as_list(items: Sequence[Any] | None) -> list[dict[str, Any]] | None:
    return None if items is None else [asdict(item) for item in items]
