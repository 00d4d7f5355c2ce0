"""What the asking loop tells whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.answer import Asked
from monitor.domain.question import Question


class PumpEventKind(StrEnum):
    """What happened in the loop."""

    CLAIMED = "claimed"
    ANSWERED = "answered"
    FAILED = "failed"
    WAITING = "waiting"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class PumpEvent:
    """One thing that happened.

    Attributes:
        question: set for "claimed", "answered" and "failed".
        asked: set for "answered" and "failed", which are told after it is stored.
        in_flight: calls in flight at that moment.
        wait_s: seconds until the next look; set for "waiting".
    """

    kind: PumpEventKind
    in_flight: int
    question: Question | None = None
    asked: Asked | None = None
    wait_s: float | None = None
