"""The port of the pump over lists in memory: leases run out, and a full disk can be had."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.asking.pump import Questions
from monitor.domain.answer import Asked
from monitor.domain.question import Question


class DiskFull(Exception):
    """As a database would raise it."""


@dataclass(slots=True)
class MemoryQuestions(Questions):
    """Questions with leases.

    Attributes:
        failing: calls that raise, by method and number, such as ("store", 1).
        unstorable: ids of questions whose answers can never be stored.
        log: every call by method and the ids that it concerned.
    """

    waiting: list[Question]
    lease_s: float = 30.0
    failing: set[tuple[str, int]] = field(default_factory=set)
    unstorable: set[int] = field(default_factory=set)
    leases: dict[int, float] = field(default_factory=dict)
    claimed: dict[int, Question] = field(default_factory=dict)
    stored: list[Asked] = field(default_factory=list)
    log: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    most_claimed: int = 0

    def claim(self, limit: int) -> Sequence[Question]:
        now = time.monotonic()
        lapsed = [self.claimed[key] for key, until in self.leases.items() if until <= now]
        taken = [*lapsed, *self.waiting][:limit]
        self._begin("claim", [question.id for question in taken])
        for question in taken:
            self.leases[question.id] = now + self.lease_s
            self.claimed[question.id] = question
        self.waiting = [question for question in self.waiting if question not in taken]
        self.most_claimed = max(self.most_claimed, len(self.leases))
        return taken

    def store(self, asked: Sequence[Asked]) -> None:
        ids = [each.question_id for each in asked]
        self._begin("store", ids)
        if self.unstorable.intersection(ids):
            raise DiskFull(ids)
        self.stored += asked
        for key in ids:
            del self.leases[key]

    def renew(self, question_ids: Sequence[int]) -> None:
        self._begin("renew", question_ids)
        for key in question_ids:
            self.leases[key] = time.monotonic() + self.lease_s

    def release(self, question_ids: Sequence[int]) -> None:
        self._begin("release", question_ids)
        for key in question_ids:
            del self.leases[key]
            self.waiting.append(self.claimed[key])

    def seconds_until_claimable(self) -> float | None:
        self._begin("seconds_until_claimable", [])
        if self.waiting:
            return 0.0
        if not self.leases:
            return None
        return max(min(self.leases.values()) - time.monotonic(), 0.0)

    def ids_stored(self) -> list[int]:
        return sorted(asked.question_id for asked in self.stored)

    def ids_waiting(self) -> list[int]:
        return sorted(question.id for question in self.waiting)

    def times_claimed(self) -> Counter[int]:
        return Counter(key for name, keys in self.log if name == "claim" for key in keys)

    def _begin(self, name: str, keys: Sequence[int]) -> None:
        self.threads.add(threading.get_ident())
        number = 1 + sum(logged == name for logged, _ in self.log)
        self.log.append((name, tuple(keys)))
        if (name, number) in self.failing:
            raise DiskFull(name)
