"""What the commands share: their options, and opening the database that they work on."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from monitor.configuration.configuration import KnownProviders
from monitor.errors import NotFound
from monitor.logs import configure_logs
from monitor.providers.registry import providers
from monitor.settings import Settings, read_settings
from monitor.storage.engine import Database
from monitor.storage.migrate import make_ready
from monitor.storage.workspaces import DEFAULT_WORKSPACE, workspace_id_of

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="Address or SQLite file of the database; otherwise NAMEDROP_DATABASE_URL.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

WORKSPACE = DEFAULT_WORKSPACE
"""The embedded mode has one workspace."""


def own_command() -> str:
    """How the user can type this command: its name where it is on PATH, else its path."""
    called = Path(sys.argv[0])
    if shutil.which(called.name) is not None:
        return called.name
    return os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)


def known_providers() -> KnownProviders:
    """The providers that a configuration can name."""
    return KnownProviders.of(providers().values())


def prepared_settings(database: str | None) -> Settings:
    """The settings, with the database of the command line before that of the environment.

    Raises:
        BadInput: a setting cannot be used.
    """
    settings = read_settings()
    configure_logs(settings.log_level, as_json=settings.log_json)
    if database is None:
        return settings
    url = database if "://" in database else f"sqlite:///{database}"
    return settings.model_copy(update={"database_url": url})


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database, at the revision of this release.

    Raises:
        DatabaseUnavailable: it cannot be used as it is.
    """
    database = Database(settings.database_url)
    try:
        make_ready(settings.database_url)
        yield database
    finally:
        database.close()


@contextmanager
def opened_workspace(database: str | None) -> Iterator[tuple[Database, int]]:
    """The database with the id of its workspace, for commands that read.

    Raises:
        NotFound: nothing was stored yet.
    """
    with opened_database(prepared_settings(database)) as opened:
        with opened.read() as session:
            try:
                workspace_id = workspace_id_of(session, WORKSPACE)
            except NotFound:
                raise NotFound(
                    f"nothing is stored in {opened.shown} yet; run `namedrop run` or "
                    "`namedrop demo` first, or name another file with --database"
                ) from None
        yield opened, workspace_id


PIPED_WIDTH = 100
"""A file or a pipe has no width of its own."""


def output() -> Console:
    """Where results go."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def notices() -> Console:
    """Where progress and notices go, apart from results."""
    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """JSON on standard output, with non-ASCII text as it is."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()
