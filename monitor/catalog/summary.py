"""The few facts of a model's card that stand beside every number about the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from monitor.catalog.defaults import defaults_from_card
from monitor.catalog.resolve import resolve_figure, resolve_word
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Basis, Claim, Figure, FigureStatus, ModelCard


@dataclass(frozen=True, slots=True)
class CardSummary:
    """What is shown of a model beside every number about it.

    Attributes:
        active: parameters used for each token; for a dense model the same as the total.
        architecture: the layout, such as "dense" or "moe"; None where not known for certain.
        architecture_name: the family of the layout, such as "llama"; None where not known.
        quantization: such as "Q4_1"; None where not known.
        open_weights: None where not known.
        sampling_defaults: what is used for a setting that is not sent, by setting; the latest
            that is known.
    """

    key: str
    name: str
    provider: str | None
    model: str
    vendor: str | None
    family: str | None
    total: Figure
    active: Figure
    architecture: str | None
    architecture_name: str | None
    quantization: str | None
    context_window: Figure
    open_weights: bool | None
    sampling_defaults: Mapping[str, JsonValue]


def summarize(card: ModelCard) -> CardSummary:
    """What is shown of the model beside every number about it."""
    total = resolve_figure(card.claims, "parameters.total")
    architecture = _text(card.claims, "architecture.layout")
    return CardSummary(
        key=card.key,
        name=card.name,
        provider=card.provider,
        model=card.model,
        vendor=card.vendor or _text(card.claims, "vendor"),
        family=card.family or _text(card.claims, "family"),
        total=total,
        active=_active(card.claims, total, architecture),
        architecture=architecture,
        architecture_name=_text(card.claims, "architecture"),
        quantization=_text(card.claims, "quantization"),
        context_window=resolve_figure(card.claims, "context_window"),
        open_weights=card.open_weights
        if card.open_weights is not None
        else _truth(card.claims, "open_weights"),
        sampling_defaults={
            default.field: default.value for default in defaults_from_card(card, as_of=date.max)
        },
    )


def _active(claims: tuple[Claim, ...], total: Figure, architecture: str | None) -> Figure:
    told = resolve_figure(claims, "parameters.active")
    if architecture != "dense" or told.status is FigureStatus.EXACT:
        return told
    if total.status is not FigureStatus.EXACT:
        return told if told.status is FigureStatus.ESTIMATED else total
    return replace(
        total, basis=Basis.DERIVED, source=f"a dense model uses all parameters; {total.source}"
    )


def _text(claims: tuple[Claim, ...], field: str) -> str | None:
    word = resolve_word(claims, field)
    return word if isinstance(word, str) else None


def _truth(claims: tuple[Claim, ...], field: str) -> bool | None:
    word = resolve_word(claims, field)
    return word if isinstance(word, bool) else None
