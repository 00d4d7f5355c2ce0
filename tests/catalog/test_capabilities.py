from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.catalog.capabilities import Acceptance, admit, capability
from monitor.catalog.layers import lay_over
from monitor.catalog.served_id import resolve_served
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Target, UnsupportedPolicy
from monitor.domain.sampling import SamplingSettings
from monitor.errors import UnsupportedSetting


def target(model: str, **settings: object) -> Target:
    given = SamplingSettings(**settings)  # type: ignore[arg-type]  # fields by name
    return Target("t", "openai", model, Channel.API, settings=given)


@pytest.mark.parametrize(
    ("model", "field", "acceptance"),
    [
        ("gpt-4o", "temperature", Acceptance.YES),
        ("gpt-5-2025-08-07", "temperature", Acceptance.NO),
        ("gpt-5-2025-08-07", "top_p", Acceptance.NO),
        ("gpt-5-2025-08-07", "max_tokens", Acceptance.UNKNOWN),
        ("gpt-5.1", "temperature", Acceptance.ONLY_IF),
        ("nobody-knows-me", "temperature", Acceptance.UNKNOWN),
    ],
)
def test_what_a_model_takes_comes_with_its_source(model: str, field: str, acceptance: Acceptance):
    known = capability(model, field)
    assert known.acceptance is acceptance
    assert bool(known.source) is (acceptance is not Acceptance.UNKNOWN)


def test_a_refusal_of_the_provider_goes_before_the_catalog():
    assert capability("gpt-4o", "temperature", refused={"temperature"}).acceptance is Acceptance.NO


def test_what_the_model_does_not_take_is_left_out_with_a_reason():
    admitted, dropped = admit(target("gpt-5", temperature=0.7, max_tokens=9))
    assert admitted.settings == SamplingSettings(max_tokens=9)
    assert [each.field for each in dropped] == ["temperature"]
    assert "does not take it" in dropped[0].reason


@pytest.mark.parametrize(("effort", "kept"), [(None, True), ("none", True), ("high", False)])
def test_a_conditional_setting_depends_on_the_others(effort: str | None, kept: bool):
    admitted, dropped = admit(target("gpt-5.1", temperature=0.7, reasoning_effort=effort))
    assert (admitted.settings.temperature == 0.7) is kept
    assert bool(dropped) is not kept


def test_a_target_can_want_an_error_instead():
    strict = replace(target("gpt-5", temperature=0.7), unsupported=UnsupportedPolicy.ERROR)
    with pytest.raises(UnsupportedSetting, match="gpt-5 does not take temperature") as caught:
        admit(strict)
    assert caught.value.setting == "temperature"


def test_what_is_not_known_is_let_through():
    unknown = target("nobody-knows-me", temperature=0.7, seed=3)
    assert admit(unknown) == (unknown, ())


def told(value: bool, *, field: str = "temperature", **changes: object) -> Claim:
    claim = Claim(f"sampling.{field}.taken", value, Basis.OFFICIAL, "our tests", date(2026, 11, 24))
    return replace(claim, **changes)  # type: ignore[arg-type]  # fields by name


def known_to_us(model: str, *own: Claim) -> ModelCard:
    shipped = resolve_served(model, provider="openai").card
    card = ModelCard(f"openai/{model}", model, "openai", model, claims=own)
    if shipped is None:
        return card
    return lay_over(replace(card, stands_on=shipped.key), shipped)


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.1", "nobody-knows-me"])
def test_what_the_workspace_says_of_a_model_goes_before_the_catalog(model: str):
    for value, acceptance in ((True, Acceptance.YES), (False, Acceptance.NO)):
        card = known_to_us(model, told(value))
        known = capability(model, "temperature", provider="openai", card=card)
        assert (known.acceptance, known.source) == (acceptance, "our tests")


def test_a_claim_that_was_superseded_or_is_only_passed_on_decides_nothing():
    superseded = known_to_us("gpt-4o", told(False, superseded_by="7"))
    passed_on = known_to_us("gpt-4o", told(False, basis=Basis.SECONDARY))
    for card in (superseded, passed_on):
        assert capability("gpt-4o", "temperature", card=card).acceptance is Acceptance.YES


def test_what_a_server_was_seen_to_refuse_is_stronger_than_what_a_person_says():
    seen = told(False, basis=Basis.DISCOVERED_AT_RUNTIME, source="the provider's HTTP 400")
    card = known_to_us("nobody-knows-me", told(True), seen)
    assert capability("nobody-knows-me", "temperature", card=card).acceptance is Acceptance.NO


def test_a_deployment_of_ones_own_takes_what_its_model_takes():
    shipped = resolve_served("gpt-5.1", provider="openai").card
    assert shipped is not None
    stub = ModelCard("azure/chat-eu", "chat-eu", "azure", "chat-eu", stands_on=shipped.key)
    card = lay_over(stub, shipped)
    assert capability("chat-eu", "temperature", card=card).acceptance is Acceptance.ONLY_IF


def test_only_the_setting_that_is_spoken_of_is_left_out():
    card = known_to_us("nobody-knows-me", told(False, field="seed"))
    wanted = target("nobody-knows-me", temperature=0.7, seed=3)
    admitted, dropped = admit(wanted, card=card)
    assert admitted.settings == SamplingSettings(temperature=0.7)
    assert [each.field for each in dropped] == ["seed"]
