"""What becomes of a firing while the run of an earlier one is unfinished."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class OverlapPolicy(StrEnum):
    """How a firing meets an unfinished run."""

    SKIP = "skip"
    QUEUE = "queue"
    CANCEL_PREVIOUS = "cancel_previous"


class Meeting(StrEnum):
    """What is done with the firing."""

    START = "start"
    START_AND_CANCEL = "start_and_cancel"
    SKIP = "skip"
    WAIT = "wait"


def meet_run(policy: OverlapPolicy, *, has_open_run: bool) -> Meeting:
    """What is done with a firing that is to run; WAIT leaves it due until the run has ended."""
    if not has_open_run:
        return Meeting.START
    match policy:
        case OverlapPolicy.SKIP:
            return Meeting.SKIP
        case OverlapPolicy.QUEUE:
            return Meeting.WAIT
        case OverlapPolicy.CANCEL_PREVIOUS:
            return Meeting.START_AND_CANCEL
        case _:
            assert_never(policy)
