"""What judging reserves of the budgets, and what it spends of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.catalog.prices import Cost
from monitor.domain.answer import Asked
from monitor.domain.question import Question
from monitor.pipeline.budgeted_claims import usd_to_reserve
from monitor.storage.engine import Database, Transaction, database_now
from monitor.storage.judge_reservations import (
    JudgedScope,
    JudgeSpent,
    free_lapsed_judging,
    judged_scopes,
    release_judging,
    renew_judging,
    reserve_judging,
    settle_judging,
)
from monitor.storage.ledger import Refused, Wanted
from monitor.storage.notices import note_shares
from monitor.storage.question_queue import release_lapsed


@dataclass(slots=True)
class JudgeBudget:
    """Reserves a call of the judge under the budgets of the judged answer's run, and settles it.

    Attributes:
        scopes: by the id of the judged answer.
        lease_s: for how long a reservation holds unless it is renewed.
    """

    database: Database
    workspace_id: int
    scopes: Mapping[int, JudgedScope]
    lease_s: float
    _reserved: dict[int, int] = field(default_factory=dict)

    def reserve(self, questions: Sequence[tuple[int, Question]]) -> Refused:
        """Reserve a call for each question about an answer; those without a budget need none.

        Returns:
            What is refused, by the ids of the questions.
        """
        limited = [
            (self.scopes[answer_id], question)
            for answer_id, question in questions
            if self.scopes[answer_id].scope.budgets.limit_anything
        ]
        if not limited:
            return Refused({}, ())
        with self.database.write() as session:
            now = database_now(session)
            wanted = [
                (judged, Wanted(question.id, judged.scope, usd_to_reserve(question, now), None))
                for judged, question in limited
            ]
            refused, reserved = reserve_judging(session, wanted, lease_s=self.lease_s)
        self._reserved |= reserved
        if refused.held_back:
            self._free_what_others_left()
        return refused

    def _free_what_others_left(self) -> None:
        # A transaction for each: locks of other monitors' rows would come out of their order.
        for free in (release_lapsed, free_lapsed_judging):
            with self.database.write() as session:
                free(session, self.workspace_id)

    def settle(self, session: Transaction, ended: Iterable[tuple[Asked, Cost | None]]) -> None:
        """Book what the calls cost, in the transaction that keeps their replies."""
        paid = [(asked, cost) for asked, cost in ended if asked.question_id in self._reserved]
        if not paid:
            return
        spent = {
            self._reserved[asked.question_id]: JudgeSpent(
                cost.usd if cost else None, asked.attempts
            )
            for asked, cost in paid
        }
        now = max(asked.answered_at for asked, _ in paid)
        note_shares(session, settle_judging(session, spent), now)

    def renew(self, question_ids: Iterable[int]) -> None:
        """Hold what is reserved for another lease."""
        held = self._held_for(question_ids)
        if held:
            with self.database.write() as session:
                renew_judging(session, held, lease_s=self.lease_s)

    def release(self, question_ids: Iterable[int]) -> None:
        """Free what is reserved for questions that were not asked."""
        held = self._held_for(question_ids)
        if held:
            with self.database.write() as session:
                release_judging(session, held)

    def _held_for(self, question_ids: Iterable[int]) -> list[int]:
        return [self._reserved[each] for each in question_ids if each in self._reserved]


def budget_for_judging(
    database: Database, workspace_id: int, answer_ids: Sequence[int], *, lease_s: float
) -> JudgeBudget:
    """The budgets under which these answers are judged, without what dead judges had reserved."""
    with database.read() as session:
        scopes = judged_scopes(session, workspace_id, answer_ids)
    if any(judged.scope.budgets.limit_anything for judged in scopes.values()):
        with database.write() as session:
            free_lapsed_judging(session, workspace_id)
    return JudgeBudget(database, workspace_id, scopes, lease_s)
