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

from monitor.catalog.call_costs import cost_of
from monitor.catalog.defaults import echoed_claims, refusal_claim
from monitor.catalog.drift import changed_claims
from monitor.clock import utc_now
from monitor.domain.answer import Asked
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Question
from monitor.errors import DatabaseUnavailable
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.budgeted_claims import HELD_BACK_WAIT_S, BudgetedClaims
from monitor.pipeline.claimed_runs import ClaimedRuns, share_places
from monitor.pipeline.discover import stub_card
from monitor.pipeline.known_targets import KnownTarget, read_known_targets
from monitor.storage.configured import link_cards
from monitor.storage.drift import note_changes
from monitor.storage.engine import Database, Transaction
from monitor.storage.kept_answers import Ended, store_answers
from monitor.storage.model_cards import card_for_answer, save_card
from monitor.storage.question_queue import (
    Claimed,
    Claimer,
    RunToClaim,
    claim,
    release_questions,
    renew_leases,
)
from monitor.storage.runs import open_run_ids
from monitor.telemetry.metrics import database_waits

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
    _budgets: BudgetedClaims = field(init=False)
    _claimed: dict[int, Question] = field(default_factory=dict)
    _echoed: dict[int, dict[str, object]] = field(default_factory=dict)
    _closed_runs: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Reserve in the name of the claimer."""
        self._budgets = BudgetedClaims(self.claimer)

    def claim(self, limit: int) -> Sequence[Question]:
        """Claim up to `limit` questions, about equally many of each run."""
        questions = self._patiently(lambda session: self._claim(session, limit))
        self._claimed.update((question.id, question) for question in questions)
        return questions

    def _claim(self, session: Transaction, limit: int) -> tuple[Question, ...]:
        while True:
            claimed = self._claim_shares(session, limit)
            kept, some_over_budget = self._budgets.keep_paid(session, claimed)
            if kept or not some_over_budget:
                break  # else there may be questions of other targets, which cost less
        self._learn_targets(session, kept)
        return tuple(kept)

    def _claim_shares(self, session: Transaction, limit: int) -> list[tuple[RunToClaim, Claimed]]:
        held = Counter(question.run_id for question in self._claimed.values())
        runs = list(self.runs.claimable(session))
        besides = self.ailing.not_now()
        claimed: list[tuple[RunToClaim, Claimed]] = []
        left = limit
        while runs and left > 0:
            shares = share_places(left, runs, held)
            for run, share in shares.items():
                if not share:
                    continue
                most = self._budgets.most(run, share)
                got = claim(session, self.claimer, run, most, besides=besides)
                claimed.append((run, got))
                held[run.id] += len(got.questions)
                left -= len(got.questions)
                if len(got.questions) < share:
                    runs.remove(run)  # it has no more
        return claimed

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
        for question, each in ended:
            del self._claimed[question.id]
            told = _values(_echoed(each))
            if told:
                self._echoed[question.target_id] = told
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
        card_id = self._keep_echoed(session, question, asked, card_id)
        card_id = card_for_answer(session, question, asked, card_id)
        cost = cost_of(question.target, question.prompt, asked)
        return Ended(question, asked, card_id, cost)

    def _keep_echoed(
        self, session: Transaction, question: Question, asked: Asked, card_id: int | None
    ) -> int | None:
        """Keep the defaults that an answer tells, once for as long as they are the same."""
        claims, target_id = _echoed(asked), question.target_id
        if not claims or self._echoed.get(target_id) == _values(claims):
            return card_id
        card = self.targets[target_id].card or stub_card(question.target)
        note_changes(
            session,
            question.workspace_id,
            target_id,
            changed_claims(card.claims, claims),
            asked.answered_at,
        )
        card_id = save_card(
            session, question.workspace_id, replace(card, claims=claims), asked.answered_at
        )
        link_cards(session, question.workspace_id, {target_id: card_id})
        return card_id

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
        if seconds is None:
            return None
        held_back_s = HELD_BACK_WAIT_S if self._budgets.held_back else 0.0
        return max(seconds, self.ailing.seconds_until_next() or 0, held_back_s)

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
                database_waits.inc()
                log.warning("database_unavailable", why=str(error))
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _echoed(asked: Asked) -> tuple[Claim, ...]:
    sampling = asked.sampling
    return echoed_claims(sampling.effective, sampling.sent, as_of=asked.answered_at.date())


def _values(claims: Sequence[Claim]) -> dict[str, object]:
    return {claim.field: claim.value for claim in claims}
