"""The shapes of a measurement: counts for each prompt go in, one metric cell comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class PromptCell:
    """How often something held among the counted answers to one prompt.

    Attributes:
        k: answers for which it held.
        n: counted answers; 0 where all failed or were refused.

    Raises:
        ValueError: unless 0 <= k <= n.
    """

    prompt_id: int
    k: int
    n: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if not 0 <= self.k <= self.n:
            raise ValueError(
                f"prompt {self.prompt_id}: expected 0 <= k <= n, got {self.k}/{self.n}"
            )


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided confidence interval.

    Attributes:
        method: how it was made, in words for a reader.
    """

    low: float
    high: float
    method: str


class Tier(StrEnum):
    """How much a number can carry; with `too_few` it is not shown as a finding."""

    TOO_FEW = "too_few"
    PROVISIONAL = "provisional"
    SOLID = "solid"


@dataclass(frozen=True, slots=True)
class MetricCell:
    """One measured number with all that is needed to judge it.

    Attributes:
        value: between 0 and 1; None where nothing was counted (n is 0).
        k, n: plain sums over answers. The value is weighted by prompt, so it is k / n only where
            all prompts have the same number of answers.
        n_prompts: prompts with at least one counted answer.
        ci_low, ci_high: 95 % interval; both None where there is none, and `method` says why.
        method: how the interval was made, in words for a reader.
    """

    value: float | None
    k: int
    n: int
    n_prompts: int
    ci_low: float | None
    ci_high: float | None
    method: str
    tier: Tier


def tier_of(answers: int) -> Tier:
    """The tier of a number that rests on so many answers.

    >>> [str(tier_of(answers)) for answers in (9, 10, 29, 30)]
    ['too_few', 'provisional', 'provisional', 'solid']
    """
    if answers < 10:
        return Tier.TOO_FEW
    return Tier.PROVISIONAL if answers < 30 else Tier.SOLID


def answered_cells(cells: Iterable[PromptCell]) -> tuple[PromptCell, ...]:
    """The cells with at least one answer, by prompt id.

    Raises:
        ValueError: a prompt has two cells, which would count one cluster as two.
    """
    ordered = sorted(cells, key=lambda cell: cell.prompt_id)
    for first, second in pairwise(ordered):
        if first.prompt_id == second.prompt_id:
            raise ValueError(f"expected one cell for each prompt, got two for {first.prompt_id}")
    return tuple(cell for cell in ordered if cell.n > 0)
