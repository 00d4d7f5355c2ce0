from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.catalog.validate import require_valid
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

OFFICIAL = Claim(
    "parameters.total", 100, Basis.OFFICIAL, "card", date(2026, 11, 24), unit="parameters"
)
ESTIMATE = replace(
    OFFICIAL,
    value=None,
    low=50,
    high=200,
    basis=Basis.ESTIMATE,
    source_url="https://estimates.example/list",
    confidence=Confidence.LOW,
)
WORD = replace(OFFICIAL, field="quantization", value="Q4_1", unit=None)
UNDISCLOSED = replace(OFFICIAL, value=None, basis=Basis.UNDISCLOSED)


def test_possible_claims_pass():
    active = replace(OFFICIAL, field="parameters.active", value=100)
    word = replace(OFFICIAL, field="quantization", value="Q4_1", unit=None)
    require_valid([OFFICIAL, ESTIMATE, UNDISCLOSED, active, word])
    require_valid([])


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (replace(OFFICIAL, low=101, high=200), "low <= value <= high"),
        (replace(OFFICIAL, low=10, high=99), "low <= value <= high"),
        (replace(ESTIMATE, low=201), "low <= value <= high"),
        (replace(OFFICIAL, value=0), "above 0"),
        (replace(OFFICIAL, value=8.5), "whole count"),
        (replace(OFFICIAL, value=True), "whole count"),
        (replace(OFFICIAL, value="8B"), "whole count"),
        (replace(OFFICIAL, unit=None), "expected the unit parameters"),
        (replace(OFFICIAL, field="parameters.totl"), "near it are parameters.total"),
        (replace(WORD, field="open_weights", value="yes"), "true or false"),
        (replace(WORD, field="release_date", value="May 2024"), "a date like 2026-01-31"),
        (replace(WORD, field="architecture.layout", value="sparse"), "one of dense, moe"),
        (replace(WORD, field="license", value=" "), "a text"),
        (replace(WORD, low=1, high=2), "no range"),
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


def named(claim: Claim, name: str, *, superseded_by: str | None = None) -> Claim:
    return replace(claim, id=name, superseded_by=superseded_by)


def test_a_superseded_claim_stays_beside_the_newer_one():
    require_valid([named(OFFICIAL, "a", superseded_by="b"), named(OFFICIAL, "b")])


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ([named(OFFICIAL, "a", superseded_by="gone")], "which is not on the card"),
        (
            [named(OFFICIAL, "a", superseded_by="b"), named(WORD, "b")],
            "which is about quantization",
        ),
        (
            [
                named(OFFICIAL, "a", superseded_by="b"),
                named(OFFICIAL, "b", superseded_by="a"),
            ],
            "supersedes itself",
        ),
        ([named(OFFICIAL, "a"), named(OFFICIAL, "a")], "found one twice"),
    ],
)
def test_claims_are_superseded_by_claims_of_the_same_card_and_field(
    claims: list[Claim], problem: str
):
    with pytest.raises(BadInput, match=problem):
        require_valid(claims)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("release_date", "2026-05"), ("retirement_date", "2026-04-30")),
        (("knowledge_cutoff", "2026"), ("release_date", "2025-12-31")),
    ],
)
def test_dates_come_in_their_order(earlier: tuple[str, str], later: tuple[str, str]):
    dates = [replace(WORD, field=field, value=value) for field, value in (earlier, later)]
    with pytest.raises(BadInput, match=f"expected {earlier[0]} before {later[0]}"):
        require_valid(dates)


def test_more_experts_used_than_there_are_is_impossible():
    used = replace(OFFICIAL, field="architecture.experts_used", value=9, unit=None)
    there = replace(OFFICIAL, field="architecture.experts", value=8, unit=None)
    with pytest.raises(BadInput, match=r"architecture\.experts_used at or below"):
        require_valid([used, there])
