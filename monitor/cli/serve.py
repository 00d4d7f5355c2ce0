"""namedrop serve and namedrop db: the API, and the database that it stands on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from monitor.cli.opening import DatabaseOption, notices, opened_database, output, prepared_settings
from monitor.storage.backup import back_up
from monitor.storage.engine import Database
from monitor.storage.migrate import current_revision, expected_revision, upgrade

database_app = typer.Typer(no_args_is_help=True, help="The database.")

LOOPBACK = "127.0.0.1"


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = LOOPBACK,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    database: DatabaseOption = None,
) -> None:
    """Serve the API, documented at /docs, and pages for a browser at /pages/models."""
    settings = prepared_settings(database)
    with opened_database(settings) as opened:
        notices().print(
            f"Serving {opened.shown} at http://{host}:{port}: the API at /docs, pages for a "
            "browser at /pages/models",
            markup=False,
            soft_wrap=True,
        )
    if host != LOOPBACK:
        notices().print("Anyone who reaches this address can read all answers: it asks for no key.")
    # The server makes the application itself, in its own process; it reads the same settings.
    if database is not None:
        os.environ["NAMEDROP_DATABASE_URL"] = settings.database_url
    uvicorn.run(
        "api.app:create_default_app", factory=True, host=host, port=port, log_level="warning"
    )


@database_app.command("upgrade")
def upgrade_database(database: DatabaseOption = None) -> None:
    """Apply the migrations that are missing."""
    settings = prepared_settings(database)
    shown = Database(settings.database_url).shown
    before = current_revision(settings.database_url)
    upgrade(settings.database_url)
    after = expected_revision()
    if before == after:
        output().print(f"{shown} is at revision {after} already.", markup=False, soft_wrap=True)
    else:
        output().print(
            f"{shown}: upgraded from {before or 'empty'} to {after}.", markup=False, soft_wrap=True
        )


@database_app.command("backup")
def back_up_database(
    file: Annotated[Path, typer.Argument(help="The copy to write.")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Copy a SQLite database while others write to it."""
    settings = prepared_settings(database)
    back_up(settings.database_url, file)
    output().print(f"Wrote {file}.", markup=False, soft_wrap=True)
