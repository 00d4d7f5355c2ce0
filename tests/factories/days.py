"""Answers of several days, for charts and whatever tells days apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from monitor.domain.answer import Answer
from monitor.domain.question import Question
from monitor.pipeline.roll_up import roll_up
from monitor.storage.engine import Database
from tests.factories.analyzed import answer_and_analyze, save_tiny_card
from tests.factories.answers import NOON
from tests.factories.runs import PlannedRun, make_run


def ask_daily(
    database: Database,
    days_ago: Sequence[int],
    answer_to: Callable[[int, Question], Answer],
    *,
    prompts: int = 6,
    repeats: int = 2,
    targets: tuple[str, ...] = ("cool",),
) -> PlannedRun:
    """A run for each of the days before today's noon, by a model with a card; rolled up."""
    for days in days_ago:
        planned = make_run(database, prompts=prompts, repeats=repeats, targets=targets)
        answer_and_analyze(
            database,
            planned,
            lambda question, days=days: answer_to(days, question),  # type: ignore[misc]  # bound now
            model_card_id=save_tiny_card(database, planned.workspace_id),
            asked_at=NOON - timedelta(days=days),
        )
    roll_up(database, planned.workspace_id)
    return planned
