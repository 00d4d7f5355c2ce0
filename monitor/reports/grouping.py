"""Which answers go into which row: by what was asked for, and by what is never pooled silently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from monitor.catalog.summary import CardSummary
from monitor.reports.dimension import OF_MODELS, OF_PROMPTS, OF_ROWS, OF_SETTINGS, Dimension, Pooled
from monitor.reports.facts import Facts, Settings
from monitor.reports.filters import FieldValue, Filter, admits, fields_of, value_order
from monitor.storage.configured import SavedTarget
from monitor.storage.visibility import Place

_GUARDED = (Pooled.CHANNEL, Pooled.WEB_SEARCH, Pooled.SERVED_MODEL, Pooled.SAMPLING)
"""In this order: a split by the first often leaves nothing to be split by the others."""

Part: TypeAlias = tuple[FieldValue | None, int]
"""A value of a field with the number of what has it, 0 where the value itself tells all apart."""

GroupKey: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report asks of its rows.

    Attributes:
        dimensions: by what rows are split.
        where: which answers count; None for all.
        pool: what may be put together although it differs.
    """

    dimensions: tuple[Dimension, ...]
    where: Filter | None
    pool: tuple[Pooled, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one or more rows.

    Attributes:
        values: what they have in the fields by which rows are split; None where not known.
        target: the target where rows are split by it.
        card: of the model that answered; None where several did, or nothing is known of it.
        sent: the sampling settings that were sent; None where they differ or are not known.
    """

    key: GroupKey
    values: Mapping[Dimension, FieldValue | None]
    places: tuple[Place, ...]
    target: SavedTarget | None
    served_models: tuple[str, ...]
    card: CardSummary | None
    sent: Settings | None


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups in the order of their rows.

    Attributes:
        split_by: by what rows are split beyond what was asked for.
        pooled: what groups pool although it differs, with all that is pooled.
    """

    wanted: Wanted
    groups: tuple[Group, ...]
    split_by: tuple[Dimension, ...]
    pooled: Mapping[Pooled, tuple[str, ...]]
    facts: Facts
    _finder: _KeyFinder

    def keys_of(self, place: Place) -> tuple[GroupKey, ...]:
        """The groups in which the answers of a place count; none where they are filtered out."""
        return self._finder.keys_of(place)

    def target_ids(self) -> tuple[int, ...]:
        """The targets of which there are answers in any group."""
        return tuple(sorted({place.target_id for each in self.groups for place in each.places}))


def group_places(places: Iterable[Place], wanted: Wanted, facts: Facts) -> Grouping:
    """The groups of the places that the filter admits."""
    known = tuple(places)
    finder = _KeyFinder(facts, wanted.where, _fields(wanted))
    groups = finder.grouped(known)
    for guarded_field in _to_guard(wanted):
        if any(len(_parts(facts, guarded_field, own)) > 1 for own in groups.values()):
            finder = _KeyFinder(facts, wanted.where, (*finder.fields, guarded_field))
            groups = finder.grouped(known)
    fields = finder.fields
    ordered = sorted(groups, key=lambda key: _row_order(fields, key))
    return Grouping(
        wanted=wanted,
        groups=tuple(_group(key, fields, groups[key], facts) for key in ordered),
        split_by=fields[len(_fields(wanted)) :],
        pooled=dict(_pooled(groups.values(), facts)),
        facts=facts,
        _finder=finder,
    )


def _to_guard(wanted: Wanted) -> Iterator[Dimension]:
    """The fields of which rows may not mix values, as far as nobody asked for it."""
    for guarded in _GUARDED:
        guarded_field = Dimension(guarded.value)
        asks_for_models = OF_MODELS & {*wanted.dimensions}
        if guarded in wanted.pool or (guarded is Pooled.SERVED_MODEL and asks_for_models):
            continue
        if guarded_field not in wanted.dimensions:
            yield guarded_field


def _fields(wanted: Wanted) -> tuple[Dimension, ...]:
    return tuple(each for each in wanted.dimensions if each not in OF_ROWS)


@dataclass(frozen=True, slots=True)
class _KeyFinder:
    """Finds the groups of places by these fields; many places differ in nothing that is asked."""

    facts: Facts
    where: Filter | None
    fields: tuple[Dimension, ...]
    known: dict[tuple[Hashable, ...], tuple[GroupKey, ...]] = field(default_factory=dict)

    def keys_of(self, place: Place) -> tuple[GroupKey, ...]:
        used = {*self.fields, *fields_of(self.where)}
        alike = (
            *_source_of(place),
            None if OF_PROMPTS.isdisjoint(used) else place.prompt_version_id,
            place.day if Dimension.DATE in used else None,
        )
        if alike not in self.known:
            self.known[alike] = self._find(place)
        return self.known[alike]

    def _find(self, place: Place) -> tuple[GroupKey, ...]:
        facts = self.facts
        if self.where is not None and not admits(self.where, lambda of: facts.values(place, of)):
            return ()
        return tuple(product(*(_parts_of(facts, each, place) for each in self.fields)))

    def grouped(self, places: Iterable[Place]) -> Mapping[GroupKey, Sequence[Place]]:
        groups: dict[GroupKey, list[Place]] = defaultdict(list)
        for place in places:
            for key in self.keys_of(place):
                groups[key].append(place)
        return groups


def _source_of(place: Place) -> tuple[int, str | None, int | None]:
    """Which way of asking which model the answers are of."""
    return place.target_id, place.served_model, place.model_card_id


def _one_of_each_source(places: Iterable[Place]) -> Iterable[Place]:
    return {_source_of(place): place for place in places}.values()


def _parts_of(facts: Facts, field: Dimension, place: Place) -> tuple[Part, ...]:
    number = 0
    if field is Dimension.TARGET:
        number = place.target_id  # a key may be of several targets, one after the other
    elif field is Dimension.SERVED_MODEL:
        number = facts.card_id(place) or 0  # a moving name means one model after the other
    return tuple((value, number) for value in facts.values(place, field))


def _parts(facts: Facts, field: Dimension, places: Iterable[Place]) -> set[Part]:
    """All values of a field that depends on the target and the model alone."""
    return {
        part for place in _one_of_each_source(places) for part in _parts_of(facts, field, place)
    }


def _row_order(
    fields: Sequence[Dimension], key: GroupKey
) -> tuple[tuple[int, tuple[bool, float, str], int], ...]:
    return tuple(
        # Targets stand in the order of configuration.
        (number if field is Dimension.TARGET else 0, value_order(value), number)
        for field, (value, number) in zip(fields, key, strict=True)
    )


def _group(
    key: GroupKey, fields: Sequence[Dimension], places: Sequence[Place], facts: Facts
) -> Group:
    sources = list(_one_of_each_source(places))
    card_ids = {facts.card_id(place) for place in sources}
    sent = [facts.sent(place.target_id) for place in sources]
    return Group(
        key=key,
        values={field: value for field, (value, _) in zip(fields, key, strict=True)},
        places=tuple(places),
        target=facts.target(places[0]) if Dimension.TARGET in fields else None,
        served_models=tuple(sorted({p.served_model for p in sources if p.served_model})),
        card=facts.card(places[0]) if len(card_ids) == 1 else None,
        sent=sent[0] if all(each == sent[0] for each in sent) else None,
    )


def _pooled(
    groups: Iterable[Sequence[Place]], facts: Facts
) -> Iterator[tuple[Pooled, tuple[str, ...]]]:
    own = list(groups)
    for guarded in _GUARDED:
        field = Dimension(guarded.value)
        mixed: set[Part] = set()
        for places in own:
            parts = _parts(facts, field, places)
            mixed |= parts if len(parts) > 1 else set()
        if mixed:
            ordered = sorted(mixed, key=lambda part: (value_order(part[0]), part[1]))
            yield guarded, tuple(dict.fromkeys(shown_value(field, value) for value, _ in ordered))


def shown_value(field: Dimension, value: FieldValue | None) -> str:
    """A value of a field as a person reads it."""
    if value is None:
        return "not known" if field not in OF_SETTINGS else "not sent or not known"
    if field is Dimension.WEB_SEARCH:
        return "on" if value else "off"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
