"""Charts of a mention rate by day: where points, bands and breaks lie in an SVG picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from monitor.catalog.drift import DriftKind
from monitor.catalog.summary import CardSummary
from monitor.metrics.cell import MetricCell, Tier
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import Dimension
from monitor.reports.grouping import Group
from monitor.reports.query import DateRange
from monitor.reports.visibility import VisibilityReport, VisibilityRow
from monitor.storage.configured import SavedTarget
from monitor.storage.drift import DriftEvent

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 52, 30
LABEL_ROWS = 3
"""Labels of breaks that lie close to each other stand one above the other."""

TICKS = 6
"""Days that are named below the chart, at most."""

_SHORT = {
    DriftKind.SERVED_MODEL: "other model",
    DriftKind.ALIAS_MOVED: "alias moved",
    DriftKind.FINGERPRINT: "fingerprint",
    DriftKind.QUANTIZATION: "quantization",
    DriftKind.DEFAULT: "default",
    DriftKind.PARAMETER: "parameter",
}


@dataclass(frozen=True, slots=True)
class Point:
    """The rate of one day; `y`, `low_y` and `high_y` are None where there is none."""

    day: date
    x: float
    y: float | None
    low_y: float | None
    high_y: float | None
    cell: MetricCell
    served_models: tuple[str, ...]

    @property
    def is_few(self) -> bool:
        """Whether the rate rests on too few answers to be shown as a finding."""
        return self.cell.tier is Tier.TOO_FEW


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days between two breaks: the corners of their line, and of the band around it."""

    line: str
    band: str


@dataclass(frozen=True, slots=True)
class DrawnBreak:
    """A dashed line where something changed, with its number in the list below."""

    number: int
    x: float
    label_y: float
    anchor: str
    label: str
    event: DriftEvent


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class RateChart:
    """One target's chart with all that the page tells beside it.

    Attributes:
        groups: one for each model that answered, in the order of their first days.
    """

    target: SavedTarget
    groups: tuple[Group, ...]
    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]
    breaks: tuple[DrawnBreak, ...]
    days: tuple[Tick, ...]
    rates: tuple[Tick, ...]

    @property
    def cards(self) -> tuple[CardSummary, ...]:
        """What is known of the models that answered, each once."""
        found = {group.card.key: group.card for group in self.groups if group.card is not None}
        return tuple(found.values())

    @property
    def told(self) -> str:
        """The picture in words, for those who do not see it."""
        rates = [p.cell.value for p in self.points if p.cell.value is not None and not p.is_few]
        if not rates:
            return f"{len(self.points)} days with answers, none with 10 of them or more."
        breaks = " ".join(each.event.told() for each in self.breaks) or "No break."
        return (
            f"{len(self.points)} days with answers; the rate lies between {min(rates):.0%} and "
            f"{max(rates):.0%}. {breaks}"
        )


def rate_charts(report: VisibilityReport) -> tuple[RateChart, ...]:
    """A chart for each target of a report on one brand, split by target and date."""
    days = report.query.date_range
    assert days is not None, "a report on days has days"
    by_target: dict[int, list[VisibilityRow]] = defaultdict(list)
    for row in report.rows:
        if row.target is not None:
            by_target[row.target.id].append(row)
    return tuple(
        _chart(days, rows, [e for e in report.breaks if e.target_id == target_id])
        for target_id, rows in by_target.items()
    )


def _chart(
    days: DateRange, rows: Sequence[VisibilityRow], events: Sequence[DriftEvent]
) -> RateChart:
    target = rows[0].target
    assert target is not None, "rows are split by target"
    ordered = sorted(events, key=lambda event: (event.at, event.id))
    by_day = sorted(rows, key=lambda row: (_day_of(row), _crossed(row, ordered)))
    points = tuple(_point(days, row) for row in by_day)
    crossed = [_crossed(row, ordered) for row in by_day]
    return RateChart(
        target=target,
        groups=tuple({row.group.served_models: row.group for row in by_day}.values()),
        points=points,
        stretches=tuple(_stretches(points, crossed)),
        breaks=tuple(_drawn(days, ordered)),
        days=tuple(_day_ticks(days)),
        rates=tuple(Tick(_y(share / 100), f"{share}%") for share in (0, 25, 50, 75, 100)),
    )


def _day_of(row: VisibilityRow) -> date:
    day = row.group.values[Dimension.DATE]
    assert isinstance(day, date), "rows are split by date"
    return day


def _crossed(row: VisibilityRow, events: Sequence[DriftEvent]) -> int:
    """How many breaks lie before the answers of a row; on its day, not before the old model's."""
    day = _day_of(row)
    return sum(
        broken_on < day or (broken_on == day and row.served_models != (event.change.before,))
        for event in events
        for broken_on in [event.at.astimezone(UTC).date()]
    )


def _point(days: DateRange, row: VisibilityRow) -> Point:
    cell, day = row.metrics[MetricName.MENTION_RATE], _day_of(row)
    return Point(
        day=day,
        x=_x(days, (day - days.start) / timedelta(days=1) + 0.5),
        y=None if cell.value is None else _y(cell.value),
        low_y=None if cell.ci_low is None else _y(cell.ci_low),
        high_y=None if cell.ci_high is None else _y(cell.ci_high),
        cell=cell,
        served_models=row.served_models,
    )


def _stretches(points: Sequence[Point], crossed: Sequence[int]) -> Iterator[Stretch]:
    parts: dict[tuple[tuple[str, ...], int], list[Point]] = defaultdict(list)
    for point, number in zip(points, crossed, strict=True):
        if point.y is not None and not point.is_few:
            parts[point.served_models, number].append(point)
    for part in parts.values():
        upper = [f"{p.x:.1f},{p.high_y:.1f}" for p in part if p.high_y is not None]
        lower = [f"{p.x:.1f},{p.low_y:.1f}" for p in reversed(part) if p.low_y is not None]
        line = " ".join(f"{p.x:.1f},{p.y:.1f}" for p in part)
        yield Stretch(line, " ".join([*upper, *lower]))


def _drawn(days: DateRange, events: Sequence[DriftEvent]) -> Iterator[DrawnBreak]:
    begins, _ = days.span()
    for index, event in enumerate(events):
        x = _x(days, _days_between(begins, event.at))
        is_right = x > (LEFT + WIDTH - RIGHT) / 2
        yield DrawnBreak(
            number=index + 1,
            x=round(x, 1),
            label_y=14 + 15 * (index % LABEL_ROWS),
            anchor="end" if is_right else "start",
            label=f"{index + 1}: {_SHORT[event.change.kind]}",
            event=event,
        )


def _days_between(begins: datetime, at: datetime) -> float:
    return (at - begins) / timedelta(days=1)


def _day_ticks(days: DateRange) -> Iterator[Tick]:
    count = (days.end - days.start).days + 1
    step = -(-count // TICKS)
    for number in range(0, count, step):
        day = days.start + timedelta(days=number)
        yield Tick(round(_x(days, number + 0.5), 1), f"{day:%m-%d}")


def _x(days: DateRange, after: float) -> float:
    count = (days.end - days.start).days + 1
    return LEFT + (WIDTH - LEFT - RIGHT) * after / count


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)
