"""The asking loop's questions, as the database keeps them."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from monitor.catalog.defaults import refusal_claim
from monitor.clock import utc_now
from monitor.domain.answer import Asked
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Question
from monitor.errors import DatabaseUnavailable
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.claimed_runs import ClaimedRuns, share_places
from monitor.pipeline.discover import stub_card
from monitor.pipeline.known_targets import KnownTarget, read_known_targets
from monitor.storage.configured import link_cards
from monitor.storage.engine import Database, Transaction
from monitor.storage.kept_answers import Ended, store_answers
from monitor.storage.model_cards import card_for_answer, save_card
from monitor.storage.question_queue import (
    Claimer,
    RunToClaim,
    claim_questions,
    release_questions,
    renew_leases,
)
from monitor.storage.runs import open_run_ids

_T = TypeVar("_T")
_LONGEST_PAUSE_S = 1.0

log = structlog.get_logger()


def worker_name() -> str:
    """A name that no other process has, and that tells an operator where to look."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(slots=True)
class StoredQuestions:
    """Claims, stores, renews and releases; each call is one transaction.

    Attributes:
        runs: of which runs questions are claimed.
        patience_s: how long a database that cannot be used is tried again. Answers in hand are
            paid for, so they are not given up at once.
        ailing: targets of which nothing is claimed for a while.
    """

    database: Database
    claimer: Claimer
    runs: ClaimedRuns
    patience_s: float
    ailing: AilingTargets
    targets: dict[int, KnownTarget] = field(default_factory=dict)
    _claimed: dict[int, Question] = field(default_factory=dict)
    _closed_runs: set[int] = field(default_factory=set)

    def claim(self, limit: int) -> Sequence[Question]:
        """Claim up to `limit` questions, about equally many of each run."""
        questions = self._patiently(lambda session: self._claim(session, limit))
        self._claimed.update((question.id, question) for question in questions)
        return questions

    def _claim(self, session: Transaction, limit: int) -> tuple[Question, ...]:
        held = Counter(question.run_id for question in self._claimed.values())
        runs = list(self.runs.claimable(session))
        besides = self.ailing.not_now()
        claimed: list[Question] = []
        while runs and len(claimed) < limit:
            shares = share_places(limit - len(claimed), runs, held)
            for run, share in shares.items():
                got = self._claim_share(session, run, share, besides)
                claimed += got
                held[run.id] += len(got)
                if len(got) < share:
                    runs.remove(run)  # it has no more
        self._learn_targets(session, claimed)
        return tuple(claimed)

    def _claim_share(
        self, session: Transaction, run: RunToClaim, share: int, besides: frozenset[int]
    ) -> tuple[Question, ...]:
        if not share:
            return ()
        return claim_questions(session, self.claimer, run, share, besides=besides)

    def _learn_targets(self, session: Transaction, questions: Sequence[Question]) -> None:
        unknown = {
            q.target_id: q.workspace_id for q in questions if q.target_id not in self.targets
        }
        for workspace_id in set(unknown.values()):
            wanted = [target_id for target_id, owner in unknown.items() if owner == workspace_id]
            self.targets |= read_known_targets(
                session, workspace_id, wanted, as_of=utc_now().date()
            )

    def store(self, asked: Sequence[Asked]) -> None:
        """Keep what came back, at once."""
        ended = [(self._claimed[each.question_id], each) for each in asked]
        stored = self._patiently(
            lambda session: store_answers(session, [self._ended(session, *one) for one in ended])
        )
        for question, _ in ended:
            del self._claimed[question.id]
            if question.id in stored:
                log.info(
                    "answer_stored",
                    answer=stored[question.id],
                    question=question.id,
                    run=question.run_id,
                )
            else:
                log.warning("answer_came_twice", question=question.id, run=question.run_id)

    def _ended(self, session: Transaction, question: Question, asked: Asked) -> Ended:
        card_id = self.targets[question.target_id].card_id
        if asked.refused:
            learned = self._learned(question, asked)
            card_id = save_card(session, question.workspace_id, learned, asked.answered_at)
            link_cards(session, question.workspace_id, {question.target_id: card_id})
        return Ended(question, asked, card_for_answer(session, question, asked, card_id))

    def _learned(self, question: Question, asked: Asked) -> ModelCard:
        as_of = asked.answered_at.date()
        claims = tuple(refusal_claim(setting, as_of=as_of) for setting in asked.refused)
        card = self.targets[question.target_id].card or stub_card(question.target)
        return replace(card, claims=claims)

    def renew(self, question_ids: Sequence[int]) -> None:
        """Keep the claims for another lease, and see which runs were cancelled."""
        runs = {q.run_id for q in self._claimed.values()}

        def renew_and_look(session: Transaction) -> frozenset[int]:
            renew_leases(session, self.claimer, question_ids)
            return open_run_ids(session, runs)

        self._closed_runs |= runs - self._patiently(renew_and_look)

    def is_withdrawn(self, question: Question) -> bool:
        """Whether its run was cancelled, as far as is known here."""
        return question.run_id in self._closed_runs

    def release(self, question_ids: Sequence[int]) -> None:
        """Hand claims back."""
        self._patiently(lambda session: release_questions(session, self.claimer, question_ids))
        for question_id in question_ids:
            del self._claimed[question_id]

    def seconds_until_claimable(self) -> float | None:
        """Seconds until there is something to claim; None when it is time to end."""
        seconds = self._patiently(self.runs.seconds_until_claimable)
        return seconds if seconds is None else max(seconds, self.ailing.seconds_until_next() or 0)

    def _patiently(self, work: Callable[[Transaction], _T]) -> _T:
        gives_up_at = time.monotonic() + self.patience_s
        pause_s = 0.1
        while True:
            try:
                with self.database.write() as session:
                    return work(session)
            except DatabaseUnavailable as error:
                if time.monotonic() >= gives_up_at:
                    # What follows is only to put in order what can be: it waits no more.
                    self.patience_s = 0.0
                    raise
                log.warning("database_unavailable", why=str(error))
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
