"""Breaks: what changed behind targets within a span, and whether a comparison may cross it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.errors import BadInput
from monitor.storage.asked_spans import asked_spans
from monitor.storage.drift import DriftEvent, DriftFilter, list_drift
from monitor.storage.engine import Transaction
from monitor.storage.visibility import Scope

MAX_NOTES_PER_TARGET = 3

ADVICE = (
    "What is compared are not the same models: choose periods on one side of the change, leave "
    "the target out, or ask with `across_breaks: true` (`--across-breaks`)"
)


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

    A break is crossed where its target has answers in the span before it and since: a span that
    begins with the first answer of a new model crosses nothing.

    Args:
        session: a transaction.
        workspace_id: whose targets.
        span: what is compared.
        across_breaks: whether it was asked to compare all the same.

    Raises:
        BadInput: there are breaks, and it was not asked to compare across them.
    """
    found = _crossed(session, workspace_id, span)
    if found and not across_breaks:
        more = f" ({len(found)} such changes in all)" if len(found) > 1 else ""
        raise BadInput(f"{found[0].told()}{more} {ADVICE}")
    return found


def _crossed(session: Transaction, workspace_id: int, span: ComparedSpan) -> tuple[DriftEvent, ...]:
    wanted = DriftFilter(target_ids=span.target_ids, since=span.since, until=span.until)
    found = list_drift(session, workspace_id, wanted)
    if not found:
        return ()
    scope = Scope(
        asked_from=span.since,
        asked_before=span.until,
        target_ids=sorted({event.target_id for event in found}),
    )
    asked = asked_spans(session, workspace_id, scope)
    return tuple(
        event
        for event in found
        if event.target_id in asked
        and asked[event.target_id][0] < event.at <= asked[event.target_id][1]
    )


def breaks_within(
    session: Transaction, workspace_id: int, scope: Scope, target_ids: Sequence[int]
) -> tuple[DriftEvent, ...]:
    """The breaks of these targets between the answers of a scope, newest first."""
    since, until = scope.asked_from, scope.asked_before
    if scope.run_id is not None:
        asked = asked_spans(session, workspace_id, replace(scope, target_ids=target_ids)).values()
        if not asked:
            return ()
        since = min(first for first, _ in asked)
        until = max(last for _, last in asked) + timedelta(microseconds=1)
    span = ComparedSpan(since, until, target_ids)
    return breaks_between(session, workspace_id, span, across_breaks=True)


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
