"""The pages of the models: the list, and each card with its claims side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.dependencies import CurrentWorkspace
from api.pages.site import PageRoute, page
from api.schemas.base import Shape
from monitor.calculator.presets import Preset, presets
from monitor.catalog.card_filter import CardFilter
from monitor.catalog.fields import FIELDS
from monitor.catalog.lifecycle import retirement, retirement_date, status_on
from monitor.catalog.resolve import explain_figure
from monitor.catalog.size_class import TOTAL_BOUNDS, SizeClass, classes_touched
from monitor.domain.model_card import Claim, Figure
from monitor.reports.model_catalog import CatalogEntry, find_entry, list_catalog

FIRST = ("parameters.total", "parameters.active")

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class ModelsSought(Shape):
    """Which models to list; an empty text, which a form sends, does not restrict."""

    search: str = Field(default="", max_length=200)
    """A part of the name or key."""
    vendor: str = Field(default="", max_length=200)
    """Who made them."""
    size: str = Field(default="", pattern="^(S|M|L|XL|)$")
    """A class that all parameters touch."""
    weights: str = Field(default="", pattern="^(open|closed|)$")
    """Whether the weights are published."""

    def filter(self) -> CardFilter:
        """Which cards are wanted."""
        return CardFilter(
            vendor=self.vendor or None,
            size_class=SizeClass(self.size) if self.size else None,
            open_weights=None if not self.weights else self.weights == "open",
        )


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The claims about one field.

    Attributes:
        meaning: of the field; None where its name says it.
    """

    field: str
    meaning: str | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A line of the list."""

    entry: CatalogEntry
    classes: str
    retires: str


@router.get("/models")
def show_models(
    request: Request, workspace: CurrentWorkspace, sought: Annotated[ModelsSought, Query()]
) -> HTMLResponse:
    """The models that are sought."""
    today = workspace.now.date()
    with workspace.database.read() as session:
        everything = list_catalog(session, workspace.id, CardFilter(), on=today)
    wanted, words = sought.filter(), sought.search.lower().split()
    found = [
        _listed(entry)
        for entry in everything
        if wanted.admits(entry.card, entry.summary, on=today)
        and all(word in f"{entry.card.key} {entry.card.name}".lower() for word in words)
    ]
    return page(
        request,
        "models.html",
        sought=sought,
        found=found,
        vendors=sorted({e.summary.vendor for e in everything if e.summary.vendor}),
        sizes=list(SizeClass),
    )


@router.get("/models/{key:path}")
def show_model(request: Request, workspace: CurrentWorkspace, key: str) -> HTMLResponse:
    """A model's card, by its key or any id that means it."""
    today = workspace.now.date()
    with workspace.database.read() as session:
        entry = find_entry(session, workspace.id, key)
    card, ends = entry.card, retirement(entry.card, today)
    state = status_on(card, today)
    return page(
        request,
        "model.html",
        card=card,
        summary=entry.summary,
        state=None if state is None else state.value,
        retirement=None if ends is None else ends.told(),
        classes=_classes(entry.summary.total),
        reasons={
            "total": _reasons(entry.summary.total, card.claims, "parameters.total"),
            "active": _reasons(entry.summary.active, card.claims, "parameters.active"),
        },
        groups=_grouped(card.claims),
        preset=_preset_of(card.key),
    )


def _listed(entry: CatalogEntry) -> ListedModel:
    ends = retirement_date(entry.card)
    return ListedModel(
        entry, _classes(entry.summary.total), "" if ends is None else ends.isoformat()
    )


def _classes(total: Figure) -> str:
    return " to ".join(each.value for each in classes_touched(total, TOTAL_BOUNDS))


def _reasons(figure: Figure, claims: Sequence[Claim], field: str) -> Sequence[str]:
    told = any(claim.field == field for claim in claims)
    return explain_figure(claims, field) if told or figure.source is None else (figure.source,)


def _grouped(claims: Iterable[Claim]) -> list[ClaimGroup]:
    """The claims by field, counts first; those that were superseded last."""

    def order(claim: Claim) -> tuple[int, str, bool]:
        first = FIRST.index(claim.field) if claim.field in FIRST else len(FIRST)
        return (first, claim.field, claim.superseded_by is not None)

    return [
        ClaimGroup(field, FIELDS[field].meaning if field in FIELDS else None, tuple(claimed))
        for field, claimed in groupby(sorted(claims, key=order), key=lambda claim: claim.field)
    ]


def _preset_of(key: str) -> Preset | None:
    return next((preset for preset in presets().values() if preset.card == key), None)
