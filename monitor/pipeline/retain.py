"""Applying the retention policies of all workspaces."""

from __future__ import annotations

from datetime import datetime

import structlog

from monitor.storage.engine import Database
from monitor.storage.retention import end_raw_bodies, retention_policies

BATCH = 500

log = structlog.get_logger()


def apply_retention(database: Database, *, now: datetime) -> int:
    """Remove raw bodies whose time is over, in small transactions; how many were removed."""
    with database.read() as session:
        policies = retention_policies(session)
    removed = 0
    for policy in policies:
        last: int | None = 0
        while last is not None:
            with database.write() as session:
                count, last = end_raw_bodies(session, policy, now, after_id=last, limit=BATCH)
            removed += count
    if removed:
        log.info("raw_bodies_removed", answers=removed)
    return removed
