from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.catalog.validate import require_valid
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

OFFICIAL = Claim("parameters.total", 100, Basis.OFFICIAL, "card", date(2026, 11, 24))
ESTIMATE = replace(
    OFFICIAL,
    value=None,
    low=50,
    high=200,
    basis=Basis.ESTIMATE,
    source_url="https://estimates.example/list",
    confidence=Confidence.LOW,
)
UNDISCLOSED = replace(OFFICIAL, value=None, basis=Basis.UNDISCLOSED)


def test_possible_claims_pass():
    active = replace(OFFICIAL, field="parameters.active", value=100)
    word = replace(OFFICIAL, field="quantization", value="Q4_1")
    require_valid([OFFICIAL, ESTIMATE, UNDISCLOSED, active, word])
    require_valid([])


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (replace(OFFICIAL, low=101, high=200), "low <= value <= high"),
        (replace(OFFICIAL, low=10, high=99), "low <= value <= high"),
        (replace(ESTIMATE, low=201), "low <= value <= high"),
        (replace(OFFICIAL, value=0), "above 0"),
        (replace(OFFICIAL, value=float("nan")), "NaN"),
        (replace(OFFICIAL, value=None), "found neither"),
        (replace(OFFICIAL, source=" "), "a field and a source"),
        (replace(UNDISCLOSED, value=5), "no numbers"),
        (replace(UNDISCLOSED, high=5), "no numbers"),
        (replace(ESTIMATE, source_url=None), "source URL"),
        (replace(ESTIMATE, source_url="a friend"), "source URL"),
        (replace(ESTIMATE, basis=Basis.LEAK, source_url=None), "source URL"),
        (replace(ESTIMATE, confidence=Confidence.HIGH), "confidence"),
    ],
)
def test_an_impossible_claim_is_refused_with_the_reason(claim: Claim, problem: str):
    with pytest.raises(BadInput, match=problem):
        require_valid([claim])


def test_more_active_than_total_parameters_are_impossible():
    active = replace(OFFICIAL, field="parameters.active", value=101)
    with pytest.raises(BadInput, match="at or below"):
        require_valid([OFFICIAL, active])


def test_overlapping_estimates_of_active_and_total_are_possible():
    active = replace(ESTIMATE, field="parameters.active", high=300)
    require_valid([ESTIMATE, active])


def test_every_reason_is_told_at_once():
    with pytest.raises(BadInput, match=r"source URL.*confidence.*found neither"):
        require_valid(
            [
                replace(ESTIMATE, source_url=None, confidence=Confidence.HIGH),
                replace(OFFICIAL, value=None),
            ]
        )
