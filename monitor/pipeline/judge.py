"""Judging: a model is asked about findings that the rules are unsure of, and how far both agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from monitor.analysis.judge import is_close
from monitor.asking.pump_events import PumpEvent
from monitor.catalog.call_costs import RunEstimate, estimate_run
from monitor.clock import utc_now
from monitor.domain.question import Target
from monitor.metrics.agreement import Agreement, cohens_kappa
from monitor.pipeline.judge_asking import ask_judge, reachable
from monitor.pipeline.judge_budget import budget_for_judging
from monitor.pipeline.judge_questions import (
    JudgeQuestions,
    JudgeStop,
    JudgeTally,
    judge_question,
)
from monitor.pipeline.judge_selection import (
    JudgeOrder,
    JudgeSelection,
    judge_sha256,
    judging_target,
    select_cases,
)
from monitor.settings import Settings
from monitor.storage.budget_state import BudgetState, budget_states
from monitor.storage.engine import Database
from monitor.storage.judge_reservations import judged_scopes
from monitor.storage.judgements import Settlement, settle_where_ruled

log = structlog.get_logger()


class JudgeListener(Protocol):
    """Who is told how judging goes on; every method must return quickly."""

    def chosen(self, findings: int) -> None:
        """So many findings will be asked about."""

    def happened(self, event: PumpEvent) -> None:
        """Something happened in the asking loop."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far judge and rules agree on one thing.

    Attributes:
        confusion: findings by what the rules and what the judge say.
    """

    agreement: Agreement
    confusion: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging came to.

    Attributes:
        target: as it judges.
        tally: of what was asked now.
        left: chosen findings that are still without a judgement.
        stop: why it ended before; None where it did not.
        sentiment, recommended: over all chosen findings with a valid verdict, old or new.
    """

    target: Target
    order: JudgeOrder
    selection: JudgeSelection
    tally: JudgeTally
    left: int
    stop: JudgeStop | None
    sentiment: Agreed
    recommended: Agreed


@dataclass(frozen=True, slots=True)
class JudgePlan:
    """What would be judged, what that costs about, and the budgets under which it would be."""

    selection: JudgeSelection
    cost: RunEstimate
    budgets: tuple[BudgetState, ...]


def plan_judging(
    database: Database, workspace_id: int, target: Target, order: JudgeOrder, *, now: datetime
) -> JudgePlan:
    """What would be judged now; nothing is asked.

    Raises:
        BadInput: the target is no model that can judge.
    """
    judge = judging_target(target)
    selection = select_cases(database, workspace_id, order, target_sha256=judge_sha256(judge))
    cases = selection.to_ask[: order.max_calls]
    with database.read() as session:
        scopes = judged_scopes(session, workspace_id, [case.ruled.key[0] for case in cases])
        monitor_ids = {judged.scope.monitor_id for judged in scopes.values()}
        budgets = budget_states(session, workspace_id, now, monitor_ids=monitor_ids)
    calls = [(judge, judge_question(case)) for case in cases]
    return JudgePlan(selection, estimate_run(calls, now, fewest=1, most=1), budgets)


def judge_findings(
    database: Database,
    workspace_id: int,
    target: Target,
    order: JudgeOrder,
    *,
    settings: Settings,
    listener: JudgeListener,
) -> Judged:
    """Judge what the order says and was not judged before; SIGINT and SIGTERM end it cleanly.

    Args:
        database: where findings are and verdicts go.
        workspace_id: whose findings.
        target: as it is configured.
        order: what to judge, and how much it may cost.
        settings: how many calls at a time, and how long they may take.
        listener: who is told how it goes on.

    Raises:
        BadInput: the target is no model that can judge.
        LocalModelUnavailable: the target wants the local model, which cannot be started.
    """
    judge = judging_target(target)
    sha256 = judge_sha256(judge)
    selection = select_cases(database, workspace_id, order, target_sha256=sha256)
    listener.chosen(len(selection.to_ask))
    _settle_by_old_verdicts(database, workspace_id, selection)
    judged_answers = [case.ruled.key[0] for case in selection.to_ask]
    budget = budget_for_judging(database, workspace_id, judged_answers, lease_s=settings.lease_s)
    questions = JudgeQuestions(
        database, workspace_id, judge, sha256, selection.to_ask, order, budget
    )
    stopped = False
    if selection.to_ask:
        with reachable(judge) as addressed:
            stopped = asyncio.run(ask_judge(questions, addressed, settings, listener.happened))
    tally = questions.tally
    log.info(
        "findings_judged",
        workspace=workspace_id,
        judge=target.key,
        verdicts=len(tally.verdicts),
        invalid=tally.invalid.total(),
        failed=tally.failed.total(),
        calls=tally.calls,
    )
    sentiment, recommended = _agreements(selection, tally)
    left = selection.left + questions.not_asked + tally.failed.total()
    return Judged(
        target=judge,
        order=order,
        selection=selection,
        tally=tally,
        left=left,
        stop=(JudgeStop.SIGNAL if stopped else questions.stop) if questions.not_asked else None,
        sentiment=sentiment,
        recommended=recommended,
    )


def _settle_by_old_verdicts(
    database: Database, workspace_id: int, selection: JudgeSelection
) -> None:
    """Let verdicts settle that came too late to do so, as when brands changed meanwhile."""
    unsettled = [
        (ruled, Settlement(one.id, one.key, one.sentiment, one.recommended))
        for ruled, one in selection.judged
        if one.sentiment is not None and one.recommended is not None
        if is_close(ruled.finding) and not ruled.settled
    ]
    if not unsettled:
        return
    with database.write() as session:
        for ruled, verdict in unsettled:
            settle_where_ruled(
                session,
                workspace_id,
                verdict,
                stamp=ruled.stamp,
                asked_at=ruled.asked_at,
                now=utc_now(),
            )


def _agreements(selection: JudgeSelection, tally: JudgeTally) -> tuple[Agreed, Agreed]:
    pairs = [(ruled.finding, one.sentiment, one.recommended) for ruled, one in selection.judged] + [
        (finding, verdict.sentiment, verdict.recommended) for finding, verdict in tally.verdicts
    ]
    sentiment = Counter(
        (rules.sentiment.value, said.value)
        for rules, said, _ in pairs
        if rules.sentiment is not None and said is not None
    )
    recommended = Counter(
        (_yes_or_no(rules.recommended), _yes_or_no(said))
        for rules, _, said in pairs
        if said is not None
    )
    return (
        Agreed(cohens_kappa(sentiment), sentiment),
        Agreed(cohens_kappa(recommended), recommended),
    )


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
