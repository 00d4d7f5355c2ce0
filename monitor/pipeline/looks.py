"""Repeating prompts until their rates are precise: a look, then more questions or the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from monitor.domain.json_value import JsonObject
from monitor.metrics.precision import Precision, is_precise, next_repeats
from monitor.storage.engine import Database
from monitor.storage.looks import (
    AskedPair,
    Look,
    add_look,
    asked_pairs,
    hold_for_look,
    is_over_budget,
    looks_of,
    runs_to_look_at,
)
from monitor.storage.run_plans import PlannedQuestion, add_questions
from monitor.storage.runs import end_run

log = structlog.get_logger()


def precision_as_json(precision: Precision, *, brand_key: str) -> JsonObject:
    """What a run wants to know, as it is stored."""
    return {
        "brand": brand_key,
        "half_width": precision.half_width,
        "max_repeats": precision.max_repeats,
    }


def precision_from_json(stored: JsonObject) -> tuple[str, Precision]:
    """The brand's key, and how precisely its rate shall be known."""
    half_width, max_repeats = stored["half_width"], stored["max_repeats"]
    assert isinstance(half_width, int | float)
    assert isinstance(max_repeats, int)
    return str(stored["brand"]), Precision(float(half_width), max_repeats)


def look_at_waiting_runs(database: Database, now: datetime) -> tuple[int, ...]:
    """Look at each run that waits for it.

    Returns:
        The runs that have ended by it.
    """
    with database.read() as session:
        waiting = runs_to_look_at(session)
    looks = [
        (run_id, look_at_run(database, workspace_id, run_id, now))
        for workspace_id, run_id in waiting
    ]
    return tuple(run_id for run_id, look in looks if look and not look.questions_added)


def look_at_run(database: Database, workspace_id: int, run_id: int, now: datetime) -> Look | None:
    """Let a run repeat the prompts whose rates are not precise enough, or end it.

    After a question that could not be paid, nothing is added.

    Returns:
        What was seen; None when the run does not wait for a look, or another process is at it.
    """
    with database.write() as session:
        stored = hold_for_look(session, workspace_id, run_id)
        if stored is None:
            return None
        brand_key, precision = precision_from_json(stored)
        pairs = asked_pairs(session, workspace_id, run_id, brand_key=brand_key)
        questions = (
            [] if is_over_budget(session, run_id) else list(_more_questions(pairs, precision))
        )
        add_questions(session, workspace_id, run_id, questions)
        number = len(looks_of(session, workspace_id, run_id)) + 1
        look = _seen(pairs, precision, number=number, looked_at=now, added=len(questions))
        add_look(session, workspace_id, run_id, look)
        if not questions:
            end_run(session, workspace_id, run_id, now)
    log.info("run_looked_at", run=run_id, look=number, questions_added=len(questions))
    return look


def _more_questions(pairs: Sequence[AskedPair], precision: Precision) -> Iterator[PlannedQuestion]:
    wanted = {
        pair: next_repeats(pair.k, pair.n, repeats=pair.repeats, precision=precision)
        for pair in pairs
    }
    # Repetition by repetition, as the run's first questions.
    for repetition in range(1, max(wanted.values(), default=0) + 1):
        for pair, repeats in wanted.items():
            if pair.repeats < repetition <= repeats:
                yield PlannedQuestion(pair.prompt_version_id, pair.target_id, repetition)


def _seen(
    pairs: Sequence[AskedPair],
    precision: Precision,
    *,
    number: int,
    looked_at: datetime,
    added: int,
) -> Look:
    answered = [pair for pair in pairs if pair.n]
    precise = [pair for pair in answered if is_precise(pair.k, pair.n, precision.half_width)]
    return Look(
        number=number,
        looked_at=looked_at,
        repeats=max((pair.repeats for pair in pairs), default=0),
        precise=len(precise),
        at_most=sum(
            pair.repeats >= precision.max_repeats for pair in answered if pair not in precise
        ),
        unanswered=len(pairs) - len(answered),
        questions_added=added,
    )
