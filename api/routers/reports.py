"""Reports over the stored answers."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from api.dependencies import NO_PARAMETERS, CurrentWorkspace
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.citations import CitationsReportPage, CitationsRequest
from api.schemas.parameters import ParametersReportPage, ParametersRequest
from api.schemas.visibility import VisibilityReportPage, VisibilityRequest
from monitor.errors import BadInput, NotFound
from monitor.reports.as_json import plain, query_json, report_json
from monitor.reports.citations import citations_report
from monitor.reports.citations_json import citations_json
from monitor.reports.parameters import parameters_report
from monitor.reports.parameters_json import parameters_json
from monitor.reports.visibility import visibility_report

router = APIRouter(prefix="/reports", tags=["reports"])


@router.post(
    "/visibility",
    name="report_visibility",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413, 422, 500, 503),
)
def report_on_visibility(
    workspace: CurrentWorkspace, asked: VisibilityRequest
) -> VisibilityReportPage:
    """Report how often brands are named, beside the parameters of the models that were asked."""
    try:
        report = visibility_report(
            workspace.database, workspace.id, asked.query(), now=workspace.now
        )
    except NotFound as error:
        # The address of the report is right; an id in its body is not.
        raise BadInput(str(error)) from error
    query, numbered = query_json(report.query), tuple(enumerate(report.rows))
    if asked.cursor is not None:
        (after,) = read_cursor(asked.cursor, query, length=1)
        numbered = numbered[after + 1 :]
    page, last = first_page(numbered, asked.limit)
    document = report_json(replace(report, rows=tuple(row for _, row in page)))
    next_cursor = None if last is None else write_cursor((last[0],), query)
    return VisibilityReportPage.model_validate(document | {"next_cursor": next_cursor})


@router.post(
    "/citations",
    name="report_citations",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413, 422, 500, 503),
)
def report_on_citations(
    workspace: CurrentWorkspace, asked: CitationsRequest
) -> CitationsReportPage:
    """Report which sites answers cite, whose they are, and how much of the text each carries."""
    try:
        report = citations_report(
            workspace.database, workspace.id, asked.query(), now=workspace.now
        )
    except NotFound as error:
        # The address of the report is right; an id in its body is not.
        raise BadInput(str(error)) from error
    query, numbered = query_json(report.query), tuple(enumerate(report.domains))
    if asked.cursor is not None:
        (after,) = read_cursor(asked.cursor, query, length=1)
        numbered = numbered[after + 1 :]
    page, last = first_page(numbered, asked.limit)
    document = citations_json(replace(report, domains=tuple(row for _, row in page)))
    next_cursor = None if last is None else write_cursor((last[0],), query)
    return CitationsReportPage.model_validate(document | {"next_cursor": next_cursor})


@router.post(
    "/parameters",
    name="report_parameters",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413, 422, 500, 503),
)
def report_on_parameters(
    workspace: CurrentWorkspace, asked: ParametersRequest
) -> ParametersReportPage:
    """Report what visibility is associated with among the models: their parameters and settings."""
    try:
        report = parameters_report(
            workspace.database, workspace.id, asked.query(), now=workspace.now
        )
    except NotFound as error:
        # The address of the report is right; an id in its body is not.
        raise BadInput(str(error)) from error
    query, numbered = plain(report.query), tuple(enumerate(report.rows))
    if asked.cursor is not None:
        (after,) = read_cursor(asked.cursor, query, length=1)
        numbered = numbered[after + 1 :]
    page, last = first_page(numbered, asked.limit)
    document = parameters_json(replace(report, rows=tuple(row for _, row in page)))
    next_cursor = None if last is None else write_cursor((last[0],), query)
    return ParametersReportPage.model_validate(document | {"next_cursor": next_cursor})
