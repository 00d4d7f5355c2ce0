"""namedrop report: visibility, citations and parameters of a period or a run, and changes."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated

import typer

from monitor.cli.citations_table import print_citations
from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    opened_workspace,
    output,
    print_json,
)
from monitor.cli.visibility_table import print_visibility
from monitor.clock import utc_now
from monitor.errors import BadInput
from monitor.reports.changes_query import ChangesQuery
from monitor.reports.citations import citations_report
from monitor.reports.citations_json import citations_json
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import OF_ROWS, Dimension, Pooled
from monitor.reports.parameters_query import COMPARED_METRICS, ParametersQuery
from monitor.reports.query import DateRange, PromptScope, VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.reports.visibility_json import visibility_json
from monitor.reports.where_text import parse_where

app = typer.Typer(
    no_args_is_help=True, help="Visibility, citations and parameters over a period, and changes."
)

_ALL = "all"

Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False, help="Included.")
]

Period = Annotated[
    str | None,
    typer.Option(metavar="FROM..TO", help="Days like 2026-10-01..2026-10-31.", show_default=False),
]

By = Annotated[
    str | None,
    typer.Option(
        help="By what rows are split, with commas between: "
        f"{', '.join(each.value for each in Dimension if each not in OF_ROWS)}; all for all "
        "answers together.",
        show_default=False,
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        help="Which answers count, such as 'open_weights = true and (temperature <= 0.7 or "
        "temperature is unknown)'; fields are those of --by, with =, !=, <, <=, >, >=, in (...), "
        "between ... and ..., is unknown.",
        show_default=False,
    ),
]
Pool = Annotated[
    list[Pooled] | None,
    typer.Option(
        help="What rows put together although it differs, instead of being split by it; can be "
        "given several times.",
        show_default=False,
    ),
]
OfRun = Annotated[int | None, typer.Option(help="Of this run.", show_default=False)]
Prompts = Annotated[PromptScope, typer.Option(help="Which count.")]
ShareOfVoice = Annotated[
    bool, typer.Option("--share-of-voice", help="Compare shares of voice, too.")
]


@app.command()
def visibility(
    start: Day = None,
    end: Day = None,
    time_zone: Annotated[str, typer.Option(help="Of the days.")] = "UTC",
    run: OfRun = None,
    prompts: Prompts = PromptScope.UNBRANDED,
    *,
    by: By = None,
    where: Where = None,
    pool: Pool = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show how often each brand is named, beside the parameters of each model.

    Without days or a run: the last 30 days, today included.
    """
    query = VisibilityQuery(
        dimensions=(Dimension.BRAND, *_dimensions(by or Dimension.TARGET.value)),
        date_range=_range(start, end, time_zone),
        run_id=run,
        prompts=prompts,
        where=None if where is None else parse_where(where),
        pool=tuple(pool or ()),
    )
    with opened_workspace(database) as (opened, workspace_id):
        report = visibility_report(opened, workspace_id, query, now=utc_now())
    if as_json:
        print_json(visibility_json(report))
    else:
        print_visibility(output(), report)


@app.command()
def citations(
    start: Day = None,
    end: Day = None,
    run: OfRun = None,
    prompts: Prompts = PromptScope.UNBRANDED,
    limit: Annotated[int, typer.Option(min=1, help="At most so many sites.")] = 30,
    *,
    by: By = None,
    where: Where = None,
    pool: Pool = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show which sites answers cite, whose they are, and how much of the text rests on each.

    Without days or a run: the last 30 days, today included. Days are of UTC.
    """
    query = CitationsQuery(
        dimensions=(Dimension.DOMAIN, *_dimensions(by or _ALL)),
        date_range=_range(start, end, "UTC"),
        run_id=run,
        prompts=prompts,
        where=None if where is None else parse_where(where),
        pool=tuple(pool or ()),
    )
    with opened_workspace(database) as (opened, workspace_id):
        report = citations_report(opened, workspace_id, query, now=utc_now())
    if as_json:
        print_json(citations_json(report))
    else:
        print_citations(output(), report, limit=limit)


@app.command()
def parameters(
    start: Day = None,
    end: Day = None,
    run: OfRun = None,
    prompts: Prompts = PromptScope.UNBRANDED,
    *,
    where: Where = None,
    share_of_voice: ShareOfVoice = False,
    estimates: Annotated[
        bool,
        typer.Option("--estimates", help="Let models with estimates only take part, by draws."),
    ] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show what visibility is associated with among the models: their parameters and settings.

    Models are compared only where they were asked alike. Without days or a run: the last 30 days,
    today included. Days are of UTC.
    """
    # Only this report needs numpy, which takes a tenth of a second to import.
    from monitor.cli.parameters_table import show_parameters  # noqa: PLC0415 - see above

    query = ParametersQuery(
        metrics=COMPARED_METRICS if share_of_voice else COMPARED_METRICS[:1],
        date_range=_range(start, end, "UTC"),
        run_id=run,
        prompts=prompts,
        include_estimates=estimates,
        where=None if where is None else parse_where(where),
    )
    with opened_workspace(database) as (opened, workspace_id):
        show_parameters(opened, workspace_id, query, as_json=as_json)


@app.command()
def changes(
    earlier: Period = None,
    later: Period = None,
    earlier_run: Annotated[int | None, typer.Option(help="A run.", show_default=False)] = None,
    later_run: Annotated[
        int | None, typer.Option(help="The run to compare with it.", show_default=False)
    ] = None,
    prompts: Prompts = PromptScope.UNBRANDED,
    *,
    share_of_voice: ShareOfVoice = False,
    across_breaks: Annotated[
        bool,
        typer.Option("--across-breaks", help="Compare although something changed behind a target."),
    ] = False,
    by: By = None,
    where: Where = None,
    pool: Pool = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show what changed between two periods or two runs, as far as the tests carry it.

    Without periods or runs: the last 30 days that are over, and the 30 before. Days are of UTC.
    """
    # This report needs numpy, which takes a tenth of a second to import.
    from monitor.cli.changes_table import show_changes  # noqa: PLC0415 - see above

    query = ChangesQuery(
        dimensions=(Dimension.BRAND, *_dimensions(by or Dimension.TARGET.value)),
        metrics=COMPARED_METRICS if share_of_voice else COMPARED_METRICS[:1],
        earlier=_period("--earlier", earlier),
        later=_period("--later", later),
        earlier_run=earlier_run,
        later_run=later_run,
        prompts=prompts,
        where=None if where is None else parse_where(where),
        pool=tuple(pool or ()),
        across_breaks=across_breaks,
    )
    with opened_workspace(database) as (opened, workspace_id):
        show_changes(opened, workspace_id, query, as_json=as_json)


def _period(option: str, told: str | None) -> DateRange | None:
    if told is None:
        return None
    start, dots, end = told.partition("..")
    try:
        return DateRange(date.fromisoformat(start), date.fromisoformat(end if dots else start))
    except ValueError as error:
        raise BadInput(
            f"{option}: expected days like 2026-10-01..2026-10-31, found {told!r}"
        ) from error


def _dimensions(by: str) -> tuple[Dimension, ...]:
    fields = {each.value: each for each in Dimension if each not in OF_ROWS}
    found = []
    for told in by.split(","):
        name = told.strip().lower()
        if name == _ALL:
            continue
        if name not in fields:
            near = get_close_matches(name, fields, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(fields)}"
            raise BadInput(f"--by: expected a field, found {told.strip()!r}; {hint}")
        found.append(fields[name])
    return tuple(found)


def _range(start: datetime | None, end: datetime | None, time_zone: str) -> DateRange | None:
    if start is None and end is None:
        return None
    if start is None:
        raise BadInput("--end was given without --start; expected both, or --start alone")
    last: date = end.date() if end is not None else utc_now().date()
    return DateRange(start.date(), last, time_zone)
