"""The asking loop's questions to a judge: within limits and budgets, each kept once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from monitor.analysis.judge import VERDICT_SCHEMA, is_close
from monitor.analysis.sentiment import sentiment_margin
from monitor.analysis.verdict import InvalidReason, Verdict, read_verdict
from monitor.catalog.call_costs import cost_of
from monitor.catalog.prices import Cost
from monitor.domain.answer import Asked
from monitor.domain.findings import Finding
from monitor.domain.money import NANO_USD
from monitor.domain.question import Prompt, Question, Target
from monitor.pipeline.budgeted_claims import HELD_BACK_WAIT_S
from monitor.pipeline.judge_budget import JudgeBudget
from monitor.pipeline.judge_selection import JudgeCase, JudgeOrder
from monitor.storage.engine import Database
from monitor.storage.judgements import NewJudgement, keep_judgement


class JudgeStop(StrEnum):
    """Why judging ended before all that was chosen was judged."""

    MAX_CALLS = "max_calls"
    MAX_USD = "max_usd"
    COST_UNKNOWN = "cost_unknown"
    OVER_BUDGET = "over_budget"
    SIGNAL = "signal"


def judge_question(case: JudgeCase) -> Prompt:
    """What the judge is asked about a case."""
    return Prompt("judge", case.prompt)


@dataclass(slots=True)
class JudgeTally:
    """What came of the questions to a judge.

    Attributes:
        calls: retries included.
        verdicts: valid replies, with the finding as the rules have it.
        invalid: replies that settle nothing, by reason.
        failed: questions without a reply, by kind of failure; they are asked again next time.
        settled: findings that have the judge's verdict now.
        changed: those of them for which it says something else than the rules.
        cost_usd: by the provider or its list prices; None where the cost of no call is known.
    """

    calls: int = 0
    verdicts: list[tuple[Finding, Verdict]] = field(default_factory=list)
    invalid: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    settled: int = 0
    changed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = None

    @property
    def replies(self) -> int:
        """Replies that came, valid or not."""
        return len(self.verdicts) + self.invalid.total()


@dataclass(slots=True)
class JudgeQuestions:
    """Claims, reads and keeps; a question is a case by its place in the list.

    Attributes:
        target: as it judges.
        target_sha256: of all in it that can change a reply.
        stop: why no more is claimed; None while more may be.
    """

    database: Database
    workspace_id: int
    target: Target
    target_sha256: str
    cases: Sequence[JudgeCase]
    order: JudgeOrder
    budget: JudgeBudget
    tally: JudgeTally = field(default_factory=JudgeTally)
    stop: JudgeStop | None = None
    _waiting: deque[int] = field(init=False)
    _in_flight: set[int] = field(default_factory=set)
    _over_budget: set[int] = field(default_factory=set)
    _held_back: bool = False
    _dearest: Decimal | None = None

    def __post_init__(self) -> None:
        """All cases wait."""
        self._waiting = deque(range(len(self.cases)))

    @property
    def not_asked(self) -> int:
        """Cases that were not asked, or came back unanswered because of a stop."""
        return len(self._waiting) + len(self._in_flight) + len(self._over_budget)

    def claim(self, limit: int) -> Sequence[Question]:
        """Up to `limit` cases, as far as calls, money and budgets go."""
        self._held_back = False
        while taken := self._take(limit):
            paid = self._keep_paid(taken)
            if paid or self._held_back:
                return paid
        return ()  # what was taken is over budget, and nothing waits

    def _take(self, limit: int) -> list[Question]:
        taken: list[Question] = []
        while self._waiting and len(taken) < limit and self._may_ask():
            number = self._waiting.popleft()
            self._in_flight.add(number)
            taken.append(self._question(number))
        return taken

    def _keep_paid(self, taken: Sequence[Question]) -> list[Question]:
        """Those of the questions that the budgets pay; of the others some may be paid later."""
        refused = self.budget.reserve([(self.cases[q.id].ruled.key[0], q) for q in taken])
        if refused.over_budget:
            self._over_budget.update(refused.over_budget)
            self.stop = JudgeStop.OVER_BUDGET
        self._held_back = bool(refused.held_back)
        self._waiting.extendleft(reversed(refused.held_back))
        gone = {*refused.over_budget, *refused.held_back}
        self._in_flight -= gone
        return [question for question in taken if question.id not in gone]

    def _may_ask(self) -> bool:
        if self.tally.calls + len(self._in_flight) >= self.order.max_calls:
            self.stop = JudgeStop.MAX_CALLS
            return False
        if self.order.max_usd is None:
            return True
        if self.stop is JudgeStop.COST_UNKNOWN:
            return False
        if self._dearest is None:
            return not self._in_flight  # one call shows what a call costs
        spent = self.tally.cost_usd or Decimal(0)
        if spent + self._dearest * (len(self._in_flight) + 1) > self.order.max_usd:
            self.stop = JudgeStop.MAX_USD
            return False
        return True

    def _question(self, number: int) -> Question:
        return Question(
            id=number,
            workspace_id=self.workspace_id,
            run_id=0,
            prompt_version_id=0,
            target_id=0,
            prompt=judge_question(self.cases[number]),
            target=self.target,
            repetition=1,
            reply_schema=VERDICT_SCHEMA,
        )

    def store(self, asked: Sequence[Asked]) -> None:
        """Keep the replies, and let valid verdicts of close findings settle them."""
        results = [self._read(each) for each in asked]
        costs = [self._cost(each) for each in asked]
        with self.database.write() as session:
            settled = [
                result is not None
                and keep_judgement(session, self.workspace_id, self._judgement(each, result, cost))
                for each, result, cost in zip(asked, results, costs, strict=True)
            ]
            self.budget.settle(session, zip(asked, costs, strict=True))
        for each, result, cost, has_settled in zip(asked, results, costs, settled, strict=True):
            self._in_flight.discard(each.question_id)
            self._count_call(each, cost)
            if result is not None:
                self._count_reply(each, result, has_settled=has_settled)

    def _read(self, asked: Asked) -> Verdict | InvalidReason | None:
        """What a reply says; None without one."""
        if asked.answer.failure is not None:
            return None
        return read_verdict(asked.answer.text, self.cases[asked.question_id].answer)

    def _cost(self, asked: Asked) -> Cost | None:
        return cost_of(self.target, judge_question(self.cases[asked.question_id]), asked)

    def _judgement(
        self, asked: Asked, result: Verdict | InvalidReason, cost: Cost | None
    ) -> NewJudgement:
        ruled = self.cases[asked.question_id].ruled
        verdict = result if isinstance(result, Verdict) else None
        return NewJudgement(
            key=ruled.key,
            prompt_sha256=self.cases[asked.question_id].prompt_sha256,
            target=self.target,
            target_sha256=self.target_sha256,
            margin=sentiment_margin(ruled.finding),
            stamp=ruled.stamp,
            asked=asked,
            sentiment=verdict.sentiment if verdict else None,
            recommended=verdict.recommended if verdict else None,
            evidence=verdict.evidence if verdict else None,
            invalid_reason=result.value if isinstance(result, InvalidReason) else None,
            settles=is_close(ruled.finding),
            asked_at=ruled.asked_at,
            cost=cost,
        )

    def _count_call(self, asked: Asked, cost: Cost | None) -> None:
        tally, answer = self.tally, asked.answer
        tally.calls += asked.attempts
        tally.input_tokens += answer.usage.input_tokens or 0
        tally.output_tokens += answer.usage.output_tokens or 0
        usd = None if cost is None else cost.usd.quantize(NANO_USD)
        if answer.failure is not None:
            tally.failed[answer.failure.kind] += 1
            if usd:
                tally.cost_usd = (tally.cost_usd or Decimal(0)) + usd
        elif usd is not None:
            tally.cost_usd = (tally.cost_usd or Decimal(0)) + usd
            self._dearest = max(usd, self._dearest or Decimal(0))
        elif self.order.max_usd is not None:
            self.stop = JudgeStop.COST_UNKNOWN

    def _count_reply(
        self, asked: Asked, result: Verdict | InvalidReason, *, has_settled: bool
    ) -> None:
        tally, finding = self.tally, self.cases[asked.question_id].ruled.finding
        if isinstance(result, InvalidReason):
            tally.invalid[result.value] += 1
            return
        tally.verdicts.append((finding, result))
        tally.settled += has_settled
        same = (result.sentiment, result.recommended) == (finding.sentiment, finding.recommended)
        tally.changed += has_settled and not same

    def renew(self, question_ids: Sequence[int]) -> None:
        """Hold what is reserved for them; nobody else can claim them."""
        self.budget.renew(question_ids)

    def release(self, question_ids: Sequence[int]) -> None:
        """Free what is reserved for them; what was not answered is asked next time."""
        self.budget.release(question_ids)

    def seconds_until_claimable(self) -> float | None:
        """A moment where open calls of others keep a budget; else nothing becomes claimable."""
        return HELD_BACK_WAIT_S if self._held_back else None
