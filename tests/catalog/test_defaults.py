from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.catalog.defaults import defaults_from_card
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.sampling import ProviderDefault

DAY = date(2026, 11, 24)
TEMPERATURE = Claim(
    "sampling.temperature.default", 0.8, Basis.DISCOVERED_AT_RUNTIME, "GET /props", DAY
)
SEED = replace(TEMPERATURE, field="sampling.seed.default", value="random")


def card_of(*claims: Claim) -> ModelCard:
    return ModelCard(key="x/tiny", name="Tiny", provider="x", model="tiny", claims=claims)


def test_each_known_default_is_given_with_its_source_and_day():
    total = replace(TEMPERATURE, field="parameters.total", value=5)
    assert defaults_from_card(card_of(TEMPERATURE, total, SEED), as_of=DAY) == (
        ProviderDefault("seed", "random", "GET /props", DAY),
        ProviderDefault("temperature", 0.8, "GET /props", DAY),
    )


def test_a_later_claim_replaces_an_earlier_one_from_its_day_on():
    earlier = replace(TEMPERATURE, value=1.0, as_of=date(2026, 11, 1))
    card = card_of(TEMPERATURE, earlier)
    assert [one.value for one in defaults_from_card(card, as_of=DAY)] == [0.8]
    assert [one.value for one in defaults_from_card(card, as_of=date(2026, 11, 23))] == [1.0]
    assert defaults_from_card(card, as_of=date(2026, 10, 1)) == ()


def test_a_guess_is_no_default():
    guess = replace(TEMPERATURE, basis=Basis.ESTIMATE)
    assert defaults_from_card(card_of(guess), as_of=DAY) == ()


def test_a_setting_without_a_default_is_left_out():
    claims = (
        replace(TEMPERATURE, value=None),
        replace(TEMPERATURE, field="sampling.temperature.highest"),
    )
    assert defaults_from_card(card_of(*claims), as_of=DAY) == ()
