"""The application: the routers over one database, and the factory that `namedrop serve` starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI

from api.body_limit import BodyLimit
from api.dependencies import Served
from api.documentation import DocumentedApi, add_documentation
from api.errors import add_error_handlers
from api.pages.router import add_pages
from api.routers import (
    answers,
    brand_suggestions,
    budgets,
    calculator,
    drift,
    experiments,
    glossary,
    health,
    metric_definitions,
    metrics,
    model_cards,
    monitors,
    reports,
    runs,
)
from monitor.clock import utc_now
from monitor.logs import configure_logs
from monitor.settings import read_settings
from monitor.storage.engine import Database
from monitor.storage.migrate import expected_revision, make_ready
from monitor.storage.workspaces import DEFAULT_WORKSPACE

MAX_BODY_BYTES = 1024 * 1024
MAX_FILE_BYTES = {"/v1/model-cards/import": 16 * MAX_BODY_BYTES}
"""The catalogs whose files can be imported publish up to a few MiB."""

DESCRIPTION = """
Reads what a monitor has stored: answers, model cards, and reports over them.

Times are RFC 3339 in UTC, amounts of money decimal strings, and null means "not known".
Every field is always there. Unknown fields and parameters are refused.
Every error is a problem document (RFC 9457).

For a browser: [models](/pages/models), [visibility](/pages/visibility),
[calculator](/pages/calculator) and [glossary](/pages/glossary).
"""


def create_app(
    database: Database,
    *,
    workspace: str = DEFAULT_WORKSPACE,
    now: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """The API over a database at the revision of this release; connects with the first request.

    The database's connections are closed when the server stops.
    """

    @asynccontextmanager
    async def close_at_end(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = DocumentedApi(
        title="Namedrop",
        version=version("namedrop"),
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        # A second address for each resource would be one that OpenAPI does not tell.
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=close_at_end,
    )
    app.state.served = Served(database, workspace, now, expected_revision())
    app.add_middleware(BodyLimit, max_bytes=MAX_BODY_BYTES, larger=MAX_FILE_BYTES)
    add_error_handlers(app)
    for module in (
        health,
        answers,
        model_cards,
        reports,
        metric_definitions,
        brand_suggestions,
        budgets,
        drift,
        experiments,
        monitors,
        runs,
        calculator,
        glossary,
    ):
        app.include_router(module.router, prefix="/v1")
    app.include_router(metrics.router)
    add_pages(app)
    add_documentation(app)
    return app


def create_default_app() -> FastAPI:
    """The API as the environment sets it, for a server that is given a factory by its name.

    A SQLite file is brought to the revision of this release; a PostgreSQL server must stand there.

    Raises:
        BadInput: a setting cannot be used.
        DatabaseUnavailable: the database cannot be used as it is.
    """
    settings = read_settings()
    configure_logs(settings.log_level, as_json=settings.log_json)
    database = Database(settings.database_url)
    make_ready(settings.database_url)
    return create_app(database)
