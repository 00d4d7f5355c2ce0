"""Rolling up: the daily counts of all days that were touched, and what changed in who answered."""

from __future__ import annotations

import time
from math import inf

import structlog

from monitor.storage.engine import Database
from monitor.storage.rollups import roll_up_days
from monitor.storage.served_values import note_served_values
from monitor.telemetry.metrics import days_rolled_up
from monitor.telemetry.traces import span

DAYS_AT_A_TIME = 7
"""Days in one transaction; analyzers that want to mark one of them wait for its end."""

log = structlog.get_logger()


def roll_up(database: Database, workspace_id: int, *, for_s: float = inf) -> int:
    """Make the rollups of all stale days anew; doing it again does nothing.

    When it is interrupted, it goes on where it was. After `for_s` seconds it ends, also when there
    is more to do.

    Returns:
        The number of days that were rolled up.
    """
    ends_at = time.monotonic() + for_s
    rolled = 0
    while time.monotonic() < ends_at:
        with span("days.roll_up", workspace=workspace_id), database.write() as session:
            days = roll_up_days(session, workspace_id, limit=DAYS_AT_A_TIME)
            note_served_values(session, workspace_id, days)
        if not days:
            break
        rolled += len(days)
    if rolled:
        days_rolled_up.inc(rolled)
        log.info("days_rolled_up", workspace=workspace_id, days=rolled)
    return rolled
