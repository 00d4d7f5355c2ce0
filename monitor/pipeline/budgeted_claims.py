"""Of what was claimed, what the budgets pay; the rest waits for open calls, or is over budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import structlog

from monitor.catalog.call_costs import estimate_call
from monitor.domain.money import NANO_USD
from monitor.domain.question import Question
from monitor.providers.registry import provider_named
from monitor.storage.engine import Transaction
from monitor.storage.judge_reservations import free_lapsed_judging
from monitor.storage.ledger import Refused, Wanted, reserve
from monitor.storage.notices import note_over_budget
from monitor.storage.question_queue import (
    Claimed,
    Claimer,
    RunToClaim,
    end_over_budget,
    release_lapsed,
    unclaim_questions,
)

HELD_BACK_WAIT_S = 0.5
"""After it open calls may have turned out cheaper than what is reserved for them."""

log = structlog.get_logger()


def usd_to_reserve(question: Question, at: datetime) -> Decimal:
    """What is reserved for a call of the question, retries not counted.

    0 for a free call and for one of unknown price, which the calls alone limit. Where the reply
    will tell the cost, the smallest amount: so the call is made only while anything is left.
    """
    estimate = estimate_call(question.target, question.prompt, at)
    if estimate is not None:
        return estimate.high_usd
    reply_tells = provider_named(question.target.provider).features.cost
    return NANO_USD if reply_tells else Decimal(0)


@dataclass(slots=True)
class BudgetedClaims:
    """What one worker reserves of the budgets.

    Attributes:
        claimer: who has claimed.
        held_back: whether the last claim found budgets that only open calls keep.
    """

    claimer: Claimer
    held_back: bool = False
    _places: dict[int, int] = field(default_factory=dict)

    def most(self, run: RunToClaim, places: int) -> int:
        """How many questions of the run to claim; few where most would have to be handed back."""
        return min(places, self._places.get(run.id, places))

    def keep_paid(
        self, session: Transaction, claimed: Sequence[tuple[RunToClaim, Claimed]]
    ) -> tuple[list[Question], bool]:
        """The questions for which a call is reserved, or whose run has no budget.

        Returns:
            Beside them, whether any question ended because it is over budget.
        """
        self.held_back = False
        wanted = [
            Wanted(
                question.id, run.scope, usd_to_reserve(question, got.at), got.held.get(question.id)
            )
            for run, got in claimed
            if run.budgets.limit_anything
            for question in got.questions
        ]
        if not wanted:
            return [question for _, got in claimed for question in got.questions], False
        now = max(got.at for _, got in claimed)
        refused = reserve(session, wanted, now)
        self._learn_places(claimed, refused)
        if refused.held_back:
            self.held_back = True
            unclaim_questions(session, self.claimer, refused.held_back)
            for workspace_id in {run.workspace_id for run, _ in claimed}:
                release_lapsed(session, workspace_id)
                free_lapsed_judging(session, workspace_id)
        if refused.over_budget:
            _end(session, claimed, refused, now)
        gone = {*refused.held_back, *refused.over_budget}
        kept = [q for _, got in claimed for q in got.questions if q.id not in gone]
        return kept, bool(refused.over_budget)

    def _learn_places(
        self, claimed: Iterable[tuple[RunToClaim, Claimed]], refused: Refused
    ) -> None:
        held_back = set(refused.held_back)
        for run, got in claimed:
            paid = sum(question.id not in held_back for question in got.questions)
            if paid < len(got.questions):
                self._places[run.id] = max(paid, 1)
            elif run.id in self._places:
                self._places[run.id] *= 2


def _end(
    session: Transaction,
    claimed: Iterable[tuple[RunToClaim, Claimed]],
    refused: Refused,
    now: datetime,
) -> None:
    by_run: defaultdict[RunToClaim, list[int]] = defaultdict(list)
    for run, got in claimed:
        by_run[run] += [q.id for q in got.questions if q.id in refused.over_budget]
    for run, question_ids in by_run.items():
        if question_ids:
            ended = end_over_budget(session, run, question_ids, now)
            log.warning("questions_over_budget", run=run.id, questions=ended)
    note_over_budget(session, refused.over_budget.values(), now)
