"""What Gemini's models.get tells of a model: limits and defaults.

Shape: https://ai.google.dev/api/models, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Target
from monitor.providers.reading import text_at
from monitor.providers.told_cards import Told

_COUNTS = {
    "inputTokenLimit": ("context_window", "tokens"),
    "outputTokenLimit": ("max_output", "tokens"),
}
_SETTINGS = {"topP": "top_p", "topK": "top_k"}


def gemini_card(target: Target, body: JsonObject, *, as_of: date) -> ModelCard:
    """The card of the target's model.

    Raises:
        UnreadableReply: the reply tells nothing of it.
    """
    told = Told(body, _COUNTS, _SETTINGS, "Gemini API, models.get", as_of)
    return told.card(target, _claims(told, target), name=text_at(body, "displayName"))


def _claims(told: Told, target: Target) -> Iterator[Claim]:
    yield from told.claims()
    temperature, highest = told.body.get("temperature"), told.body.get("maxTemperature")
    if isinstance(temperature, int | float) and not isinstance(temperature, bool):
        is_told = isinstance(highest, int | float) and not isinstance(highest, bool)
        note = f"at most {highest:g}" if is_told else None
        yield told.claim("sampling.temperature.default", temperature, note=note)
    version = text_at(told.body, "version")
    if version is not None:
        yield told.claim("model_version", version)
    name = (text_at(told.body, "name") or "").removeprefix("models/")
    if target.model.startswith(("models/", "tunedModels/")):
        return
    yield from told.alias_claim(target, name or None)
