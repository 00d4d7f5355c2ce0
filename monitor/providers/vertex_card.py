"""What Vertex AI's publishers.models.get tells of a model: its version and how it is published.

Shape: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/publishers.models, November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Target
from monitor.providers.reading import text_at
from monitor.providers.told_cards import Told

_NO_VERSION = "default"
_CLOSED = "PROPRIETARY"
_OPEN = frozenset(
    {
        "GOOGLE_OWNED_OSS_WITH_GOOGLE_CHECKPOINT",
        "THIRD_PARTY_OWNED_OSS_WITH_GOOGLE_CHECKPOINT",
        "GOOGLE_OWNED_OSS",
        "THIRD_PARTY_OWNED_OSS",
    }
)


def vertex_card(target: Target, body: JsonObject, *, as_of: date) -> ModelCard:
    """The card of the target's model.

    Raises:
        UnreadableReply: the reply tells nothing of it.
    """
    told = Told(body, {}, {}, "Vertex AI, publishers.models.get", as_of)
    return told.card(target, _claims(told, target), name=None)


def _claims(told: Told, target: Target) -> Iterator[Claim]:
    version, stage = text_at(told.body, "versionId"), text_at(told.body, "launchStage")
    if version not in {None, _NO_VERSION}:
        assert version is not None
        yield told.claim("model_version", version, note=f"launch stage {stage}" if stage else None)
    category = text_at(told.body, "openSourceCategory")
    if category == _CLOSED or category in _OPEN:
        yield told.claim("open_weights", category in _OPEN, note=f"category {category}")
    name = (text_at(told.body, "name") or "").rpartition("/models/")[2]
    yield from told.alias_claim(target, name.partition("@")[0] or None)
