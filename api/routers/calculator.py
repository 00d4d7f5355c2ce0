"""Counting the parameters of a model from its dimensions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.dependencies import NO_PARAMETERS
from api.errors import documented
from api.schemas.calculator import Calculated, CalculationRequest, CountedKind, CountedKinds
from monitor.calculator.as_json import calculation_json, kind_json
from monitor.calculator.kinds import KINDS, calculate, kind_named

router = APIRouter(tags=["calculator"], responses=documented(422, 500))


@router.get("/calculator", dependencies=[NO_PARAMETERS])
def list_calculator_kinds() -> CountedKinds:
    """List the kinds of models that can be counted, with their fields and published models."""
    return CountedKinds(items=[CountedKind.model_validate(kind_json(k)) for k in KINDS.values()])


@router.post(
    "/calculator/{kind}", dependencies=[NO_PARAMETERS], responses=documented(400, 404, 413)
)
def calculate_parameters(
    kind: Annotated[str, Path(description="The kind of model.", max_length=100)],
    asked: CalculationRequest,
) -> Calculated:
    """Count the parameters of a model: by sort, by part, and the memory that they need."""
    done = calculate(kind_named(kind), asked.values, preset=asked.preset)
    return Calculated.model_validate(calculation_json(done))
