"""Which answers a row is about, the model's parameters and the settings, in a few short lines."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.catalog.counts import display_count
from monitor.catalog.summary import CardSummary
from monitor.domain.model_card import Figure, FigureStatus
from monitor.reports.dimension import Dimension
from monitor.reports.facts import Settings, settings_text
from monitor.reports.grouping import Group, shown_value

SHOWN_DEFAULTS = ("temperature", "top_p", "top_k", "min_p")


def group_lines(group: Group) -> Iterator[str]:
    """The values by which rows are split, then the model's parameters, then the settings."""
    values = {field: value for field, value in group.values.items() if field not in _told(group)}
    if group.target is not None:
        yield group.target.target.key
        values.pop(Dimension.TARGET)
    elif not values:
        yield "all answers"
    for field, value in values.items():
        yield f"{field.value.replace('_', ' ')}: {shown_value(field, value)}"
    yield from _model_lines(group)
    if group.target is not None and group.target.target.web_search:
        yield "web search"
    yield from _setting_lines(group)


def _told(group: Group) -> frozenset[Dimension]:
    """The fields that the lines on settings tell anyway."""
    return frozenset({Dimension.SAMPLING}) if group.sent is not None else frozenset()


def _model_lines(group: Group) -> Iterator[str]:
    card = group.card
    if card is not None:
        yield from card_lines(card)
    elif group.target is not None:
        yield f"{group.target.target.model}: parameters not recorded"
    elif len(group.served_models) > 1:
        yield f"{len(group.served_models)} served models"


def card_lines(card: CardSummary) -> Iterator[str]:
    """What is known of a model: each count with its basis, how it is built, how far it reads."""
    yield f"{display_count(card.total)} parameters{_basis(card.total)}"
    is_all = card.active.value is not None and card.active.value == card.total.value
    yield f"active: {'all' if is_all else display_count(card.active)}{_basis(card.active)}"
    architecture = " ".join(
        word for word in (card.architecture_name, card.architecture) if word is not None
    )
    yield ", ".join((architecture or "architecture not known", *_weights(card)))
    context = card.context_window
    if context.low is not None and context.high is not None:
        ends = dict.fromkeys(f"{end:,.0f}" for end in (context.low, context.high))
        yield f"context {'-'.join(ends)} tokens"
    else:
        yield "context not known"


def _weights(card: CardSummary) -> Iterator[str]:
    if card.quantization is not None:
        yield card.quantization
    if card.open_weights is None:
        yield "openness not known"
    else:
        yield "open weights" if card.open_weights else "closed weights"


def _basis(figure: Figure) -> str:
    """By what an exact count is known; what is not exact says so itself."""
    if figure.status is not FigureStatus.EXACT or figure.basis is None:
        return ""
    claims = f", {figure.claims_count} claims" if figure.claims_count > 1 else ""
    return f" ({figure.basis.value.replace('_', ' ')}{claims})"


def _setting_lines(group: Group) -> Iterator[str]:
    sent = group.sent
    if sent is None:
        is_one = len({place.target_id for place in group.places}) == 1
        yield "settings not known" if is_one else "settings differ or are not known"
        return
    yield f"sent: {settings_text(sent)}" if sent else "no settings sent"
    defaults = {} if group.card is None else _defaults(group.card, sent)
    if defaults:
        yield f"default: {settings_text(defaults)}"


def _defaults(card: CardSummary, sent: Settings) -> Settings:
    return {
        name: card.sampling_defaults[name]
        for name in SHOWN_DEFAULTS
        if name in card.sampling_defaults and name not in sent
    }
