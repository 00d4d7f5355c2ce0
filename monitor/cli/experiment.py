"""namedrop experiment: trying one thing, all else alike, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.opening import DatabaseOption, JsonOption
from monitor.cli.run import DEFAULT_FILE
from monitor.experiments.design import (
    USUAL_REPEATS,
    USUAL_SEED,
    ExperimentKind,
    ExperimentOrder,
)

app = typer.Typer(
    no_args_is_help=True,
    help="Try one thing, all else alike: a setting, a size, search, a system prompt.",
)

KindArgument = Annotated[ExperimentKind, typer.Argument(help="What is varied.")]
FileArgument = Annotated[Path, typer.Argument(help="The configuration.")]
TargetOption = Annotated[
    list[str],
    typer.Option(
        "--target", help="A target of the file; for a pair, the base first.", metavar="KEY"
    ),
]
SettingOption = Annotated[
    str | None,
    typer.Option(help="Of a sweep, such as temperature, top_p or reasoning_effort."),
]
ValuesOption = Annotated[
    str, typer.Option(help="Of the setting, with commas between: 0,0.7,1.4", show_default=False)
]
SystemPromptOption = Annotated[
    list[str] | None, typer.Option("--system-prompt", help="A text; give one or more.")
]
MonitorOption = Annotated[str | None, typer.Option(help="Whose prompts are asked.")]
RepeatsOption = Annotated[int, typer.Option(min=2, max=100, help="Of each prompt in each arm.")]
SeedOption = Annotated[int, typer.Option(min=0, help="Decides the order of the questions.")]
NameOption = Annotated[str | None, typer.Option(help="What it is called.", show_default=False)]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="An experiment.")]

# Only these commands need numpy, which takes a tenth of a second to import; so what they do is
# imported where it is done.


@app.command("plan")
def plan(
    kind: KindArgument,
    file: FileArgument = DEFAULT_FILE,
    *,
    target: TargetOption,
    setting: SettingOption = None,
    values: ValuesOption = "",
    system_prompt: SystemPromptOption = None,
    monitor: MonitorOption = None,
    repeats: RepeatsOption = USUAL_REPEATS,
    seed: SeedOption = USUAL_SEED,
    name: NameOption = None,
    rate: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Of a brand, for telling what could be found.")
    ] = 0.3,
    database: DatabaseOption = None,
) -> None:
    """Show what an experiment would ask, what it could find and what it costs; ask nothing."""
    from monitor.cli.experiment_view import show_plan  # noqa: PLC0415 - see above

    order = ExperimentOrder(
        kind=kind,
        target_keys=tuple(target),
        repeats=repeats,
        seed=seed,
        key=name,
        monitor_key=monitor,
        setting=setting,
        values=_split(values),
        system_prompts=tuple(system_prompt or ()),
    )
    show_plan(file, order, database, rate=rate)


@app.command("run")
def run(
    kind: KindArgument,
    file: FileArgument = DEFAULT_FILE,
    *,
    target: TargetOption,
    setting: SettingOption = None,
    values: ValuesOption = "",
    system_prompt: SystemPromptOption = None,
    monitor: MonitorOption = None,
    repeats: RepeatsOption = USUAL_REPEATS,
    seed: SeedOption = USUAL_SEED,
    name: NameOption = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Plan an experiment, ask it in random order, and show what came of it.

    An interrupted experiment goes on where it was when the same command is given again.
    """
    from monitor.cli.experiment_run import run_and_show  # noqa: PLC0415 - see above

    order = ExperimentOrder(
        kind=kind,
        target_keys=tuple(target),
        repeats=repeats,
        seed=seed,
        key=name,
        monitor_key=monitor,
        setting=setting,
        values=_split(values),
        system_prompts=tuple(system_prompt or ()),
    )
    run_and_show(file, order, database, as_json=as_json)


def _split(values: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in values.split(",") if value.strip())


@app.command("ask")
def ask(
    name: NameArgument, *, as_json: JsonOption = False, database: DatabaseOption = None
) -> None:
    """Ask an experiment that was planned over the API, or go on with one, and show the result."""
    from monitor.cli.experiment_run import ask_and_show  # noqa: PLC0415 - see above

    ask_and_show(name, database, as_json=as_json)


@app.command("show")
def show(
    name: NameArgument, *, as_json: JsonOption = False, database: DatabaseOption = None
) -> None:
    """Show what an experiment found, with what it could have found."""
    from monitor.cli.experiment_view import show_result  # noqa: PLC0415 - see above

    show_result(name, database, as_json=as_json)


@app.command("list")
def list_(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List the experiments, newest first."""
    from monitor.cli.experiment_view import show_list  # noqa: PLC0415 - see above

    show_list(database, as_json=as_json)
