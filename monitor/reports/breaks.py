"""Breaks: what changed behind targets within a span, and whether a comparison may cross it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import BadInput
from monitor.storage.drift import DriftEvent, DriftFilter, list_drift
from monitor.storage.engine import Transaction

MAX_NOTES_PER_TARGET = 3


@dataclass(frozen=True, slots=True)
class ComparedSpan:
    """What a comparison covers: from the begin of its earlier part to the end of its later one.

    Attributes:
        since, until: half-open; None where that side has no bound.
        target_ids: None for all targets.
    """

    since: datetime | None
    until: datetime | None
    target_ids: Sequence[int] | None = None


def breaks_between(
    session: Transaction, workspace_id: int, span: ComparedSpan, *, across_breaks: bool
) -> tuple[DriftEvent, ...]:
    """The breaks that a comparison crosses, newest first; every comparison over time asks for them.

    Args:
        session: a transaction.
        workspace_id: whose targets.
        span: what is compared.
        across_breaks: whether it was asked to compare all the same.

    Raises:
        BadInput: there are breaks, and it was not asked to compare across them.
    """
    wanted = DriftFilter(target_ids=span.target_ids, since=span.since, until=span.until)
    found = list_drift(session, workspace_id, wanted)
    if found and not across_breaks:
        more = f" ({len(found)} such changes in all)" if len(found) > 1 else ""
        raise BadInput(
            f"{found[0].told()}{more} What is compared are not the same models: choose periods on "
            "one side of the change, leave the target out, or ask with `across_breaks: true`"
        )
    return found


def break_notes(events: Sequence[DriftEvent]) -> Iterator[str]:
    """What a reader of figures over a span must know of the breaks in it, by target."""
    by_target: dict[str, list[DriftEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each.target, each.at, each.id)):
        by_target[event.target].append(event)
    for target, own in by_target.items():
        for event in own[-MAX_NOTES_PER_TARGET:]:
            yield f"Target {event.told()} Before and after is a break, not a trend."
        earlier = len(own) - MAX_NOTES_PER_TARGET
        if earlier > 0:
            yield (
                f"Target {target}: {earlier} earlier breaks in the period; "
                f"`namedrop drift --target {target}` lists them."
            )
