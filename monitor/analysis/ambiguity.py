"""Finds aliases that cannot work: two brands sharing one, or nothing left to look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.analysis.folding import fold_text
from monitor.analysis.urls import normal_host
from monitor.analysis.variants import squeeze
from monitor.domain.findings import Brand

_MIN_CHARACTERS = 2


class AliasProblemKind(StrEnum):
    """What is wrong with an alias."""

    SHARED = "shared"
    EMPTY = "empty"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class AliasProblem:
    """An alias, name or domain that cannot be used.

    Attributes:
        alias: as the user wrote it, in the first of the brands.
        brands: keys; two for a shared alias, else one.
    """

    kind: AliasProblemKind
    alias: str
    brands: tuple[str, ...]


def alias_problems(brands: Sequence[Brand]) -> list[AliasProblem]:
    """All problems in the order of the brands; none where every alias means one brand.

    Aliases are the same when they differ only in case, accents, spaces and hyphens.
    """
    problems: list[AliasProblem] = []
    owners: dict[str, str] = {}
    for brand in brands:
        for alias, folded in _folded_aliases(brand):
            if len(folded) < _MIN_CHARACTERS:
                kind = AliasProblemKind.TOO_SHORT if folded else AliasProblemKind.EMPTY
                problems.append(AliasProblem(kind, alias, (brand.key,)))
                continue
            owner = owners.setdefault(folded, brand.key)
            if owner != brand.key:
                problems.append(AliasProblem(AliasProblemKind.SHARED, alias, (owner, brand.key)))
    return problems


def _folded_aliases(brand: Brand) -> list[tuple[str, str]]:
    names = dict.fromkeys((brand.name, *brand.aliases))
    domains = dict.fromkeys(brand.domains)
    # Domains keep their dots and hyphens, so they meet names only where they are written alike.
    return [(n, squeeze(fold_text(n))) for n in names] + [(d, normal_host(d)) for d in domains]
