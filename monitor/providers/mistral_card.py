"""What Mistral's list of models tells of one: context, default temperature, what its name means.

Shape: https://docs.mistral.ai/api/#tag/models, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Target
from monitor.providers.reading import list_at, text_at
from monitor.providers.told_cards import Told, day_of, first_text

_COUNTS = {"max_context_length": ("context_window", "tokens")}
_SETTINGS = {"default_model_temperature": "temperature"}


def mistral_card(target: Target, body: JsonObject, *, as_of: date) -> ModelCard:
    """The card of the target's model.

    Raises:
        UnreadableReply: the reply tells nothing of it.
    """
    told = Told(body, _COUNTS, _SETTINGS, "Mistral API, GET /v1/models", as_of)
    return told.card(target, _claims(told, target), name=text_at(body, "name"))


def _claims(told: Told, target: Target) -> Iterator[Claim]:
    yield from told.claims()
    if target.model == text_at(told.body, "id") or target.model in list_at(told.body, "aliases"):
        # An alias has an entry of its own; only its name is that of the model behind it.
        means = first_text(told.body, "name", "id") or ""
        yield from told.alias_claim(target, None if " " in means else means or None)
    ends_on = day_of(told.body.get("deprecation"))
    if ends_on is not None:
        yield told.claim("status", "deprecated", note=f"deprecated on {ends_on}")
    successor = text_at(told.body, "deprecation_replacement_model")
    if successor is not None:
        yield told.claim("successor", successor)
    base = first_text(told.body, "root")
    if text_at(told.body, "type") == "fine-tuned" and base is not None:
        yield told.claim("base_model", base)
