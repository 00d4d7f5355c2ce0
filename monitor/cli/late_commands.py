"""The commands by name; the module of a command is imported when it is called, not before.

Together they import half of the product, which takes more time than most of them work.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "demo": ("demo", "demo"),
    "init": ("run", "init"),
    "run": ("run", "run"),
    "apply": ("monitors", "apply"),
    "monitors": ("monitors", "app"),
    "runs": ("runs", "app"),
    "serve": ("serve", "serve"),
    "worker": ("workers", "app"),
    "beat": ("workers", "beat"),
    "answers": ("answers", "app"),
    "import": ("import_answers", "app"),
    "brands": ("brands", "app"),
    "budgets": ("budgets", "budgets"),
    "drift": ("drift", "drift"),
    "reanalyze": ("reanalyze", "reanalyze"),
    "judge": ("judge", "judge"),
    "models": ("models", "app"),
    "calculate": ("calculate", "app"),
    "glossary": ("glossary", "glossary"),
    "report": ("report", "app"),
    "experiment": ("experiment", "app"),
    "providers": ("providers", "app"),
    "targets": ("providers", "targets_app"),
    "read": ("providers", "read"),
    "analyze": ("evaluate", "analyze"),
    "evaluate": ("evaluate", "evaluate"),
    "mock-models": ("mock_models", "mock_models"),
    "db": ("serve", "database_app"),
    "doctor": ("doctor", "doctor"),
    "workspace": ("workspace", "app"),
}
"""Module below monitor.cli, and what it calls the command, by the name that is typed."""


class LateCommands(TyperGroup):
    """A group that knows its commands by name alone."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as click calls it
        """All names, in the order in which help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as click calls it
        """The command of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        return _made(cmd_name, getattr(import_module(f"monitor.cli.{module}"), name))


def _made(name: str, made_of: Any) -> Any:
    around = typer.Typer(rich_markup_mode=None, add_completion=False)
    around.callback()(_nothing)
    if isinstance(made_of, typer.Typer):
        around.add_typer(made_of, name=name)
    else:
        around.command(name)(made_of)
    return typer.main.get_group(around).commands[name]


def _nothing() -> None:
    """Make the Typer around a group, whatever it holds."""
