"""namedrop report: visibility and citations over a period or a run."""

from __future__ import annotations

from datetime import date, datetime
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
from monitor.reports.as_json import report_json
from monitor.reports.citations import citations_report
from monitor.reports.citations_json import citations_json
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.query import DateRange, PromptScope, VisibilityQuery
from monitor.reports.visibility import visibility_report

app = typer.Typer(no_args_is_help=True, help="Visibility and citations over a period or a run.")

Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False, help="Included.")
]


@app.command()
def visibility(
    start: Day = None,
    end: Day = None,
    time_zone: Annotated[str, typer.Option(help="Of the days.")] = "UTC",
    run: Annotated[int | None, typer.Option(help="Of this run.", show_default=False)] = None,
    prompts: Annotated[PromptScope, typer.Option(help="Which count.")] = PromptScope.UNBRANDED,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show how often each brand is named, beside the parameters of each model.

    Without days or a run: the last 30 days, today included.
    """
    query = VisibilityQuery(date_range=_range(start, end, time_zone), run_id=run, prompts=prompts)
    with opened_workspace(database) as (opened, workspace_id):
        report = visibility_report(opened, workspace_id, query, now=utc_now())
    if as_json:
        print_json(report_json(report))
    else:
        print_visibility(output(), report)


@app.command()
def citations(
    start: Day = None,
    end: Day = None,
    run: Annotated[int | None, typer.Option(help="Of this run.", show_default=False)] = None,
    prompts: Annotated[PromptScope, typer.Option(help="Which count.")] = PromptScope.UNBRANDED,
    limit: Annotated[int, typer.Option(min=1, help="At most so many sites.")] = 30,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show which sites answers cite, whose they are, and how much of the text rests on each.

    Without days or a run: the last 30 days, today included. Days are of UTC.
    """
    query = CitationsQuery(date_range=_range(start, end, "UTC"), run_id=run, prompts=prompts)
    with opened_workspace(database) as (opened, workspace_id):
        report = citations_report(opened, workspace_id, query, now=utc_now())
    if as_json:
        print_json(citations_json(report))
    else:
        print_citations(output(), report, limit=limit)


def _range(start: datetime | None, end: datetime | None, time_zone: str) -> DateRange | None:
    if start is None and end is None:
        return None
    if start is None:
        raise BadInput("--end was given without --start; expected both, or --start alone")
    last: date = end.date() if end is not None else utc_now().date()
    return DateRange(start.date(), last, time_zone)
