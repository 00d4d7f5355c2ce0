"""What a monitor asks, when it runs next, and what that is about to cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from monitor.catalog.call_costs import RunEstimate
from monitor.errors import BadInput
from monitor.pipeline.cost_preview import planned_cost
from monitor.pipeline.plan import plan_questions
from monitor.reports.as_json import plain
from monitor.scheduling.as_json import schedule_from_json
from monitor.scheduling.recurrence import Cron, Firing, next_firings
from monitor.scheduling.schedule import Schedule
from monitor.storage.engine import Database, Transaction
from monitor.storage.monitors import SavedMonitor, current_monitors, monitor_named

PRICED_FIRINGS = 10


@dataclass(frozen=True, slots=True)
class MonitorView:
    """A monitor for people.

    Attributes:
        calls: of one run, retries not counted.
        schedule: in words; None where it runs only when told to.
        next_at: the next start, in UTC; None where there is none.
    """

    key: str
    prompts: int
    targets: int
    repeats: int
    calls: int
    schedule: str | None
    next_at: datetime | None
    state: str

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "key": self.key,
            "prompts": self.prompts,
            "targets": self.targets,
            "repeats": self.repeats,
            "calls": self.calls,
            "schedule": self.schedule,
            "next_at": self.next_at and self.next_at.isoformat(),
            "state": self.state,
        }


def monitor_views(
    database: Database, workspace_id: int, *, now: datetime
) -> tuple[MonitorView, ...]:
    """The monitors of a workspace, in the order of the configuration."""
    with database.read() as session:
        return tuple(
            _view(session, monitor, now) for monitor in current_monitors(session, workspace_id)
        )


def _view(session: Transaction, monitor: SavedMonitor, now: datetime) -> MonitorView:
    plan = monitor.plan
    schedule = None if plan.schedule is None else schedule_from_json(plan.schedule)
    is_paused = monitor.paused_at is not None or (schedule is not None and schedule.paused)
    ahead = [] if schedule is None or is_paused else next_firings(schedule.recurrence, now, 1)
    state = "paused" if is_paused else "scheduled" if schedule else "by hand"
    return MonitorView(
        key=plan.key,
        prompts=len(plan.prompt_keys),
        targets=len(plan.target_keys),
        repeats=plan.repeats,
        calls=len(plan_questions(session, monitor.workspace_id, plan)),
        schedule=None if schedule is None else in_words(schedule),
        next_at=ahead[0].starts_at if ahead else None,
        state=state,
    )


def in_words(schedule: Schedule) -> str:
    """The schedule as its owner would say it."""
    rule = schedule.recurrence.rule
    when = rule.expression if isinstance(rule, Cron) else f"every {rule.hours} hours"
    return f"{when} ({schedule.recurrence.zone.key})"


@dataclass(frozen=True, slots=True)
class Preview:
    """The next firings of a monitor.

    Attributes:
        calls: of one run, retries not counted.
        cost: of one run that begins now, retries not counted.
        firings: in their order.
        costs: of the first ten firings, at the prices of their time.
    """

    monitor: str
    zone: ZoneInfo
    calls: int
    cost: RunEstimate
    firings: tuple[Firing, ...]
    costs: tuple[RunEstimate, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "monitor": self.monitor,
            "time_zone": self.zone.key,
            "calls": self.calls,
            "cost": plain(self.cost),
            "firings": [
                {
                    "scheduled_for": firing.scheduled_for.isoformat(),
                    "starts_at": firing.starts_at.isoformat(),
                    "cost": plain(cost),
                }
                for firing, cost in self.firings_with_costs()
            ],
        }

    def firings_with_costs(self) -> list[tuple[Firing, RunEstimate | None]]:
        """Each firing with its cost; None beyond the first ten."""
        return list(zip_longest(self.firings, self.costs))


def preview(
    database: Database, workspace_id: int, monitor_key: str, *, now: datetime, count: int
) -> Preview:
    """The next firings of a monitor as it is now, whether or not it is paused.

    Raises:
        NotFound: there is no such monitor.
        BadInput: it has no schedule.
    """
    with database.read() as session:
        monitor = monitor_named(session, workspace_id, monitor_key)
        if monitor.plan.schedule is None:
            raise BadInput(
                f"monitor {monitor_key!r} has no schedule; give it one in the configuration"
            )
        schedule = schedule_from_json(monitor.plan.schedule)
        firings = tuple(next_firings(schedule.recurrence, now, count))
        cost_at = planned_cost(session, workspace_id, monitor.plan)
        return Preview(
            monitor=monitor_key,
            zone=schedule.recurrence.zone,
            calls=len(plan_questions(session, workspace_id, monitor.plan)),
            cost=cost_at(now),
            firings=firings,
            costs=tuple(cost_at(firing.starts_at) for firing in firings[:PRICED_FIRINGS]),
        )
