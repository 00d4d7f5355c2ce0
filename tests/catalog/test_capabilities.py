from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.catalog.capabilities import Acceptance, admit, capability
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
