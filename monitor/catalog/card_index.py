"""Every name in the shipped catalog, spelled so that gateways' spellings of it come out equal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import Alias, ModelCard

_SEPARATORS = re.compile(r"[-_. ]+")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])(?=\d)")


def fold(name: str) -> str:
    """One spelling for all: Bedrock's "llama3-1-8b" is Meta's "Llama-3.1-8B".

    >>> fold("Llama-3.1-8B") == fold("llama3-1-8b") == fold("llama_3.1 8b")
    True
    >>> fold("gpt-4.1") == fold("gpt-41")
    False
    """
    return _LETTER_DIGIT.sub("-", _SEPARATORS.sub("-", name.lower())).replace("--", "-")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one card.

    Attributes:
        name: as the catalog writes it.
        alias: set unless the name is the card's own or a snapshot's.
        snapshot: the fixed state that the name means; None where it does not tell.
    """

    name: str
    card_key: str
    vendor: str
    alias: Alias | None = None
    snapshot: str | None = None

    @property
    def is_snapshot(self) -> bool:
        """Whether the name is that of a fixed state."""
        return self.alias is None and self.snapshot is not None

    def said(self) -> str:
        """What the name is, in a sentence."""
        if self.alias is not None:
            kind = "an alias" if self.is_loose else "a name"
            return f"{self.name} is {kind} of {self.card_key} {self.where()}".rstrip() + "."
        if self.is_snapshot:
            return f"{self.name} is a snapshot of {self.card_key}."
        return f"The name is that of {self.card_key}."

    def where(self) -> str:
        """With whom and when the name holds, in words; empty where it holds always."""
        alias = self.alias
        if alias is None:
            return ""
        told = (
            ("with", alias.provider),
            ("from", alias.valid_from and alias.valid_from.isoformat()),
            ("until", alias.valid_to and alias.valid_to.isoformat()),
        )
        return " ".join(f"{word} {value}" for word, value in told if value)

    @property
    def is_loose(self) -> bool:
        """Whether the name holds for a time or with one provider only."""
        alias = self.alias
        if alias is None or alias.name == self.card_key.rsplit("/", 1)[-1]:
            return False
        bounded = (alias.valid_from, alias.valid_to) != (None, None)
        return bounded or (alias.provider is not None and "/" not in alias.name)

    def holds(self, provider: str | None, on: date) -> bool:
        """Whether the name means the card with a provider on a day."""
        if self.alias is None:
            return True
        # An id of OpenRouter or of the hub is the same wherever it is written.
        elsewhere = provider if "/" not in self.alias.name else None
        if self.alias.provider == "ollama":
            elsewhere = provider or "nobody"
        if elsewhere is not None and self.alias.provider not in {None, elsewhere}:
            return False
        return self.alias.holds_on(on)

    def has_owner(self, owner: str | None) -> bool:
        """Whether the catalog writes the name with this owner."""
        return owner is not None and self.name.lower().startswith(f"{owner}/")

    def rank(self, provider: str | None) -> int:
        """Lower for the name that tells more."""
        if self.is_snapshot:
            return 0
        if self.alias is not None and self.alias.provider == provider and provider is not None:
            return 1
        return 2 if self.alias is None else 3


@lru_cache(maxsize=1)
def card_index() -> Mapping[str, tuple[Named, ...]]:
    """All names by their folded spelling, with and without their owner."""
    index: dict[str, list[Named]] = defaultdict(list)
    for card in shipped_cards().values():
        for named in _names(card):
            for spelling in {fold(named.name), fold(named.name.rsplit("/", 1)[-1])}:
                index[spelling].append(named)
    return {spelling: tuple(names) for spelling, names in index.items()}


def _names(card: ModelCard) -> Iterator[Named]:
    vendor = card.vendor or ""
    yield Named(card.key, card.key, vendor)
    for snapshot in card.snapshots:
        yield Named(snapshot.id, card.key, vendor, snapshot=snapshot.id)
    for alias in card.aliases:
        if alias.name not in {card.model, card.key} or alias != Alias(
            alias.name, source=alias.source
        ):
            yield Named(alias.name, card.key, vendor, alias, alias.snapshot)
