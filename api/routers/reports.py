"""Reports over the stored answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter

from api.dependencies import NO_PARAMETERS, CurrentWorkspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.changes import ChangesReportPage, ChangesRequest
from api.schemas.citations import CitationsReportPage, CitationsRequest
from api.schemas.parameters import ParametersReportPage, ParametersRequest
from api.schemas.visibility import PagedRequest, VisibilityReportPage, VisibilityRequest
from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput, NotFound
from monitor.reports.as_json import query_json
from monitor.reports.changes import changes_report
from monitor.reports.changes_json import changes_json
from monitor.reports.citations import citations_report
from monitor.reports.citations_json import citations_json
from monitor.reports.parameters import parameters_report
from monitor.reports.parameters_json import parameters_json
from monitor.reports.visibility import visibility_report
from monitor.reports.visibility_json import visibility_json

router = APIRouter(
    prefix="/reports",
    tags=["reports"],
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413, 422, 500, 503),
)

Report = TypeVar("Report")
Row = TypeVar("Row")


@router.post("/visibility", name="report_visibility")
def report_on_visibility(
    workspace: CurrentWorkspace, asked: VisibilityRequest
) -> VisibilityReportPage:
    """Report how often brands are named, beside the parameters of the models that were asked."""
    query = asked.query()
    report = _made(
        lambda: visibility_report(workspace.database, workspace.id, query, now=workspace.now)
    )
    rows, next_cursor = _page(report.rows, asked, query_json(report.query))
    document = visibility_json(replace(report, rows=rows))
    return VisibilityReportPage.model_validate(document | {"next_cursor": next_cursor})


@router.post("/citations", name="report_citations")
def report_on_citations(
    workspace: CurrentWorkspace, asked: CitationsRequest
) -> CitationsReportPage:
    """Report which sites answers cite, whose they are, and how much of the text each carries."""
    query = asked.query()
    report = _made(
        lambda: citations_report(workspace.database, workspace.id, query, now=workspace.now)
    )
    domains, next_cursor = _page(report.domains, asked, query_json(report.query))
    document = citations_json(replace(report, domains=domains))
    return CitationsReportPage.model_validate(document | {"next_cursor": next_cursor})


@router.post("/parameters", name="report_parameters")
def report_on_parameters(
    workspace: CurrentWorkspace, asked: ParametersRequest
) -> ParametersReportPage:
    """Report what visibility is associated with among the models: their parameters and settings."""
    query = asked.query()
    report = _made(
        lambda: parameters_report(workspace.database, workspace.id, query, now=workspace.now)
    )
    rows, next_cursor = _page(report.rows, asked, query_json(report.query))
    document = parameters_json(replace(report, rows=rows))
    return ParametersReportPage.model_validate(document | {"next_cursor": next_cursor})


@router.post("/changes", name="report_changes")
def report_on_changes(workspace: CurrentWorkspace, asked: ChangesRequest) -> ChangesReportPage:
    """Report what changed between two periods or runs, as far as the tests carry it.

    A comparison across a change of what serves a target is refused unless it is asked for.
    """
    query = asked.query()
    report = _made(
        lambda: changes_report(workspace.database, workspace.id, query, now=workspace.now)
    )
    rows, next_cursor = _page(report.rows, asked, query_json(report.query))
    document = changes_json(replace(report, rows=rows))
    return ChangesReportPage.model_validate(document | {"next_cursor": next_cursor})


def _made(make: Callable[[], Report]) -> Report:
    try:
        return make()
    except NotFound as error:
        # The address of the report is right; an id in its body is not.
        raise BadInput(str(error)) from error


def _page(
    rows: Sequence[Row], asked: PagedRequest, query: JsonValue
) -> tuple[tuple[Row, ...], str | None]:
    """The rows after the cursor, and the cursor after them where more follow."""
    begin = 0
    if asked.cursor is not None:
        (after,) = read_cursor(asked.cursor, query, length=1)
        begin = after + 1
    page, last = first_page(list(enumerate(rows))[begin:], asked.limit)
    next_cursor = None if last is None else write_cursor((last[0],), query)
    return tuple(row for _, row in page), next_cursor
