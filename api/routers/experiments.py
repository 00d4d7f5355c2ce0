"""Experiments: planning, keeping, starting, and what came of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import NO_PARAMETERS, CurrentServed, CurrentWorkspace, writing
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.experiment_results import ExperimentDocument
from api.schemas.experiments import (
    ExperimentHead,
    ExperimentPage,
    ExperimentPlan,
    ExperimentsQuery,
    NewExperiment,
    PlanRequest,
)
from api.schemas.runs import Run
from monitor.errors import BadInput
from monitor.experiments.design import Design
from monitor.pipeline.plan_experiment import askable_in_workspace, plan_experiment
from monitor.pipeline.run_experiment import keep_experiment, start_experiment
from monitor.pipeline.run_view import run_view
from monitor.reports.experiment import experiment_result
from monitor.reports.experiment_json import experiment_head_json, experiment_json
from monitor.storage.engine import Database
from monitor.storage.experiments import list_experiments, states_of_experiments

router = APIRouter(prefix="/experiments", tags=["experiments"], responses=documented(422, 500, 503))

MAX_CALLS = 100_000
"""More are not planned within a request; `namedrop experiment run` has no bound."""

ExperimentKey = Annotated[
    str, Path(min_length=1, max_length=200, description="The name of the experiment.")
]


@router.get("", name="list_experiments")
def list_all(
    workspace: CurrentWorkspace, asked: Annotated[ExperimentsQuery, Query()]
) -> ExperimentPage:
    """List the experiments, newest first."""
    before = None
    if asked.cursor is not None:
        (before,) = read_cursor(asked.cursor, {}, length=1)
    with workspace.database.read() as session:
        found = list_experiments(session, workspace.id, before=before, limit=asked.limit + 1)
        page, last = first_page(found, asked.limit)
        states = states_of_experiments(session, workspace.id, page)
    return ExperimentPage(
        items=[
            ExperimentHead.model_validate(experiment_head_json(each) | {"state": states[each.id]})
            for each in page
        ],
        next_cursor=None if last is None else write_cursor([last.id], {}),
    )


@router.post(
    "/plan", name="plan_experiment", dependencies=[NO_PARAMETERS], responses=documented(400, 413)
)
def plan(workspace: CurrentWorkspace, asked: PlanRequest) -> ExperimentPlan:
    """Tell what an experiment would ask, what it could find and what it costs; nothing is kept.

    A setting that the model does not take is refused with the reason, and so are arms that differ
    in more than one thing. What the workspace claims of the model counts.
    """
    with workspace.database.read() as session:
        askable = askable_in_workspace(session, workspace.id, on=workspace.now.date())
    planned = plan_experiment(askable, asked.order(), now=workspace.now, rate=asked.rate)
    return ExperimentPlan.of(planned)


@router.post(
    "",
    name="keep_experiment",
    status_code=201,
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413),
)
def keep(
    workspace: CurrentWorkspace, served: CurrentServed, new: NewExperiment
) -> ExperimentDocument:
    """Plan an experiment and keep it with its questions in random order; nothing is asked yet.

    The same experiment is kept once, until it has ended.
    """
    with writing(workspace, served) as (session, workspace_id):
        askable = askable_in_workspace(session, workspace_id, on=workspace.now.date())
        planned = plan_experiment(askable, new.order(), now=workspace.now)
        _refuse_too_many(planned.design)
        saved = keep_experiment(session, workspace_id, planned, workspace.now)
    return _shown(workspace.database, workspace_id, saved.key)


def _refuse_too_many(design: Design) -> None:
    if design.calls > MAX_CALLS:
        raise BadInput(
            f"expected at most {MAX_CALLS:,} calls, found {design.calls:,}; ask fewer prompts or "
            "repeats, or use `namedrop experiment run`"
        )


@router.get(
    "/{key}", name="get_experiment", dependencies=[NO_PARAMETERS], responses=documented(404)
)
def show(workspace: CurrentWorkspace, key: ExperimentKey) -> ExperimentDocument:
    """Show what an experiment found, with what it could have found; never a cause."""
    return _shown(workspace.database, workspace.id, key)


@router.post(
    "/{key}/run", name="run_experiment", dependencies=[NO_PARAMETERS], responses=documented(404)
)
def run(workspace: CurrentWorkspace, key: ExperimentKey) -> Run:
    """Let the workers ask an experiment; doing it twice is harmless.

    Follow or cancel its run by the number that comes back.
    """
    if workspace.database.url.get_backend_name() != "postgresql":
        raise BadInput(
            f"no workers run on a SQLite file; use `namedrop experiment ask {key}`, which asks by "
            "itself"
        )
    run_id = start_experiment(workspace.database, workspace.id, key)
    return Run.of(run_view(workspace.database, workspace.id, run_id))


def _shown(database: Database, workspace_id: int, key: str) -> ExperimentDocument:
    result = experiment_result(database, workspace_id, key)
    return ExperimentDocument.model_validate(experiment_json(result))
