"""namedrop worker and namedrop beat: the processes of the distributed mode."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from monitor.cli.opening import prepared_settings
from monitor.errors import BadInput
from monitor.storage.migrate import check_revision

app = typer.Typer(no_args_is_help=True, help="Processes that do the work on one or many machines.")

ConcurrencyOption = Annotated[
    int | None,
    typer.Option(
        min=1, help="Calls in flight; otherwise NAMEDROP_CONCURRENCY.", show_default=False
    ),
]


@app.command("ask")
def ask(*, concurrency: ConcurrencyOption = None) -> None:
    """Ask the questions of all runs until told to stop."""
    _check_settings()
    _become("ask", concurrency)


@app.command("think")
def think() -> None:
    """Begin runs, analyze answers and make rollups until told to stop."""
    _check_settings()
    _become("think")


def beat() -> None:
    """Wake the workers every few seconds; several of it do no harm."""
    _check_settings()
    _become("beat")


def _check_settings() -> None:
    settings = prepared_settings(None)
    if settings.redis_url is None:
        raise BadInput(
            "NAMEDROP_REDIS_URL is not set: workers are woken through Redis; expected an address "
            "such as redis://127.0.0.1:6379/0"
        )
    if not settings.database_url.startswith("postgresql"):
        raise BadInput(
            "workers need a PostgreSQL database, which many processes can write to; expected "
            "NAMEDROP_DATABASE_URL such as postgresql://user:password@host/name"
        )
    check_revision(settings.database_url)


def _become(role: str, concurrency: int | None = None) -> None:
    """Replace this process by the worker, so that signals reach it directly."""
    given = {} if concurrency is None else {"NAMEDROP_CONCURRENCY": str(concurrency)}
    environment = os.environ | given
    os.execve(sys.executable, [sys.executable, "-m", "workers", role], environment)  # noqa: S606 - no shell is wanted
