"""Where what a target's answers tell of who answered becomes something new."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.catalog.drift import DriftKind

SERVED_MODEL, SNAPSHOT, FINGERPRINT = "served_model", "snapshot", "fingerprint"

LOOK_BACK: Mapping[str, int] = {SERVED_MODEL: 1, SNAPSHOT: 1, FINGERPRINT: 7}
"""For how many days with answers a value that was seen is nothing new when it comes again.

A service on several clusters tells several fingerprints in turn, which is no change.
"""

MOST_LOOK_BACK = max(LOOK_BACK.values())


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that the answers of one day tell.

    Attributes:
        answer_id: of the first answer that tells it.
    """

    day: date
    value: str
    first_at: datetime
    last_at: datetime
    answer_id: int


@dataclass(frozen=True, slots=True)
class Break:
    """The first new value of a day after what was told last before it.

    Attributes:
        count: how many new values the day has.
        answer_id: the first answer that tells the first new value.
    """

    day: date
    at: datetime
    before: str
    after: str
    count: int
    answer_id: int


def find_breaks(seen: Collection[Seen], *, look_back: int) -> Iterator[Break]:
    """The breaks in what one target tells of one thing, at most one for each day, oldest first.

    Args:
        seen: in any order; the first day with a value has nothing to differ from.
        look_back: for how many days with values a value is nothing new when it comes again.
    """
    days: list[list[Seen]] = []
    for each in sorted(seen, key=lambda one: (one.day, one.first_at, one.answer_id, one.value)):
        if not days or days[-1][0].day != each.day:
            days.append([])
        days[-1].append(each)
    for index, today in enumerate(days):
        earlier = [one for day in days[max(0, index - look_back) : index] for one in day]
        known = {one.value for one in earlier}
        if not earlier:
            known = {today[0].value}
        new = [one for one in today if one.value not in known]
        if new:
            yield Break(
                day=new[0].day,
                at=new[0].first_at,
                before=_told_last(earlier, today, new[0]),
                after=new[0].value,
                count=len(new),
                answer_id=new[0].answer_id,
            )


def _told_last(earlier: Sequence[Seen], today: Sequence[Seen], new: Seen) -> str:
    before = list(today[: today.index(new)]) or earlier
    return max(before, key=lambda one: (one.day, one.last_at, one.value)).value


def kind_of_break(field: str, requested: str, found: Break) -> DriftKind:
    """The kind of a break in what is served under a name."""
    if field == FINGERPRINT:
        return DriftKind.FINGERPRINT
    if field == SERVED_MODEL and requested in {found.before, found.after}:
        return DriftKind.SERVED_MODEL
    return DriftKind.ALIAS_MOVED
