"""What Anthropic's Models API tells of a model: limits, effort levels, what its name means.

Shape: https://docs.anthropic.com/en/api/models, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Target
from monitor.providers.reading import object_at, text_at
from monitor.providers.told_cards import Told, day_of, supported_in

_COUNTS = {
    "max_input_tokens": ("context_window", "tokens"),
    "max_tokens": ("max_output", "tokens"),
}


def anthropic_card(target: Target, body: JsonObject, *, as_of: date) -> ModelCard:
    """The card of the target's model.

    Raises:
        UnreadableReply: the reply tells nothing of it.
    """
    told = Told(body, _COUNTS, {}, "Anthropic API, GET /v1/models", as_of)
    return told.card(target, _claims(told, target), name=text_at(body, "display_name"))


def _claims(told: Told, target: Target) -> Iterator[Claim]:
    yield from told.claims()
    yield from told.alias_claim(target, text_at(told.body, "id"))
    released = day_of(told.body.get("created_at"))
    if released is not None:
        yield told.claim("release_date", released)
    capabilities = object_at(told.body, "capabilities")
    for field, levels in (
        ("reasoning_efforts", supported_in(object_at(capabilities, "effort"))),
        (
            "thinking_types",
            supported_in(object_at(object_at(capabilities, "thinking"), "types")),
        ),
    ):
        if levels:
            yield told.claim(field, ", ".join(levels))
