"""Dimensions of published models, as reviewed package data with the totals to hold them against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from monitor.calculator.dimensions import Value


@dataclass(frozen=True, slots=True)
class Preset:
    """The dimensions of a published model.

    Attributes:
        kind: the name of its kind.
        values: the dimensions by field, as its published configuration has them.
        card: the key of its model card in the shipped catalog; None where it has none.
        published: the total that its makers or others state, with its source.
    """

    name: str
    title: str
    kind: str
    values: Mapping[str, Value]
    card: str | None
    published: int
    source: str


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """All presets by name, in the order of the file."""
    text = files("monitor.calculator").joinpath("data", "presets.json").read_text("utf-8")
    return MappingProxyType({name: _preset(name, told) for name, told in json.loads(text).items()})


def _preset(name: str, told: Mapping[str, object]) -> Preset:
    values, card, published = told["values"], told["card"], told["published"]
    assert isinstance(values, dict)
    assert card is None or isinstance(card, str)
    assert isinstance(published, int)
    return Preset(
        name=name,
        title=str(told["title"]),
        kind=str(told["kind"]),
        values=MappingProxyType(values),
        card=card,
        published=published,
        source=str(told["source"]),
    )
