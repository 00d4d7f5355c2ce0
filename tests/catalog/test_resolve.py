from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.counts import display_count
from monitor.catalog.resolve import explain_figure, resolve_figure, resolve_word
from monitor.domain.model_card import Basis, Claim, Figure, FigureStatus

DAY = date(2026, 11, 24)
TOTAL = "parameters.total"


def claim(
    value: float | str | bool | None,
    basis: Basis = Basis.OFFICIAL,
    *,
    low: float | None = None,
    high: float | None = None,
    as_of: date = DAY,
    field: str = TOTAL,
) -> Claim:
    return Claim(field, value, basis, f"source of {basis}", as_of, low=low, high=high)


def total(*claims: Claim) -> Figure:
    return resolve_figure(claims, TOTAL)


def test_what_the_server_tells_goes_before_arithmetic_and_announcements():
    claims = [
        claim(135_000_000),
        claim(134_515_009, Basis.DERIVED),
        claim(134_515_008, Basis.DISCOVERED_AT_RUNTIME),
    ]
    for order in permutations(claims):
        figure = total(*order)
        assert figure.value == 134_515_008
        assert figure.basis is Basis.DISCOVERED_AT_RUNTIME
        assert figure.source == "source of discovered_at_runtime"
        assert (figure.low, figure.high) == (134_515_008, 135_000_000)
        assert figure.claims_count == 3
        assert not figure.conflict


def test_exact_claims_more_than_two_percent_apart_are_in_conflict():
    assert not total(claim(1000, Basis.DERIVED), claim(1020)).conflict
    assert total(claim(1000, Basis.DERIVED), claim(1021)).conflict
    assert total(claim(671, Basis.DERIVED), claim(685)).conflict


def test_the_later_of_two_equal_claims_is_the_value():
    older = claim(1000, as_of=date(2025, 1, 1))
    newer = claim(1001, as_of=date(2026, 1, 1))
    assert total(older, newer).value == total(newer, older).value == 1001


def test_an_estimate_never_becomes_a_single_number():
    figure = total(claim(200, Basis.ESTIMATE))
    assert figure.status is FigureStatus.ESTIMATED
    assert figure.value is None
    assert (figure.low, figure.high) == (200, 200)
    assert figure.basis is None


def test_estimates_become_the_envelope_of_all():
    figure = total(
        claim(None, Basis.UNDISCLOSED),
        claim(200, Basis.ESTIMATE, low=100, high=300),
        claim(None, Basis.ESTIMATE, low=150, high=440),
        claim(220, Basis.LEAK),
        claim(250, Basis.SECONDARY),
    )
    assert (figure.low, figure.high) == (100, 440)
    assert figure.claims_count == 4


def test_an_exact_claim_makes_estimates_irrelevant():
    figure = total(claim(900, Basis.ESTIMATE), claim(500))
    assert (figure.value, figure.low, figure.high) == (500, 500, 500)
    assert figure.claims_count == 1
    assert not figure.conflict


@pytest.mark.parametrize("basis", [Basis.RETRACTED, Basis.STORED_ELEMENTS])
def test_withdrawn_claims_and_counts_of_packed_elements_are_passed_over(basis: Basis):
    assert total(claim(20, basis)).status is FigureStatus.NOT_RECORDED
    assert total(claim(20, basis), claim(50)).low == 50


def test_undisclosed_differs_from_not_recorded():
    assert total(claim(None, Basis.UNDISCLOSED)).status is FigureStatus.UNDISCLOSED
    assert total().status is FigureStatus.NOT_RECORDED
    assert total(claim(5, field="parameters.active")).status is FigureStatus.NOT_RECORDED


def test_an_official_range_is_no_exact_value():
    figure = total(claim(None, low=10, high=20))
    assert figure.status is FigureStatus.ESTIMATED
    assert (figure.value, figure.low, figure.high) == (None, 10, 20)


def test_a_text_is_no_figure():
    assert total(claim("135M"), claim(True)).status is FigureStatus.NOT_RECORDED


def test_a_word_comes_from_the_strongest_exact_claim():
    field = "quantization"
    told = [
        claim("Q8_0", field=field),
        claim("Q4_1", Basis.DISCOVERED_AT_RUNTIME, field=field),
        claim("F16", Basis.ESTIMATE, field=field),
    ]
    assert resolve_word(told, field) == "Q4_1"
    assert resolve_word(told[2:], field) is None


CLAIMS = st.lists(
    st.builds(
        claim,
        st.none() | st.integers(1, 10**13),
        st.sampled_from(Basis),
        low=st.none() | st.integers(1, 10**13),
        high=st.none() | st.integers(1, 10**13),
        as_of=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    ),
    max_size=6,
)


@given(CLAIMS)
def test_the_range_holds_the_value_and_only_exact_figures_have_one(claims: list[Claim]):
    figure = total(*claims)
    assert (figure.value is not None) == (figure.status is FigureStatus.EXACT)
    assert (figure.low is None) == (figure.high is None)
    if figure.low is not None and figure.high is not None:
        assert figure.low <= (figure.value or figure.low) <= figure.high
    assert figure.claims_count <= len(claims)


@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_changes_no_range_and_no_status(claims: list[Claim], random):  # noqa: ANN001  hypothesis names the type nowhere
    shuffled = random.sample(claims, len(claims))
    one, other = total(*claims), total(*shuffled)
    assert (one.status, one.low, one.high, one.basis, one.claims_count) == (
        other.status,
        other.low,
        other.high,
        other.basis,
        other.claims_count,
    )


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (134_515_008, "134.5 M"),
        (8_030_261_248, "8.03 B"),
        (405_853_388_800, "405.9 B"),
        (1_600_000_000_000, "1.6 T"),
        (999_970_000, "1 B"),
        (12_345, "12.35 k"),
        (512, "512"),
    ],
)
def test_an_exact_count_is_shown_with_four_digits(count: int, shown: str):
    assert display_count(total(claim(count))) == shown


def test_counts_that_sources_dispute_say_so():
    figure = total(claim(671 * 10**9, Basis.DERIVED), claim(685 * 10**9))
    assert display_count(figure) == "671 B (sources differ)"


def test_estimates_are_shown_as_a_range_with_their_number():
    b = 10**9
    claims = [claim(value * b, Basis.ESTIMATE) for value in (100, 200, 300, 440)]
    assert display_count(total(*claims)) == "100-440 B (4 estimates)"
    assert display_count(total(claims[1])) == "about 200 B (1 estimate)"
    wide = claim(None, Basis.ESTIMATE, low=9 * 10**8, high=15 * 10**8)
    assert display_count(total(wide)) == "900 M-1.5 B (1 estimate)"


def test_undisclosed_by_vendor_is_said_only_where_it_is_so():
    b = 10**9
    claims = [claim(value * b, Basis.ESTIMATE) for value in (100, 200, 300, 440)]
    told = total(*claims, claim(None, Basis.UNDISCLOSED))
    assert told.undisclosed_by_vendor
    assert display_count(told) == "100-440 B (4 estimates, undisclosed by vendor)"
    assert not total(*claims).undisclosed_by_vendor


def test_each_kind_of_hearsay_is_named():
    kinds = [Basis.LEAK, Basis.LEAK, Basis.ESTIMATE, Basis.EXECUTIVE_STATEMENT, Basis.SECONDARY]
    shown = display_count(total(*(claim(10**9, kind) for kind in kinds)))
    assert shown == "about 1 B (1 executive statement, 1 estimate, 2 leaks, 1 secondary source)"


def test_a_superseded_claim_does_not_count():
    older = replace(claim(900), id="a", superseded_by="b")
    figure = total(older, replace(claim(500), id="b"))
    assert (figure.value, figure.high, figure.claims_count) == (500, 500, 1)
    assert resolve_word([replace(claim("x"), superseded_by="b")], TOTAL) is None


def test_the_midpoint_for_plots_is_logarithmic():
    assert total(claim(None, Basis.ESTIMATE, low=10, high=1000)).midpoint_log10 == 2
    assert total().midpoint_log10 is None


def test_reasons_tell_what_counts_and_what_is_left_out():
    claims = [
        claim(1000, Basis.DERIVED),
        claim(990),
        claim(700, Basis.ESTIMATE),
        claim(5, Basis.RETRACTED),
        replace(claim(4), superseded_by="b"),
    ]
    said = " ".join(explain_figure(claims, TOTAL))
    assert "1 k by source of derived (derived, 2026-11-24) is the strongest of 2 exact" in said
    assert "1 other claim is no exact count" in said
    assert "its source has withdrawn it" in said
    assert "claim b replaced it" in said
    assert explain_figure([], TOTAL) == ("No claim about it is recorded.",)


def test_no_figure_is_shown_in_words():
    assert display_count(total()) == "not recorded"
    assert display_count(total(claim(None, Basis.UNDISCLOSED))) == "undisclosed"


@given(CLAIMS)
def test_every_figure_can_be_shown_and_explained(claims: list[Claim]):
    figure = total(*claims)
    shown = display_count(figure)
    assert ("(" in shown) == (figure.status is FigureStatus.ESTIMATED or figure.conflict)
    assert explain_figure(claims, TOTAL)
