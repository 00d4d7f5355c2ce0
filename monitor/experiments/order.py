"""The order in which an experiment asks: by chance, so that no arm is asked before another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

Asked = TypeVar("Asked")


def in_random_order(one_round: Sequence[Asked], *, rounds: int, seed: int) -> Iterator[Asked]:
    """Each round in an order of its own; one that ends early has asked all about equally often.

    >>> asked = list(in_random_order("abc", rounds=2, seed=1))
    >>> sorted(asked[:3]), sorted(asked[3:])
    (['a', 'b', 'c'], ['a', 'b', 'c'])
    """
    random = Random(seed)  # noqa: S311 - an order, not a secret
    for _ in range(rounds):
        # Only random() is promised to give the same numbers in every Python release.
        drawn = sorted((random.random(), place) for place in range(len(one_round)))
        for _, place in drawn:
            yield one_round[place]
