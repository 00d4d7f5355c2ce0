"""What is known of how answers came about: their target, its settings, the model, the prompt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.catalog.capabilities import admit
from monitor.catalog.size_class import class_of_active, class_of_total
from monitor.catalog.summary import CardSummary
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Prompt, Target
from monitor.errors import UnsupportedSetting
from monitor.reports.dimension import OF_CARDS, OF_PROMPTS, OF_SETTINGS, Dimension
from monitor.reports.filters import FieldValue, FieldValues
from monitor.storage.configured import SavedTarget
from monitor.storage.visibility import Place

Settings: TypeAlias = Mapping[str, JsonValue]

NOTHING_SENT = "nothing sent"


def settings_sent(target: Target) -> Settings | None:
    """The settings that are sent: without those that the catalog knows the model does not take.

    None for answers that were asked elsewhere.
    """
    if target.channel is Channel.IMPORT:
        return None
    try:
        return admit(target)[0].settings.given()
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
        cards: the summary of each model card.
        prompts: by version; may be empty where nobody asks for fields of prompts.
    """

    targets: Mapping[int, SavedTarget]
    cards: Mapping[int, CardSummary]
    prompts: Mapping[int, Prompt]
    _sent: dict[int, Settings | None] = field(default_factory=dict)

    def target(self, place: Place) -> SavedTarget:
        """The target that was asked."""
        return self.targets[place.target_id]

    def card(self, place: Place) -> CardSummary | None:
        """What is known of the model that answered; of the target's where that is not told."""
        card_id = self.card_id(place)
        return None if card_id is None else self.cards.get(card_id)

    def card_id(self, place: Place) -> int | None:
        """The number of that card."""
        if place.model_card_id is not None:
            return place.model_card_id
        return self.target(place).model_card_id

    def sent(self, target_id: int) -> Settings | None:
        """What `settings_sent` tells of a target, found once."""
        if target_id not in self._sent:
            self._sent[target_id] = settings_sent(self.targets[target_id].target)
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
