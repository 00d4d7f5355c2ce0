"""What a person should look at: cards without figures, uncertain links, sources that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.catalog.lifecycle import WARN_DAYS, retirement
from monitor.catalog.served_id import Match, Resolution
from monitor.catalog.summary import CardSummary
from monitor.domain.model_card import FigureStatus, ModelCard


class Concern(StrEnum):
    """Why a card is on the list, most urgent first."""

    UNKNOWN_MODEL = "unknown_model"
    UNSURE_LINK = "unsure_link"
    RETIRING = "retiring"
    IMPORT_CONFLICT = "import_conflict"
    SOURCES_DIFFER = "sources_differ"
    NO_COUNT = "no_count"
    IMPORT_UNRESOLVED = "import_unresolved"


@dataclass(frozen=True, slots=True)
class AuditTask:
    """One thing to look at.

    Attributes:
        card: the key of the card.
        told: what is the matter, in a sentence.
        todo: what to do about it.
    """

    card: str
    concern: Concern
    told: str
    todo: str


def audit_card(
    card: ModelCard, summary: CardSummary, found: Resolution, *, on: date
) -> tuple[AuditTask, ...]:
    """What to look at on a card of the workspace, most urgent first; empty where all is well.

    Args:
        card: with all its claims.
        summary: of the same card.
        found: what its served id means by itself.
        on: today.
    """
    return tuple(_tasks(card, summary, found, on))


def _tasks(
    card: ModelCard, summary: CardSummary, found: Resolution, on: date
) -> Iterator[AuditTask]:
    add = f"namedrop models claim {card.key} parameters.total ..."
    # A card that a person linked or that has figures of its own is known, whatever it is called.
    if card.stands_on is None and summary.total.status is FigureStatus.NOT_RECORDED:
        yield AuditTask(
            card.key,
            Concern.UNKNOWN_MODEL,
            f"{card.model} means no card of the catalog. {' '.join(found.reasons)}",
            f"namedrop models add {card.key} --based-on VENDOR/MODEL, or {add}",
        )
        return
    is_own_finding = found.card is not None and found.card.key == card.stands_on
    if is_own_finding and found.match is Match.COPY:
        yield AuditTask(
            card.key,
            Concern.UNSURE_LINK,
            f"{card.model} is taken for {card.stands_on}. {' '.join(found.reasons)}",
            f"namedrop models add {card.key} --based-on {card.stands_on} when it is right",
        )
    ends = retirement(card, on, snapshot=found.snapshot)
    if ends is not None and ends.days_left <= WARN_DAYS:
        yield AuditTask(card.key, Concern.RETIRING, ends.told(), "change the targets that ask it")
    if summary.total.conflict or summary.active.conflict:
        yield AuditTask(
            card.key,
            Concern.SOURCES_DIFFER,
            "Exact claims about its parameters differ by more than 2 %.",
            f"namedrop models show {card.key}; then supersede the wrong one",
        )
    if summary.total.status in {FigureStatus.NOT_RECORDED, FigureStatus.UNDISCLOSED}:
        yield AuditTask(
            card.key,
            Concern.NO_COUNT,
            "No count of its parameters is known.",
            f"{add} if you have one",
        )


def sort_tasks(tasks: Iterable[AuditTask]) -> tuple[AuditTask, ...]:
    """Most urgent first, then by card."""
    order = list(Concern)
    return tuple(sorted(tasks, key=lambda task: (order.index(task.concern), task.card)))
