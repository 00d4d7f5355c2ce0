"""The command `namedrop`, and the one place where its errors become a message and a status."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from monitor.cli import (
    answers,
    brands,
    budgets,
    calculate,
    demo,
    doctor,
    drift,
    evaluate,
    experiment,
    glossary,
    import_answers,
    judge,
    mock_models,
    models,
    monitors,
    providers,
    reanalyze,
    report,
    run,
    runs,
    serve,
    workers,
    workspace,
)
from monitor.cli.opening import notices
from monitor.errors import BadInput, NamedropError

EXIT_BAD_INPUT = 2
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="namedrop",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="How often AI models name a brand, beside each model's parameters.",
)
app.command()(demo.demo)
app.command()(run.init)
app.command()(run.run)
app.command()(monitors.apply)
app.add_typer(monitors.app, name="monitors")
app.add_typer(runs.app, name="runs")
app.command()(serve.serve)
app.add_typer(workers.app, name="worker")
app.command()(workers.beat)
app.add_typer(answers.app, name="answers")
app.add_typer(import_answers.app, name="import")
app.add_typer(brands.app, name="brands")
app.command()(budgets.budgets)
app.command()(drift.drift)
app.command()(reanalyze.reanalyze)
app.command()(judge.judge)
app.add_typer(models.app, name="models")
app.add_typer(calculate.app, name="calculate")
app.command()(glossary.glossary)
app.add_typer(report.app, name="report")
app.add_typer(experiment.app, name="experiment")
app.add_typer(providers.app, name="providers")
app.add_typer(providers.targets_app, name="targets")
app.command()(providers.read)
app.command()(evaluate.analyze)
app.command()(evaluate.evaluate)
app.command("mock-models")(mock_models.mock_models)
app.add_typer(serve.database_app, name="db")
app.command()(doctor.doctor)
app.add_typer(workspace.app, name="workspace")


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
        notices().print(f"namedrop: {error}", markup=False, soft_wrap=True)
        sys.exit(EXIT_BAD_INPUT if isinstance(error, BadInput) else EXIT_FAILED)
    except KeyboardInterrupt:
        notices().print("Interrupted.")
        sys.exit(EXIT_INTERRUPTED)
