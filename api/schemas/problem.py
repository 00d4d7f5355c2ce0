"""The one shape of every error: a problem document (RFC 9457)."""

from __future__ import annotations

from api.schemas.base import Shape


class ProblemPart(Shape):
    """One part of the request that cannot be used."""

    location: str
    """Where it stands, such as "body.date_range.start" or "query.limit"."""
    message: str
    """What is wrong with it."""


class Problem(Shape):
    """Why a request was not answered."""

    type: str
    """Always "about:blank": the status says what kind of problem it is."""
    title: str
    """The name of the status."""
    status: int
    """The HTTP status, repeated."""
    detail: str
    """What was expected, what was found, and what to do."""
    errors: list[ProblemPart]
    """The parts of the request that cannot be used; empty where none can be named."""
