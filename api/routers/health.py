"""Whether the service can answer."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from api.dependencies import NO_PARAMETERS, CurrentServed
from api.errors import documented
from api.schemas.health import DatabaseHealth, Health
from monitor.storage.migrate import check_revision_of

router = APIRouter(tags=["health"], responses=documented(422, 500, 503))


@router.get("/health", dependencies=[NO_PARAMETERS])
def get_health(served: CurrentServed) -> Health:
    """Say whether the database can be reached and stands where this release needs it."""
    with served.database.read() as session:
        check_revision_of(session, served.revision)
    kind = "sqlite" if served.database.url.get_backend_name() == "sqlite" else "postgresql"
    return Health(
        status="ok",
        version=version("namedrop"),
        database=DatabaseHealth(kind=kind, revision=served.revision),
    )
