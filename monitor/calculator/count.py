"""What counting gives: parts, each with its shape and how often it stands in the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Protocol

from monitor.errors import BadInput

MOST_PARAMETERS = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly: nine quadrillions."""


class Sort(StrEnum):
    """What a parameter is for; those of a model below stay as they are, whatever they are for."""

    WEIGHTS = "weights"
    BIASES = "biases"
    EMBEDDINGS = "embeddings"
    NORMS = "norms"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Part:
    """One tensor of a model, or several alike.

    Attributes:
        shape: its dimensions; their product is what one copy holds.
        copies: how often it stands in the model.
        used: how many of the copies work on one token; None for all.
        trained: False for what stays as it was.
    """

    name: str
    sort: Sort
    shape: tuple[int, ...]
    copies: int = 1
    used: int | None = None
    trained: bool = True

    @property
    def total(self) -> int:
        """The parameters of all copies."""
        return prod(self.shape) * self.copies

    @property
    def active(self) -> int:
        """The parameters that work on one token."""
        return prod(self.shape) * (self.copies if self.used is None else self.used)


class Architecture(Protocol):
    """A kind of model with its dimensions."""

    def parts(self) -> Iterator[Part]:
        """All its parameters."""
        ...


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """How many parameters a model has; the five sorts add up to the total.

    Attributes:
        biases: of layers; the shift of a norm counts with the norms.
        below: of the model that LoRA or adapters stand on; 0 where none is told of.
        active: used for one token; less than the total only for a mixture of experts.
        trainable: what training changes; less than the total where a base model stays as it was.
    """

    weights: int
    biases: int
    embeddings: int
    norms: int
    below: int
    total: int
    active: int
    trainable: int
    parts: tuple[Part, ...]


def count(model: Architecture) -> ParameterCount:
    """The parameters of a model, by sort and by part.

    Raises:
        BadInput: there are more than any model has.
    """
    parts = tuple(part for part in model.parts() if part.total)
    total = sum(part.total for part in parts)
    if total > MOST_PARAMETERS:
        raise BadInput(f"expected at most {MOST_PARAMETERS:,} parameters, found {total:.3e}")
    return ParameterCount(
        weights=_of(parts, Sort.WEIGHTS),
        biases=_of(parts, Sort.BIASES),
        embeddings=_of(parts, Sort.EMBEDDINGS),
        norms=_of(parts, Sort.NORMS),
        below=_of(parts, Sort.BELOW),
        total=total,
        active=sum(part.active for part in parts),
        trainable=sum(part.total for part in parts if part.trained),
        parts=parts,
    )


def _of(parts: Iterable[Part], sort: Sort) -> int:
    return sum(part.total for part in parts if part.sort is sort)
