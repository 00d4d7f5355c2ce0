"""Writes the pages of docs/reference that are made from the code: commands and settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import typer

from monitor.cli.app import app
from monitor.settings import Settings

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"


def settings_page() -> str:
    """The settings as a table."""
    lines = [
        "# Settings",
        "",
        "Settings of the installation are environment variables. Made by `make docs`.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `NAMEDROP_{name.upper()}` | `{field.default}` | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """The help of every command."""
    lines = ["# Commands", "", "What `--help` prints. Made by `make docs`."]
    root = typer.main.get_command(app)
    for path, command in _commands(root, "namedrop"):
        context = click.Context(command, info_name=path, terminal_width=90, max_content_width=90)
        lines += ["", f"## {path}", "", "```text", command.get_help(context).rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands(below, f"{path} {name}")


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())


if __name__ == "__main__":
    main()
