"""Reads one model card of the package data; what is wrong in it is told with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.catalog.resolve import resolve_word
from monitor.domain.model_card import (
    Adapter,
    Alias,
    Basis,
    Claim,
    Confidence,
    Lineage,
    ModelCard,
    Relation,
    Scope,
    Snapshot,
)
from monitor.errors import BadInput


@dataclass(frozen=True, slots=True)
class Source:
    """Who is cited.

    Attributes:
        name: short, for tables.
        title: in full.
        url: None where there is no address.
        as_of: the day for which it speaks; where only a year or month is known, its first day.
        license: the terms of its data; None where not known.
    """

    name: str
    title: str
    url: str | None
    kind: str
    as_of: date
    license: str | None


def read_source(entry: Mapping[str, Any]) -> Source:
    """A source of the package data."""
    return Source(
        name=entry["name"],
        title=entry["title"],
        url=entry["url"],
        kind=entry["kind"],
        as_of=date.fromisoformat(entry["as_of"]),
        license=entry["license"],
    )


def read_card(entry: Mapping[str, Any], sources: Mapping[str, Source], *, file: str) -> ModelCard:
    """A card of the package data.

    Raises:
        BadInput: a part is missing, unknown or of the wrong kind.
    """
    key = entry.get("key", "a card without a key")
    try:
        return _card(entry, sources)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {key}: cannot be read: {error!r}") from error


def _card(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> ModelCard:
    unknown = set(entry) - _PARTS
    if unknown:
        raise ValueError(f"unknown parts {', '.join(sorted(unknown))}")
    vendor, _, slug = entry["key"].partition("/")
    if vendor != entry["vendor"] or not slug:
        raise ValueError(f"expected a key {entry['vendor']}/model, found {entry['key']}")
    claims = _claims(entry["claims"], sources)
    weights = resolve_word(claims, "open_weights")
    return ModelCard(
        key=entry["key"],
        name=entry["name"],
        provider=None,
        model=slug,
        claims=claims,
        vendor=entry["vendor"],
        family=entry["family"],
        open_weights=weights if isinstance(weights, bool) else None,
        aliases=tuple(_alias(each, sources) for each in entry["aliases"]),
        snapshots=tuple(_snapshot(each, sources) for each in entry["snapshots"]),
        lineage=tuple(
            Lineage(each["parent"], Relation(each["relation"]), sources[each["source"]].name)
            for each in entry["lineage"]
        ),
        adapters=tuple(_adapter(each) for each in entry["adapters"]),
        note=entry.get("note"),
    )


_PARTS = frozenset(
    {
        "key", "vendor", "family", "name", "aliases", "snapshots", "lineage", "adapters", "claims",
        "note",
    }
)  # fmt: skip


def _claims(entries: list[Mapping[str, Any]], sources: Mapping[str, Source]) -> tuple[Claim, ...]:
    claims = []
    seen: Counter[str] = Counter()
    for entry in entries:
        claim = _claim(entry, sources[entry["source"]])
        name = f"{entry['field']}@{entry['source']}"
        seen[name] += 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        claims.append(replace(claim, id=f"{name}{number}"))
    return tuple(claims)


def _claim(entry: Mapping[str, Any], source: Source) -> Claim:
    return Claim(
        field=entry["field"],
        value=entry.get("value"),
        low=entry.get("low"),
        high=entry.get("high"),
        unit=entry.get("unit"),
        basis=Basis(entry["basis"]),
        source=source.name,
        source_url=source.url,
        as_of=_day(entry.get("as_of")) or source.as_of,
        confidence=Confidence(entry["confidence"]),
        note=entry.get("note"),
        scope=Scope(**entry.get("scope", {})),
        upstream_urls=tuple(entry.get("upstream_urls", ())),
        primary_read=entry.get("primary_read"),
        superseded_by=entry.get("superseded_by"),
    )


def _alias(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Alias:
    alias = Alias(
        name=entry["name"],
        provider=entry.get("provider"),
        valid_from=_day(entry.get("valid_from")),
        valid_to=_day(entry.get("valid_to")),
        snapshot=entry.get("snapshot"),
        source=_name_of(entry, sources),
    )
    if alias.valid_from and alias.valid_to and alias.valid_from >= alias.valid_to:
        raise ValueError(f"{alias.name}: expected valid_from before valid_to")
    return alias


def _snapshot(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Snapshot:
    return Snapshot(
        entry["id"],
        _day(entry.get("released")),
        _day(entry.get("retired")),
        _name_of(entry, sources),
    )


def _name_of(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> str | None:
    return sources[entry["source"]].name if "source" in entry else None


def _adapter(entry: Mapping[str, Any]) -> Adapter:
    return Adapter(
        kind=entry["kind"],
        rank=entry.get("rank"),
        alpha=entry.get("alpha"),
        target_modules=tuple(entry.get("target_modules", ())),
        trainable_parameters=entry.get("trainable_parameters"),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
