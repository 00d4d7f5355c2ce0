"""namedrop glossary: the words about models, in three languages."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.opening import JsonOption, output, print_json
from monitor.glossary.as_json import comparison_json, glossary_json, term_json
from monitor.glossary.language import Language, language_named
from monitor.glossary.terms import COLUMNS, Glossary, Term, find_term
from monitor.glossary.terms import glossary as glossary_in

TABLE = "parameters-vs-hyperparameters"


def glossary(
    term: Annotated[
        str | None,
        typer.Argument(
            help=f"A term, such as lora, or {TABLE}; all terms when left out.", show_default=False
        ),
    ] = None,
    *,
    language: Annotated[str, typer.Option(help="en, pt or es.")] = Language.EN.value,
    as_json: JsonOption = False,
) -> None:
    """Explain the words about models: parameters, LoRA, mixture of experts and more."""
    shown = glossary_in(language_named(language))
    if term is None:
        if as_json:
            print_json(glossary_json(shown))
        else:
            _print_all(output(), shown)
    elif term == TABLE:
        if as_json:
            print_json(comparison_json(shown))
        else:
            _print_table(output(), shown)
    else:
        found = find_term(term, shown.language)
        if as_json:
            print_json(term_json(shown, found))
        else:
            _print_term(output(), shown, found)


def _print_all(console: Console, shown: Glossary) -> None:
    table = Table(header_style="bold", box=SIMPLE_HEAD, show_header=False)
    for term in shown.terms.values():
        table.add_row(term.slug, term.title)
    console.print(Text(shown.labels.glossary, style="bold"))
    console.print(table)
    console.print(f"namedrop glossary {TABLE}: {shown.labels.table}", style="dim", markup=False)


def _print_term(console: Console, shown: Glossary, term: Term) -> None:
    console.print(Text(term.title, style="bold"))
    console.print(Text(term.text))
    listed = ", ".join(term.see_also)
    console.print(f"{shown.labels.see_also}: {listed}", style="dim", markup=False)


def _print_table(console: Console, shown: Glossary) -> None:
    table = Table(header_style="bold", box=SIMPLE_HEAD, show_lines=True, title=shown.labels.table)
    table.add_column(shown.labels.aspect, overflow="fold")
    for column in COLUMNS:
        table.add_column(Text(shown.terms[column].title), overflow="fold")
    for row in shown.aspects:
        table.add_row(row.title, *row.cells)
    console.print(table)
