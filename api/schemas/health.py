"""Whether the service can answer."""

from __future__ import annotations

from typing import Literal

from api.schemas.base import Shape


class DatabaseHealth(Shape):
    """The database behind the service."""

    kind: Literal["sqlite", "postgresql"]
    """Which kind of database it is."""
    revision: str
    """The revision of its schema, which is the one that this release needs."""


class Health(Shape):
    """The service can answer."""

    status: Literal["ok"]
    """Always "ok"; what is not well is a problem with status 503."""
    version: str
    """The release of Namedrop."""
    database: DatabaseHealth
    """The database behind the service."""
