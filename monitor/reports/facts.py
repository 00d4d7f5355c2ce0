"""What is known of how answers came about: their target, its settings, the model, the prompt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.catalog.capabilities import admit
from monitor.catalog.size_class import class_of_active, class_of_total
from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Prompt, Target
from monitor.errors import UnsupportedSetting
from monitor.reports.dimension import OF_CARDS, OF_PROMPTS, OF_SETTINGS, Dimension
from monitor.reports.filters import FieldValue, FieldValues
from monitor.storage.configured import SavedTarget
from monitor.storage.visibility import Place

Settings: TypeAlias = Mapping[str, JsonValue]

NOTHING_SENT = "nothing sent"


def settings_sent(target: Target, card: ModelCard | None = None) -> Settings | None:
    """The settings that are sent: without those that are known not to be taken by the model.

    None for answers that were asked elsewhere.

    Args:
        target: who was asked.
        card: what the workspace knows of its model; None for the shipped catalog alone.
    """
    if target.channel is Channel.IMPORT:
        return None
    try:
        return admit(target, card=card)[0].settings.given()
    except UnsupportedSetting:
        return target.settings.given()


def settings_text(settings: Settings) -> str:
    """Settings in one line.

    >>> settings_text({"temperature": 0.7, "stop": ["###"]})
    'temperature 0.7, stop ["###"]'
    """
    return ", ".join(f"{name} {_shown(value)}" for name, value in settings.items())


def _shown(value: JsonValue) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the places of answers point at, by id.

    Attributes:
        cards: of the models that answered.
        prompts: by version; may be empty where nobody asks for fields of prompts.
    """

    targets: Mapping[int, SavedTarget]
    cards: Mapping[int, ModelCard]
    prompts: Mapping[int, Prompt]
    _summaries: dict[int, CardSummary] = field(default_factory=dict)
    _sent: dict[int, Settings | None] = field(default_factory=dict)

    def target(self, place: Place) -> SavedTarget:
        """The target that was asked."""
        return self.targets[place.target_id]

    def card(self, place: Place) -> CardSummary | None:
        """What is known of the model that answered; of the target's where that is not told."""
        card_id = self.card_id(place)
        if card_id is None or card_id not in self.cards:
            return None
        if card_id not in self._summaries:
            self._summaries[card_id] = summarize(self.cards[card_id])
        return self._summaries[card_id]

    def card_id(self, place: Place) -> int | None:
        """The number of that card."""
        if place.model_card_id is not None:
            return place.model_card_id
        return self.target(place).model_card_id

    def sent(self, target_id: int) -> Settings | None:
        """What `settings_sent` tells of a target, found once."""
        if target_id not in self._sent:
            saved = self.targets[target_id]
            known = None if saved.model_card_id is None else self.cards.get(saved.model_card_id)
            self._sent[target_id] = settings_sent(saved.target, known)
        return self._sent[target_id]

    def values(self, place: Place, dimension: Dimension) -> FieldValues:
        """What the answers of a place have in a field: (None,) where it is not known."""
        if dimension in OF_PROMPTS:
            return _of_prompt(self.prompts[place.prompt_version_id], dimension)
        if dimension in OF_CARDS:
            card = self.card(place)
            return (None if card is None else _of_card(card, dimension),)
        if dimension in OF_SETTINGS:
            return (self._setting(place.target_id, dimension.value),)
        return (self._of_place(place, dimension),)

    def _of_place(self, place: Place, dimension: Dimension) -> FieldValue | None:
        target = self.target(place).target
        match dimension:
            case Dimension.TARGET:
                return target.key
            case Dimension.PROVIDER:
                return target.provider
            case Dimension.MODEL:
                return target.model
            case Dimension.SERVED_MODEL:
                return place.served_model
            case Dimension.CHANNEL:
                return target.channel.value
            case Dimension.WEB_SEARCH:
                # Whoever asked elsewhere may have searched without telling.
                is_known = target.web_search or target.channel is not Channel.IMPORT
                return target.web_search if is_known else None
            case Dimension.SAMPLING:
                sent = self.sent(place.target_id)
                return None if sent is None else settings_text(sent) or NOTHING_SENT
            case Dimension.DATE:
                return place.day
            case _:
                raise AssertionError(f"{dimension} is found in answers, not known of them")

    def _setting(self, target_id: int, name: str) -> float | str | None:
        value = (self.sent(target_id) or {}).get(name)
        if isinstance(value, int | float):
            return float(value)
        return value if isinstance(value, str) else None


def _of_card(card: CardSummary, dimension: Dimension) -> str | bool | None:
    told: Mapping[Dimension, str | bool | None] = {
        Dimension.VENDOR: card.vendor,
        Dimension.FAMILY: card.family,
        Dimension.PARAMETERS_TOTAL_CLASS: class_of_total(card.total),
        Dimension.PARAMETERS_ACTIVE_CLASS: class_of_active(card.active),
        Dimension.ARCHITECTURE: card.architecture,
        Dimension.OPEN_WEIGHTS: card.open_weights,
        Dimension.QUANTIZATION: card.quantization,
    }
    return told[dimension]


def _of_prompt(prompt: Prompt, dimension: Dimension) -> FieldValues:
    told: Mapping[Dimension, str | None] = {
        Dimension.PROMPT: prompt.key,
        Dimension.TOPIC: prompt.topic,
        Dimension.LANGUAGE: prompt.language,
        Dimension.COUNTRY: prompt.country,
    }
    if dimension is Dimension.TAG:
        return tuple(dict.fromkeys(prompt.tags)) or (None,)
    return (told[dimension],)
