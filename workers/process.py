"""What a worker process holds open: its settings and its database."""

from __future__ import annotations

from functools import cache

from monitor.pipeline.ailing_targets import AilingTargets
from monitor.settings import Settings, read_settings
from monitor.storage.engine import Database


@cache
def settings() -> Settings:
    """The settings, read once."""
    return read_settings()


@cache
def opened_database() -> Database:
    """The database; connections are made by the first transaction, in the process that needs it."""
    return Database(settings().database_url)


@cache
def ailing_targets() -> AilingTargets:
    """What this process knows of targets that fail."""
    return AilingTargets(give_up_after_s=settings().retry_total_s)
