"""What holds of a run after any fault: nothing lost, nothing asked twice, all spending known."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tests.e2e.recorded_models import Call, RecordedModels
from tests.e2e.stack import Stack

log = logging.getLogger(__name__)

_OUTCOMES = """
    SELECT q.state, t.model, v.text AS prompt, count(a.id) AS answers, max(a.attempts) AS attempts,
        max(a.provider_request_id) AS reply_id, max(a.input_tokens + a.output_tokens) AS tokens
    FROM questions q
    JOIN prompt_versions v ON v.id = q.prompt_version_id
    JOIN targets t ON t.id = q.target_id
    LEFT JOIN answers a ON a.question_id = q.id
    WHERE q.run_id = :run_id
    GROUP BY q.id, q.state, t.model, v.text
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """What was stored at a moment.

    Attributes:
        at: in seconds since 1970.
        stored: the model and prompt of each question that had its outcome.
        claimed: questions that were claimed then.
    """

    at: float
    stored: frozenset[tuple[str, str]]
    claimed: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How a run came out.

    Attributes:
        calls: that the models got.
        repeated: calls beyond those of which the outcome is stored.
        retries: calls that an outcome is the second, third or fourth of.
    """

    answered: int
    failed: int
    calls: int
    repeated: int
    retries: int


def stored_now(stack: Stack, run_id: int, *, of_process: int | None = None) -> Moment:
    """What is stored, and what is claimed: by a process, where its id is given, or by all."""
    at = time.time()
    with stack.database.read() as session:
        rows = session.execute(sa.text(_OUTCOMES), {"run_id": run_id}).all()
        claimed: int = session.scalar(
            sa.text(
                "SELECT count(*) FROM questions"
                " WHERE run_id = :run_id AND state = 'claimed' AND claimed_by LIKE :worker"
            ),
            {"run_id": run_id, "worker": "%" if of_process is None else f"%:{of_process}:%"},
        )
    return Moment(at, frozenset((r.model, r.prompt) for r in rows if r.answers), claimed)


def assert_nothing_lost(
    stack: Stack,
    models: RecordedModels,
    run_id: int,
    *,
    questions: int,
    moments: Sequence[Moment] = (),
    most_repeated: int = 0,
) -> Outcomes:
    """Check a run that has ended, and tell how it came out.

    Each prompt is asked once of each model.

    Args:
        stack: where it was stored.
        models: that were asked.
        run_id: the run.
        questions: how many it has.
        moments: what was stored at each may not be asked any more afterwards.
        most_repeated: calls that may have been made without that their outcome is stored.
    """
    with stack.database.read() as session:
        rows = session.execute(sa.text(_OUTCOMES), {"run_id": run_id}).all()
    states = Counter(row.state for row in rows)
    assert len(rows) == questions
    assert set(states) <= {"answered", "failed"}, states
    assert Counter(row.answers for row in rows) == {1: questions}

    calls = models.calls()
    attempts = sum(row.attempts for row in rows)
    repeated = len(calls) - attempts
    assert 0 <= repeated <= most_repeated, (len(calls), attempts, questions)
    for moment in moments:
        _assert_not_asked_again(calls, moment)
    _assert_spending_known(models, calls, rows)
    asked = sum(1 for row in rows if row.attempts)
    outcomes = Outcomes(
        states["answered"], states["failed"], len(calls), repeated, attempts - asked
    )
    log.info("%s; %d repeated calls were allowed", outcomes, most_repeated)
    return outcomes


def _assert_not_asked_again(calls: Sequence[Call], moment: Moment) -> None:
    again = {
        (call.model, call.prompt)
        for call in calls
        if call.at > moment.at and (call.model, call.prompt) in moment.stored
    }
    assert not again, again


def _assert_spending_known(
    models: RecordedModels, calls: Sequence[Call], rows: Sequence[sa.Row[Any]]
) -> None:
    """Each stored answer is one reply; stored and lost replies make up what the models count."""
    replies = {call.id: call.tokens for call in calls if call.id is not None}
    kept = {row.reply_id: row.tokens for row in rows if row.tokens is not None}
    assert len(kept) == sum(row.tokens is not None for row in rows)
    assert kept.items() <= replies.items()
    spend = models.counts()["spend"]
    counted = spend["input_tokens"] + spend["output_tokens"]
    # What was sent as garbage, or not at all, the models have counted and nobody has read.
    unread = sum(call.status is None or (call.status == 200 and not call.id) for call in calls)
    assert counted == sum(replies.values()) or (unread and counted > sum(replies.values()))
