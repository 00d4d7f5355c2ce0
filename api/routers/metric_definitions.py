"""What each metric and each tier means, in words."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import NO_PARAMETERS
from api.errors import documented
from api.schemas.metric_definitions import DefinedMetric, DefinedTier, MetricDefinitions
from monitor.metrics.definitions import DEFINITIONS, TIERS
from monitor.reports.as_json import plain

router = APIRouter(tags=["reports"], responses=documented(422, 500))


@router.get("/metric-definitions", dependencies=[NO_PARAMETERS])
def get_metric_definitions() -> MetricDefinitions:
    """Say in words what each metric of the reports counts, and how far each tier carries."""
    return MetricDefinitions(
        metrics=[DefinedMetric.model_validate(plain(each)) for each in DEFINITIONS.values()],
        tiers=[DefinedTier(tier=tier, meaning=meaning) for tier, meaning in TIERS.items()],
    )
