"""Adds up the weights for and against one candidate."""

from __future__ import annotations


class Scales:
    """A score with a short word for each weight, in the order in which they were added."""

    __slots__ = ("reasons", "score")

    def __init__(self) -> None:
        self.score = 0.0
        self.reasons: list[str] = []

    def add(self, weight: float, reason: str) -> None:
        """Put a weight on the scales."""
        self.score += weight
        self.reasons.append(reason)
