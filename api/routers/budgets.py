"""Budgets: what is spent, reserved and left."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import NO_PARAMETERS, CurrentWorkspace
from api.errors import documented
from api.schemas.budgets import BudgetsDocument
from monitor.reports.budgets import budgets_report

router = APIRouter(prefix="/budgets", tags=["budgets"])


@router.get(
    "", name="list_budgets", dependencies=[NO_PARAMETERS], responses=documented(422, 500, 503)
)
def list_budgets(workspace: CurrentWorkspace) -> BudgetsDocument:
    """Tell what of each budget is spent, reserved and left, today and this month in UTC."""
    report = budgets_report(workspace.database, workspace.id, now=workspace.now)
    return BudgetsDocument.model_validate(report.as_json())
