"""The shipped catalog: cards, surfaces and rules as reviewed package data, checked on load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from monitor.catalog.card_reading import Source, read_card, read_source
from monitor.catalog.validate import require_valid
from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import ModelCard, Surface
from monitor.errors import BadInput


@lru_cache(maxsize=1)
def shipped_cards() -> Mapping[str, ModelCard]:
    """All shipped cards by key, in the order of vendors and then of the files."""
    return cards_in(
        {each.name: _json(each) for each in _folder("cards") if each.name.endswith(".json")},
        shipped_sources(),
    )


def cards_in(
    documents: Mapping[str, object], sources: Mapping[str, Source]
) -> Mapping[str, ModelCard]:
    """The cards of parsed files, by key.

    Raises:
        BadInput: a card is impossible; the message names its file, its key and every reason.
    """
    cards: dict[str, ModelCard] = {}
    for name, document in documents.items():
        if not isinstance(document, list):
            raise BadInput(f"{name}: expected a list of cards")
        for entry in document:
            card = read_card(entry, sources, file=name)
            if card.key in cards:
                raise BadInput(f"{name}: the card {card.key} stands twice in the catalog")
            try:
                require_valid(card.claims)
            except BadInput as error:
                raise BadInput(f"{name}: {card.key}: {error}") from error
            cards[card.key] = card
    for card in cards.values():
        for lineage in card.lineage:
            _require_parent(card, lineage.parent, cards)
    return MappingProxyType(cards)


def _require_parent(card: ModelCard, parent: str, cards: Mapping[str, ModelCard]) -> None:
    if parent == card.key:
        raise BadInput(f"{card.key}: expected another model as its parent")
    vendor = parent.partition("/")[0]
    if parent not in cards and not vendor:
        raise BadInput(f"{card.key}: expected a parent like vendor/model, found {parent!r}")


@lru_cache(maxsize=1)
def shipped_sources() -> Mapping[str, Source]:
    """Who is cited in the shipped cards, by key."""
    document = _package_json("sources.json")
    assert isinstance(document, dict)
    return {key: read_source(entry) for key, entry in document.items()}


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who makes models; `names` are what stands before the models' names in ids."""

    name: str
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def shipped_vendors() -> Mapping[str, Vendor]:
    """The vendors of the shipped cards, by key."""
    document = _package_json("vendors.json")
    assert isinstance(document, dict)
    return {key: Vendor(one["name"], tuple(one["names"])) for key, one in document.items()}


@lru_cache(maxsize=1)
def shipped_surfaces() -> tuple[Surface, ...]:
    """The consumer surfaces: products that do not tell which model answered."""
    document = _package_json("surfaces.json")
    assert isinstance(document, list)
    return tuple(
        Surface(
            key=entry["key"],
            name=entry["name"],
            vendor=entry["vendor"],
            names=tuple(entry["names"]),
            why=entry["why"],
        )
        for entry in document
    )


@lru_cache(maxsize=1)
def conditional_rules() -> tuple[JsonObject, ...]:
    """Settings that a model takes only together with others, as reviewed data."""
    rules = _package_json("sampling_rules.json")
    assert isinstance(rules, list)
    return tuple(rules)


def _folder(name: str) -> list[Traversable]:
    entries = files("monitor.catalog").joinpath("data", name).iterdir()
    return sorted(entries, key=lambda entry: entry.name)


def _package_json(name: str) -> object:
    return _json(files("monitor.catalog").joinpath("data", name))


def _json(file: Traversable) -> object:
    return json.loads(file.read_text("utf-8"))
