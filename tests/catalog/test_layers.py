from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.catalog.layers import lay_over
from monitor.catalog.resolve import resolve_figure
from monitor.catalog.summary import summarize
from monitor.domain.model_card import Basis, Claim, FigureStatus, ModelCard, Relation

DAY = date(2026, 11, 24)
TOTAL = Claim("parameters.total", 100, Basis.OFFICIAL, "a paper", DAY, id="parameters.total@paper")
BASE = ModelCard(
    "lab/base",
    "Base",
    None,
    "base",
    (
        TOTAL,
        Claim("quantization", "bf16", Basis.OFFICIAL, "a paper", DAY, id="q@paper"),
        Claim("license", "MIT", Basis.OFFICIAL, "a paper", DAY, id="license@paper"),
        Claim("context_window", 8, Basis.DISCOVERED_AT_RUNTIME, "a server", DAY, id="c@server"),
    ),
    vendor="lab",
    open_weights=True,
)
OWN = ModelCard("acme/bot", "Bot", "vllm", "bot", stands_on="lab/base")


def test_a_deployment_has_the_figures_of_its_model():
    card = lay_over(OWN, BASE)
    summary = summarize(card)
    assert (summary.total.value, summary.vendor, summary.open_weights) == (100, "lab", True)
    assert (card.key, card.name, card.provider) == ("acme/bot", "Bot", "vllm")


def test_what_holds_for_one_offer_or_server_is_not_taken_over():
    fields = {claim.field for claim in lay_over(OWN, BASE).claims}
    assert fields == {"parameters.total", "license"}


def test_a_fine_tune_inherits_the_build_and_says_so():
    tuned = replace(OWN, relation=Relation.FINE_TUNE)
    card = lay_over(tuned, BASE)
    (claim,) = card.claims
    assert (claim.field, claim.basis) == ("parameters.total", Basis.INHERITED)
    assert summarize(card).total.status is FigureStatus.ESTIMATED
    assert summarize(card).open_weights is None


def test_a_distilled_model_inherits_nothing():
    assert lay_over(replace(OWN, relation=Relation.DISTILLED_FROM), BASE).claims == ()


def test_an_own_claim_supersedes_the_one_that_it_names():
    own = replace(TOTAL, value=120, source="our count", id="7")
    card = lay_over(replace(OWN, claims=(own,)), BASE, {"parameters.total@paper": "7"})
    (shipped,) = (c for c in card.claims if c.id == "parameters.total@paper")
    assert shipped.superseded_by == "7"
    assert resolve_figure(card.claims, "parameters.total").value == 120


def test_the_same_source_with_the_same_basis_supersedes_itself():
    own = replace(TOTAL, value=120, id="7")
    card = lay_over(replace(OWN, claims=(own,)), BASE)
    assert resolve_figure(card.claims, "parameters.total").claims_count == 1
    assert len([c for c in card.claims if c.field == "parameters.total"]) == 2


def test_a_card_that_stands_alone_stays_as_it_is():
    assert lay_over(OWN, None) == OWN
