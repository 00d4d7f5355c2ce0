"""namedrop import: answers that were asked elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    known_providers,
    notices,
    opened_database,
    output,
    prepared_settings,
    print_json,
)
from monitor.cli.visibility_table import print_visibility
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.pipeline.import_answers import ImportFile, ImportResult, import_answers
from monitor.pipeline.import_mapping import FieldMapping, read_mapping, write_mapping
from monitor.pipeline.import_records import FileFormat, format_of
from monitor.pipeline.reanalyze import save_changed_brands
from monitor.reports.as_json import plain
from monitor.reports.query import DateRange, VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database

app = typer.Typer(no_args_is_help=True, help="Take in answers that were asked elsewhere.")

NO_BRANDS = (
    "No brand is tracked yet: give --config, or choose from `namedrop brands discover` and run "
    "`namedrop reanalyze`."
)


def _field(what: str) -> Any:
    return typer.Option(help=f"The field with {what}.", show_default=False, metavar="NAME")


@app.callback()
def import_() -> None:
    """Take in answers that were asked elsewhere."""


@app.command()
def answers(
    file: Annotated[Path, typer.Argument(help="A .jsonl or .csv file.")],
    *,
    file_format: Annotated[
        FileFormat | None, typer.Option("--format", help="Where the name does not tell it.")
    ] = None,
    prompt_field: Annotated[str | None, _field("the prompt; a dot leads into a group")] = None,
    answer_field: Annotated[str | None, _field("the answer's text")] = None,
    model_field: Annotated[str | None, _field("the model")] = None,
    time_field: Annotated[str | None, _field("the time, ISO 8601 or Unix seconds")] = None,
    sources_field: Annotated[str | None, _field("the cited sources")] = None,
    run_field: Annotated[str | None, _field("the run")] = None,
    language_field: Annotated[str | None, _field("the prompt's language")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Field names as YAML; flags go before it.")
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write the field names to this file.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Take the brands of this configuration first.")
    ] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad lines out.")] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Store and analyze answers of a file; importing it again stores nothing more.

    Without other names the fields are prompt, answer, model, time, sources, run and language.
    """
    fields = (read_mapping(mapping) if mapping else FieldMapping()).given(
        prompt=prompt_field,
        answer=answer_field,
        model=model_field,
        time=time_field,
        sources=sources_field,
        run=run_field,
        language=language_field,
    )
    to_import = ImportFile(file, file_format or format_of(file), fields)
    configuration = read_configuration(config, known_providers()) if config else None
    with opened_database(prepared_settings(database)) as opened:
        if configuration is not None:
            save_changed_brands(opened, WORKSPACE, configuration, now=utc_now())
        result = import_answers(opened, WORKSPACE, to_import, skip_bad=skip_bad, now=utc_now)
        if save_mapping is not None:
            write_mapping(save_mapping, fields)
        for problem in result.problems:
            notices().print(str(problem), markup=False, soft_wrap=True)
        if as_json:
            print_json(_counts(result))
        else:
            _print_result(opened, result)


def _counts(result: ImportResult) -> dict[str, Any]:
    return {
        "read": result.read,
        "stored": result.stored,
        "already_stored": result.read - result.stored,
        "left_out": len(result.problems),
        "without_time": result.without_time,
        "without_zone": result.without_zone,
        "analyzed": result.analyzed,
        "run_ids": sorted(result.run_ids),
        "target_ids": sorted(result.target_ids),
        "first_at": plain(result.first_at),
        "last_at": plain(result.last_at),
    }


def _print_result(database: Database, result: ImportResult) -> None:
    console = output()
    console.print(f"{result.stored} answers stored, {result.analyzed} analyzed.")
    for note in result.notes():
        console.print(note)
    with database.read() as session:
        has_brands = bool(current_brands(session, result.workspace_id))
    query = _query_of(result)
    if not has_brands:
        console.print(NO_BRANDS)
    elif query is not None:
        print_visibility(
            console, visibility_report(database, result.workspace_id, query, now=utc_now())
        )


def _query_of(result: ImportResult) -> VisibilityQuery | None:
    """What the file holds: its run, or the days of its runs; None where it holds nothing."""
    targets = tuple(sorted(result.target_ids))
    if len(result.run_ids) == 1:
        return VisibilityQuery(run_id=min(result.run_ids), target_ids=targets)
    if result.first_at is None or result.last_at is None:
        return None
    days = DateRange(result.first_at.date(), result.last_at.date())
    return VisibilityQuery(date_range=days, target_ids=targets)
