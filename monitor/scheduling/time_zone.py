"""Local times of an IANA time zone as instants, with its gaps and repeated hours."""

from __future__ import annotations

import difflib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from monitor.errors import BadInput

_A_MINUTE = timedelta(minutes=1)


def find_time_zone(name: str) -> ZoneInfo:
    """The zone of a name such as "Europe/Berlin".

    Raises:
        BadInput: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # names with ".." and names of folders
        pass
    by_lower = {each.lower(): each for each in sorted(available_timezones())}
    near = difflib.get_close_matches(name.lower()[:100], by_lower, n=1)
    hint = f"; did you mean `{by_lower[near[0]]}`?" if near else ""
    raise BadInput(
        f"expected a time zone of the IANA database such as `Europe/Berlin`, "
        f'found the text "{name[:40]}"{hint}'
    )


def instants_of(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants, in UTC and oldest first, at which clocks show a local time: none, one or two.

    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> instants_of(datetime(2026, 3, 29, 2, 30), berlin)
    ()
    >>> [f"{each:%H:%M}" for each in instants_of(datetime(2026, 10, 25, 2), berlin)]
    ['00:00', '01:00']
    """
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != local:
        return ()
    return (first,) if first == second else (first, second)


def instant_from(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which clocks show a local time, or the end of the gap that skips it.

    >>> f"{instant_from(datetime(2026, 3, 29, 2, 30), ZoneInfo('Europe/Berlin')):%H:%M}"
    '01:00'
    """
    while not (found := instants_of(local, zone)):
        # Gaps begin and end at whole minutes since the zones left local mean time.
        local = local.replace(second=0) + _A_MINUTE
    return found[0]


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day; not midnight where a gap skips it."""
    return instant_from(datetime.combine(day, time()), zone)
