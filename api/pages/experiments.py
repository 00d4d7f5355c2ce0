"""The pages of experiments: what was planned, what each arm gave, and what may be said of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import CurrentWorkspace
from api.pages.site import PageRoute, page
from monitor.metrics.cell import Tier
from monitor.reports.experiment import experiment_result
from monitor.reports.experiment_words import verdict_lines
from monitor.storage.experiments import list_experiments

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/experiments")
def show_experiments(request: Request, workspace: CurrentWorkspace) -> HTMLResponse:
    """All experiments, newest first."""
    with workspace.database.read() as session:
        found = list_experiments(session, workspace.id)
    return page(request, "experiments.html", found=found)


@router.get("/experiments/{key}")
def show_experiment(request: Request, workspace: CurrentWorkspace, key: str) -> HTMLResponse:
    """One experiment with its verdicts and what would have been found."""
    result = experiment_result(workspace.database, workspace.id, key)
    is_open = not result.is_final
    return page(
        request,
        "experiment.html",
        result=result,
        is_open=is_open,
        verdicts=[] if is_open else verdict_lines(result),
        too_few=Tier.TOO_FEW,
    )
