"""Whether a model can still be asked on a day, and a warning before it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.catalog.resolve import resolve_word
from monitor.catalog.served_id import resolve_served
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Target

WARN_DAYS = 90
"""How long before its end a model is warned of; Anthropic gives sixty days' notice itself."""


class Status(StrEnum):
    """Whether a model can still be asked; a model of which nothing is told has none."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Retirement:
    """A model's end.

    Attributes:
        name: the model or snapshot that ends.
        on: the first day on which it does not answer.
        days_left: below 0 when it has passed.
        successor: what its vendor names instead; None where nothing is named.
        source: who says so.
    """

    name: str
    on: date
    days_left: int
    successor: str | None
    source: str

    def told(self) -> str:
        """In one sentence.

        >>> Retirement("gpt-4o", date(2027, 1, 14), 51, "openai/gpt-6-luna", "a list").told()
        'gpt-4o retires on 2027-01-14, in 51 days (a list); its vendor names openai/gpt-6-luna instead.'
        """  # noqa: E501  the sentence is one line
        instead = f"its vendor names {self.successor} instead" if self.successor else None
        if self.days_left > 0:
            days = "1 day" if self.days_left == 1 else f"{self.days_left} days"
            when = f"retires on {self.on.isoformat()}, in {days}"
        else:
            when = f"was retired on {self.on.isoformat()}"
        rest = f"; {instead or 'no successor is named'}"
        return f"{self.name} {when} ({self.source}){rest}."


def status_on(card: ModelCard, day: date) -> Status | None:
    """The status on a day: a retirement date decides, then what a source says; None without."""
    ends_on = retirement_date(card)
    if ends_on is not None:
        return Status.RETIRED if ends_on <= day else Status.DEPRECATED
    told = resolve_word(card.claims, "status")
    return Status(told) if isinstance(told, str) and told in set(Status) else None


def retirement_date(card: ModelCard) -> date | None:
    """The first day on which the model does not answer; None where no day is told."""
    told = resolve_word(card.claims, "retirement_date")
    return (
        date.fromisoformat(told)
        if isinstance(told, str) and len(told) == len("2027-01-14")
        else None
    )


def successor_of(card: ModelCard) -> str | None:
    """What the vendor names instead of the model."""
    told = resolve_word(card.claims, "successor")
    return told if isinstance(told, str) else None


def retirement(card: ModelCard, day: date, *, snapshot: str | None = None) -> Retirement | None:
    """The end of a model, or of its snapshot where that ends sooner; None where none is told."""
    ends = [
        (each.retired, each.id, each.source or "its vendor")
        for each in card.snapshots
        if each.id == snapshot and each.retired is not None
    ]
    on = retirement_date(card)
    if on is not None:
        source = next(c.source for c in card.claims if c.field == "retirement_date")
        ends.append((on, card.name, source))
    if not ends:
        return None
    first, name, source = min(ends)
    return Retirement(name, first, (first - day).days, successor_of(card), source)


def warning_of(model: str, *, provider: str | None, on: date) -> Retirement | None:
    """The retirement of the model that an id means, when it has passed or is near.

    Args:
        model: as it is asked for.
        provider: with whom; None where that does not matter.
        on: today.
    """
    found = resolve_served(model, provider=provider, on=on)
    if found.card is None or (found.card.open_weights and provider not in {None, found.vendor}):
        return None  # published weights go on being served by others
    ends = retirement(found.card, on, snapshot=found.snapshot)
    return ends if ends is not None and ends.days_left <= WARN_DAYS else None


def warnings_of(targets: Iterable[Target], *, on: date) -> dict[str, Retirement]:
    """The retirements that have passed or are near, by the key of the asking target."""
    told = (
        (target.key, warning_of(target.model, provider=target.provider, on=on))
        for target in targets
    )
    return {key: ends for key, ends in told if ends is not None}
