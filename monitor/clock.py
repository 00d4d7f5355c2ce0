"""The one place that asks for the time; everything else takes it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, as an aware time in UTC."""
    return datetime.now(UTC)
