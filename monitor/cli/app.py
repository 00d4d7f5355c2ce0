"""The command `namedrop`, and the one place where its errors become a message and a status."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from monitor.cli.late_commands import LateCommands
from monitor.errors import BadInput, NamedropError

EXIT_BAD_INPUT = 2
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="namedrop",
    cls=LateCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="How often AI models name a brand, beside each model's parameters.",
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"namedrop {version('namedrop')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _print_version(wanted=wanted),
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """How often AI models name a brand, beside each model's parameters."""
    del show_version


def main() -> None:
    """Run the command; a mistake of the user or of the world becomes one message."""
    try:
        app()
    except NamedropError as error:
        _notice(f"namedrop: {error}")
        sys.exit(EXIT_BAD_INPUT if isinstance(error, BadInput) else EXIT_FAILED)
    except KeyboardInterrupt:
        _notice("Interrupted.")
        sys.exit(EXIT_INTERRUPTED)


def _notice(text: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - most commands end without it

    Console(stderr=True, highlight=False).print(text, markup=False, soft_wrap=True)
