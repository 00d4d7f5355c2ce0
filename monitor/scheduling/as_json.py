"""A schedule as it is kept between processes, and back."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.domain.json_value import JsonObject
from monitor.scheduling.missed import MissedPolicy
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import Cron, EveryHours, parse_recurrence
from monitor.scheduling.schedule import Schedule

_MINUTE = timedelta(minutes=1)


def schedule_as_json(schedule: Schedule) -> JsonObject:
    """The schedule with all that `schedule_from_json` needs to make it again."""
    recurrence = schedule.recurrence
    rule = recurrence.rule
    return {
        "cron": rule.expression if isinstance(rule, Cron) else None,
        "every_hours": rule.hours if isinstance(rule, EveryHours) else None,
        "time_zone": recurrence.zone.key,
        "key": recurrence.key,
        "jitter_minutes": recurrence.jitter // _MINUTE,
        "start": recurrence.start.isoformat() if recurrence.start else None,
        "end": recurrence.end.isoformat() if recurrence.end else None,
        "paused": schedule.paused,
        "missed": schedule.missed.value,
        "overlap": schedule.overlap.value,
        "grace_minutes": schedule.grace // _MINUTE,
    }


def schedule_from_json(stored: JsonObject) -> Schedule:
    """The schedule that was kept.

    Raises:
        BadInput: something in it cannot be used any more, such as a time zone that is gone.
    """
    cron, hours = stored["cron"], stored["every_hours"]
    return Schedule(
        parse_recurrence(
            Cron(str(cron)) if cron is not None else EveryHours(int(str(hours))),
            str(stored["time_zone"]),
            key=str(stored["key"]),
            jitter_minutes=int(str(stored["jitter_minutes"])),
            start=_date(stored["start"]),
            end=_date(stored["end"]),
        ),
        paused=bool(stored["paused"]),
        missed=MissedPolicy(str(stored["missed"])),
        overlap=OverlapPolicy(str(stored["overlap"])),
        grace=int(str(stored["grace_minutes"])) * _MINUTE,
    )


def _date(stored: object) -> date | None:
    return None if stored is None else date.fromisoformat(str(stored))
