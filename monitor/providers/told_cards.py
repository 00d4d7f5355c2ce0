"""What a hosted service tells of a model, as a card: one claim for each figure it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Target
from monitor.errors import UnreadableReply
from monitor.providers.reading import int_at, text_at


@dataclass(frozen=True, slots=True)
class Told:
    """What one reply tells, and how its fields are called on cards.

    Attributes:
        counts: the field on a card by the service's name, with its unit.
        settings: our setting by the service's name for its default.
        source: who says so, in words.
    """

    body: JsonObject
    counts: Mapping[str, tuple[str, str | None]]
    settings: Mapping[str, str]
    source: str
    as_of: date

    def claims(self) -> Iterator[Claim]:
        """A claim for each count above 0 and each default that is a number."""
        for theirs, (field, unit) in self.counts.items():
            count = int_at(self.body, theirs)
            if count:
                yield self.claim(field, count, unit=unit)
        for theirs, setting in self.settings.items():
            value = self.body.get(theirs)
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield self.claim(f"sampling.{setting}.default", value)

    def claim(
        self, field: str, value: float | str, *, unit: str | None = None, note: str | None = None
    ) -> Claim:
        """A claim that was discovered at run time."""
        return Claim(
            field,
            value,
            Basis.DISCOVERED_AT_RUNTIME,
            self.source,
            self.as_of,
            unit=unit,
            note=note,
        )

    def alias_claim(self, target: Target, means: str | None) -> Iterator[Claim]:
        """What the name that is asked for means today, where it is the name of something else."""
        if means is not None and means != target.model:
            yield self.claim("alias_means", means)

    def card(self, target: Target, claims: Iterator[Claim], *, name: str | None) -> ModelCard:
        """The card of the target's model.

        Raises:
            UnreadableReply: nothing was told of it.
        """
        told = tuple(claims)
        if not told:
            raise UnreadableReply(f"Expected {self.source} to describe the model, found nothing")
        return ModelCard(
            key=f"{target.provider}/{target.model}",
            name=name or target.model,
            provider=target.provider,
            model=target.model,
            claims=told,
        )


def day_of(value: JsonValue) -> str | None:
    """The day in an RFC 3339 time; None where there is none, or only the begin of the epoch."""
    text = value[:10] if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.isoformat() if day.year > 2000 else None


def supported_in(source: JsonObject) -> list[str]:
    """The names in an object whose objects say that they are supported, in order."""
    return [
        name
        for name, told in source.items()
        if isinstance(told, Mapping) and told.get("supported") is True
    ]


def first_text(source: JsonObject, *keys: str) -> str | None:
    """The first text under one of the keys."""
    return next((text for key in keys if (text := text_at(source, key)) is not None), None)
