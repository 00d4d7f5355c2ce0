"""What an import would add to which cards, and what a person has to look at instead.

A claim that contradicts what is known is not added: it is told, and a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.catalog.counts import scaled, scaled_range
from monitor.catalog.fields import Kind, field_named
from monitor.catalog.importers.told import ImportedModel, problem_of
from monitor.catalog.resolve import CONFLICT_SHARE, number_of, resolve_figure, resolve_word
from monitor.catalog.served_id import Match, resolve_served
from monitor.catalog.shipped import shipped_vendors
from monitor.domain.model_card import Claim, FigureStatus, ModelCard

_OF_A_SNAPSHOT = frozenset({"retirement_date", "release_date", "successor"})
"""What a file says of one snapshot in these fields is not about the model's other snapshots."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A claim to add to a card.

    Attributes:
        supersedes: the id of the same source's earlier claim, whose place it takes.
    """

    card: str
    claim: Claim
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A claim that contradicts what is known, and how."""

    card: str
    claim: Claim
    told: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do.

    Attributes:
        already: claims that are there already.
        unresolved: ids that mean no card, in the order of the file.
        passed_over: entries about offers of resellers.
    """

    additions: tuple[Addition, ...]
    conflicts: tuple[Conflict, ...]
    already: int
    unresolved: tuple[str, ...]
    passed_over: int


CardNamed = Callable[[str], ModelCard | None]
"""Gives the card of a key with all claims that count for it."""


def plan_import(
    models: Sequence[ImportedModel],
    own_cards: Iterable[ModelCard],
    card_named: CardNamed,
    *,
    origin_key: str,
    on: date,
) -> ImportPlan:
    """What to add, by the rules above; the same file twice adds nothing the second time.

    Args:
        models: what the file says.
        own_cards: the cards of the workspace, which are looked at where no shipped card fits.
        card_named: gives a card by its key.
        origin_key: the key of the file's source in the shipped catalog.
        on: the day for which names are resolved.
    """
    planning = _Planning(_names_of(own_cards), card_named, origin_key, on)
    # What is said of a model under its own name goes before what is said of its snapshots.
    for model, card, is_own_name in sorted(planning.matched(models), key=lambda one: not one[2]):
        for claim in model.claims:
            if is_own_name or claim.field not in _OF_A_SNAPSHOT:
                planning.judge(card, claim)
    return planning.plan()


def _names_of(cards: Iterable[ModelCard]) -> dict[str, str]:
    names: dict[str, str] = {}
    for card in cards:
        for name in (card.key, card.model, *(alias.name for alias in card.aliases)):
            names.setdefault(name, card.key)
    return names


@dataclass(slots=True)
class _Planning:
    own_names: Mapping[str, str]
    card_named: CardNamed
    origin_key: str
    on: date
    _additions: list[Addition] = field(default_factory=list)
    _conflicts: list[Conflict] = field(default_factory=list)
    _unresolved: dict[str, None] = field(default_factory=dict)
    _said: dict[tuple[str, str], Claim] = field(default_factory=dict)
    _added: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    _already: int = 0
    _passed_over: int = 0

    def matched(
        self, models: Sequence[ImportedModel]
    ) -> Iterable[tuple[ImportedModel, ModelCard, bool]]:
        """Each model with its card, and whether the file calls it by the card's own name."""
        for model in models:
            found = resolve_served(model.id, provider=model.provider, on=self.on)
            is_sure = found.match in {Match.EXACT, Match.ALIAS} and found.quantization is None
            key = found.card.key if found.card is not None and is_sure else None
            key = key or self.own_names.get(model.id)
            card = None if key is None else self.card_named(key)
            if card is None:
                self._unresolved[model.id] = None
            elif model.sold_by is not None and not _is_maker(model.sold_by, card):
                self._passed_over += 1
            else:
                yield model, card, found.snapshot is None or not model.id.endswith(found.snapshot)

    def judge(self, card: ModelCard, claim: Claim) -> None:
        """Add a claim, find it there already, or put it on the list."""
        place = (card.key, claim.field)
        current = [c for c in card.claims if c.field == claim.field and c.superseded_by is None]
        ours = [c for c in current if self._is_of_origin(c, claim)]
        if any(_says_the_same(one, claim) for one in (*ours, *self._said_before(place))):
            self._already += 1
            return
        # What was reviewed and is trusted more than a file gives way to no newer file by itself.
        older = [one for one in ours if one.basis is claim.basis]
        others = [c for c in current if c not in older] + self._said_before(place)
        told = contradiction(others, claim) or self._impossible(card, claim)
        if told is not None:
            self._conflicts.append(Conflict(card.key, claim, told))
            return
        if place in self._said:
            self._already += 1  # another name of the same model, and nothing that contradicts
            return
        self._said[place] = claim
        self._added[card.key].append(claim)
        self._additions.append(Addition(card.key, claim, older[0].id if older else None))

    def _said_before(self, place: tuple[str, str]) -> list[Claim]:
        before = self._said.get(place)
        return [] if before is None else [before]

    def _is_of_origin(self, claim: Claim, imported: Claim) -> bool:
        shipped = (claim.id or "").rpartition("@")[2].partition("-")[0]
        return claim.source == imported.source or shipped == self.origin_key

    def _impossible(self, card: ModelCard, claim: Claim) -> str | None:
        """Why the claim cannot stand beside what is known, such as more active than all."""
        kin = _kin(claim.field)
        beside = [
            c
            for c in (*card.claims, *self._added[card.key])
            if c.superseded_by is None and c.field.startswith(kin)
        ]
        # What is odd already is no reason against the new claim.
        together = [] if problem_of(beside) else beside
        return problem_of([claim]) or problem_of([*together, claim])

    def plan(self) -> ImportPlan:
        """All of it."""
        return ImportPlan(
            tuple(self._additions),
            tuple(self._conflicts),
            self._already,
            tuple(self._unresolved),
            self._passed_over,
        )


_KIN = (
    ("parameters.",),
    ("architecture.experts",),
    ("release_date", "retirement_date", "knowledge_cutoff"),
)
"""Fields that have to fit together."""


def _kin(field: str) -> tuple[str, ...]:
    return next((kin for kin in _KIN if field.startswith(kin)), (field,))


def contradiction(known: Sequence[Claim], claim: Claim) -> str | None:
    """How a claim contradicts what is known of its field; None where it does not.

    A number contradicts an exact one by more than 2 %, and an estimate outside of all others; a
    date, a truth or the name of a layout contradicts another one.
    """
    kind = field_named(claim.field).kind
    if kind is Kind.COUNT:
        return _other_number(known, claim)
    is_word = kind in {Kind.DATE, Kind.TRUTH} or bool(field_named(claim.field).words)
    word = resolve_word(known, claim.field) if is_word else None
    if word is None or _agree(word, claim.value):
        return None
    return f"{claim.source} says {claim.value}, while {word} is known"


def _other_number(known: Sequence[Claim], claim: Claim) -> str | None:
    figure = resolve_figure(known, claim.field)
    if figure.low is None or figure.high is None:
        return None
    low, high = _ends(claim)
    if low is None or high is None:
        return None
    if figure.status is FigureStatus.EXACT and figure.value is not None:
        allowed = CONFLICT_SHARE * figure.value
        if low - allowed <= figure.value <= high + allowed:
            return None
        return (
            f"{claim.source} says {scaled_range(low, high)}, while {scaled(figure.value)} "
            "is known for certain"
        )
    if low >= figure.low and high <= figure.high:
        return None
    return (
        f"{claim.source} says {scaled_range(low, high)}, outside of the "
        f"{scaled_range(figure.low, figure.high)} that others say"
    )


def _ends(claim: Claim) -> tuple[float | None, float | None]:
    number = number_of(claim)
    return (claim.low if number is None else number), (claim.high if number is None else number)


def _agree(known: str | bool, told: object) -> bool:
    """Whether two words are the same; of dates, as far as both go."""
    if isinstance(known, str) and isinstance(told, str):
        length = min(len(known), len(told))
        return known == told or (known[:4].isdigit() and known[:length] == told[:length])
    return known == told


def _says_the_same(known: Claim, claim: Claim) -> bool:
    return (known.value, known.low, known.high) == (claim.value, claim.low, claim.high)


def _is_maker(seller: str, card: ModelCard) -> bool:
    vendor = shipped_vendors().get(card.vendor or "")
    return seller == card.vendor or (vendor is not None and seller in vendor.names)
