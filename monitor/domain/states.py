"""The states of a run and of a question."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """Where a run stands."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    OVER_BUDGET = "over_budget"


OPEN_RUN_STATES = frozenset({RunState.PLANNED, RunState.RUNNING})


class QuestionState(StrEnum):
    """Where a question stands; the last four are final."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    OVER_BUDGET = "over_budget"


OPEN_QUESTION_STATES = frozenset({QuestionState.WAITING, QuestionState.CLAIMED})


class RunTrigger(StrEnum):
    """Who began a run; the questions of "command" are asked by the command itself."""

    COMMAND = "command"
    MANUAL = "manual"
    SCHEDULE = "schedule"
    IMPORT = "import"
