"""Two runs of the same monitor a month apart, for reports that compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from monitor.domain.answer import Answer
from monitor.domain.question import Question
from monitor.pipeline.roll_up import roll_up
from monitor.storage.engine import Database
from monitor.storage.runs import finish_run_if_ended, start_run
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run

EARLIER, LATER = NOON - timedelta(days=40), NOON - timedelta(days=5)


@dataclass(frozen=True, slots=True)
class TwoPeriods:
    earlier: PlannedRun
    later: PlannedRun

    @property
    def workspace_id(self) -> int:
        return self.later.workspace_id


def ask_twice(
    database: Database,
    before: Callable[[Question], Answer],
    after: Callable[[Question], Answer],
    *,
    prompts: tuple[int, int] = (10, 10),
    repeats: int = 3,
    targets: tuple[str, ...] = ("cool",),
    is_rolled_up: bool = True,
) -> TwoPeriods:
    """All prompts are asked in both periods, as far as both have as many; analyzed."""
    runs = []
    for count, at, answer_to in zip(prompts, (EARLIER, LATER), (before, after), strict=True):
        planned = make_run(database, prompts=count, repeats=repeats, targets=targets)
        with database.write() as session:
            start_run(session, planned.workspace_id, planned.run_id, at)
        answer_and_analyze(database, planned, answer_to, asked_at=at)
        with database.write() as session:
            finish_run_if_ended(session, planned.workspace_id, planned.run_id, at)
        runs.append(planned)
    if is_rolled_up:
        roll_up(database, runs[0].workspace_id)
    return TwoPeriods(*runs)
