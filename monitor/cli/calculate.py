"""namedrop calculate: the parameters of a model from its dimensions, one command for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from monitor.calculator.as_json import calculation_json
from monitor.calculator.dimensions import Field, parse_value
from monitor.calculator.kinds import KINDS, Calculation, Kind, calculate, usable_presets
from monitor.calculator.sizes import shown_bytes
from monitor.cli.opening import JsonOption, output, print_json

MAIN_FORMATS = ("fp32", "bf16", "fp8", "q8_0", "q4_k", "q4_0")

app = typer.Typer(
    no_args_is_help=True,
    help="Count the parameters of a model from its dimensions, and the memory that they need.",
)


def _command(kind: Kind) -> Callable[..., None]:
    """The command for a kind; its options are the kind's fields."""

    def run(**given: Any) -> None:
        preset, as_json = given.pop("preset", None), given.pop("as_json")
        values = {
            field.name: parse_value(field, given[field.name])
            if isinstance(given[field.name], str)
            else given[field.name]
            for field in kind.fields
        }
        done = calculate(kind, values, preset=preset)
        if as_json:
            print_json(calculation_json(done))
        else:
            print_calculation(output(), kind, done)

    options = {field.name: _option(field) for field in kind.fields}
    if usable_presets(kind):
        listed = ", ".join(usable_presets(kind))
        told = typer.Option(
            help=f"A published model to begin with: {listed}.", metavar="NAME", show_default=False
        )
        options["preset"] = Annotated[str | None, told]
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in options.items()
    ]
    parameters.append(
        Parameter("as_json", Parameter.KEYWORD_ONLY, default=False, annotation=JsonOption)
    )
    # Typer reads a command's options from its signature and its annotations.
    vars(run)["__signature__"] = Signature(parameters)
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _option(field: Field) -> Any:
    told = f"{field.about.text[0].upper()}{field.about.text[1:]}"
    if field.holds is str:
        told = f"{told}: {field.takes}"
    if field.default is not None:
        default = "no" if field.default is False else "yes" if field.default is True else None
        told = f"{told}; {default or field.default} if left out"
    name = field.name.replace("_", "-")
    names = f"--{name}/--no-{name}" if field.holds is bool else f"--{name}"
    # Whole numbers come as texts, so that 128_256 and 128,256 are read like everywhere else.
    held = bool if field.holds is bool else str
    option = typer.Option(
        names,
        help=f"{told}.",
        show_default=False,
        metavar=None if held is bool else "TEXT" if field.holds is str else "NUMBER",
    )
    return Annotated[held | None, option]


for _kind in KINDS.values():
    app.command(
        _kind.name.replace("_", "-"),
        help=f"{_kind.title}: {_kind.formula}. In words: namedrop glossary {_kind.term}.",
    )(_command(_kind))


def print_calculation(console: Console, kind: Kind, done: Calculation) -> None:
    """Print the totals, the parts that they come from, and the memory."""
    counted = done.count
    headline = f"{counted.trainable:,} trainable" if counted.below else f"{counted.total:,}"
    console.print(f"{kind.title}: {headline} parameters", style="bold", markup=False)
    console.print(kind.formula, style="dim", markup=False)
    sorts: Mapping[str, int] = {
        "Weights": counted.weights,
        "Biases": counted.biases,
        "Embeddings": counted.embeddings,
        "Norms": counted.norms,
        "Model below": counted.below,
        "Total": counted.total,
        "Active for a token": counted.active,
        "Trainable": counted.trainable,
    }
    for title, number in sorts.items():
        if number or title in {"Weights", "Biases"}:
            console.print(f"  {title:<19}{number:>26,}", markup=False)
    console.print(_parts_table(done))
    told = {row.format: row.bytes for row in done.memory}
    sizes = ", ".join(f"{name} {shown_bytes(told[name])}" for name in MAIN_FORMATS)
    console.print(f"Memory: {sizes}; `--json` has all formats.", markup=False)
    if done.cache_bytes_per_token is not None:
        cache = shown_bytes(done.cache_bytes_per_token)
        console.print(
            f"KV cache: {cache} more for each token of context, in 16 bits.", markup=False
        )
    preset = usable_presets(kind).get(done.preset or "")
    if preset is not None:
        console.print(
            f"Published for {preset.title}: {preset.published:,} ({preset.source}).", markup=False
        )
    console.print(f"In words: namedrop glossary {kind.term}", style="dim", markup=False)


def _parts_table(done: Calculation) -> Table:
    table = Table(header_style="bold", box=SIMPLE_HEAD)
    table.add_column("Part", overflow="fold")
    table.add_column("Sort")
    for title in ("Shape", "Copies", "Parameters"):
        table.add_column(title, justify="right", overflow="fold")
    for part in done.count.parts:
        shape = " x ".join(f"{side:,}" for side in part.shape)
        table.add_row(part.name, part.sort.value, shape, f"{part.copies:,}", f"{part.total:,}")
    return table
