"""The asking loop's questions, as the database keeps them."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from monitor.catalog.defaults import refusal_claim
from monitor.domain.answer import Asked
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Question
from monitor.pipeline.discover import stub_card
from monitor.storage.answers import store_answer
from monitor.storage.configured import link_cards
from monitor.storage.engine import Database
from monitor.storage.model_cards import save_card
from monitor.storage.question_queue import (
    Claimer,
    claim_questions,
    release_questions,
    renew_leases,
    seconds_until_claimable,
)

log = structlog.get_logger()


def worker_name() -> str:
    """A name that no other process has, and that tells an operator where to look."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(slots=True)
class StoredQuestions:
    """Claims, stores, renews and releases; each call is one transaction.

    Attributes:
        card_ids: the model card of each target, to be kept with its answers.
        cards: what the targets' servers told, by target id.
    """

    database: Database
    claimer: Claimer
    card_ids: Mapping[int, int]
    cards: Mapping[int, ModelCard]
    _claimed: dict[int, Question] = field(default_factory=dict)

    def claim(self, limit: int) -> Sequence[Question]:
        """Claim up to `limit` questions."""
        with self.database.write() as session:
            questions = claim_questions(session, self.claimer, limit)
        self._claimed.update((question.id, question) for question in questions)
        return questions

    def store(self, asked: Asked) -> None:
        """Keep what came back, at once."""
        question = self._claimed[asked.question_id]
        with self.database.write() as session:
            card_id = self.card_ids.get(question.target_id)
            if asked.refused:
                learned = self._learned(question, asked)
                card_id = save_card(session, question.workspace_id, learned, asked.answered_at)
                link_cards(session, question.workspace_id, {question.target_id: card_id})
            answer_id = store_answer(session, question, asked, model_card_id=card_id)
        del self._claimed[asked.question_id]
        if answer_id is None:
            log.warning("answer_came_twice", question=question.id, run=question.run_id)
        else:
            log.info("answer_stored", answer=answer_id, question=question.id, run=question.run_id)

    def _learned(self, question: Question, asked: Asked) -> ModelCard:
        as_of = asked.answered_at.date()
        claims = tuple(refusal_claim(setting, as_of=as_of) for setting in asked.refused)
        card = self.cards.get(question.target_id) or stub_card(question.target)
        return replace(card, claims=claims)

    def renew(self, question_ids: Sequence[int]) -> None:
        """Keep the claims for another lease."""
        with self.database.write() as session:
            renew_leases(session, self.claimer, question_ids)

    def release(self, question_ids: Sequence[int]) -> None:
        """Hand claims back."""
        with self.database.write() as session:
            release_questions(session, self.claimer, question_ids)

    def seconds_until_claimable(self) -> float | None:
        """Seconds until there is something to claim; None when all has ended."""
        with self.database.read() as session:
            return seconds_until_claimable(session, self.claimer)
