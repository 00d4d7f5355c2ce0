"""Writes the pages of docs/reference that are made from the code and the model catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from monitor.cli.app import app
from monitor.settings import Settings
from scripts.analyzer_scores import scores_page
from scripts.model_pages import model_pages
from scripts.settings_matrix import matrix_page
from scripts.term_pages import term_pages

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
    for path in _paths(typer.main.get_group(app), ()):
        shown = CliRunner(env={"COLUMNS": "90"}).invoke(
            app, [*path, "--help"], prog_name="namedrop"
        )
        lines += ["", f"## {' '.join(('namedrop', *path))}", "", "```text"]
        lines += [shown.output.strip(), "```"]
    return "\n".join(lines) + "\n"


def _paths(group: TyperGroup, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    context = typer.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, TyperGroup):
            yield from _paths(command, (*path, name))
        else:
            yield (*path, name)


PAGES = {
    "analyzer-scores.md": scores_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "settings-matrix.md": matrix_page,
    **model_pages(),
    **term_pages(),
}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        file = REFERENCE / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(page())


if __name__ == "__main__":
    main()
