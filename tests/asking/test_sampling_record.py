from __future__ import annotations

from datetime import date

import pytest

from monitor.asking.sampling_record import sampling_record
from monitor.domain.answer import Answer, Outcome
from monitor.domain.json_value import JsonObject, sha256_text
from monitor.domain.sampling import (
    Dropped,
    ProviderDefault,
    SamplingRecord,
    SamplingSettings,
    SettingsOutcome,
)
from monitor.domain.wire import WireRequest
from monitor.errors import Overloaded, ProviderError, UnsupportedSetting
from tests.asking.tiny_provider import target_of

TOP_P = ProviderDefault("top_p", 1.0, "docs", date(2026, 1, 1))
TEMPERATURE = ProviderDefault("temperature", 1.0, "docs", date(2026, 1, 1))
TARGET = target_of("http://h", "/m", settings=SamplingSettings(temperature=0.7, stop=("a",)))


def record(
    sent: JsonObject, effective: JsonObject | None, *, dropped: tuple[Dropped, ...] = ()
) -> SamplingRecord:
    request = WireRequest("POST", "http://h", {}, sent=sent, dropped=dropped, api_version="v1")
    answer = Answer("x", Outcome.OK, effective=effective, searched=True)
    return sampling_record(TARGET, request, answer, defaults=(TOP_P, TEMPERATURE))


@pytest.mark.parametrize(
    ("sent", "effective", "outcome"),
    [
        ({"temperature": 0.7}, {"temperature": 0.7, "top_p": 1}, SettingsOutcome.ACCEPTED),
        ({"temperature": 0.7}, {"temperature": 0.699999988079071}, SettingsOutcome.ACCEPTED),
        ({"temperature": 1}, {"temperature": 1.0}, SettingsOutcome.ACCEPTED),
        ({"stop": ["a"], "seed": 1}, {"stop": ("a",)}, SettingsOutcome.ACCEPTED),
        ({"temperature": 0.7}, {"temperature": 1.0}, SettingsOutcome.SILENTLY_IGNORED_SUSPECTED),
        (
            {"seed": 1, "top_p": 0.5},
            {"seed": 1, "top_p": 1},
            SettingsOutcome.SILENTLY_IGNORED_SUSPECTED,
        ),
        ({"temperature": 0.7}, {"temperature": None}, SettingsOutcome.NOT_VERIFIABLE),
        ({"temperature": 0.7}, {"top_p": 1.0}, SettingsOutcome.NOT_VERIFIABLE),
        ({"temperature": 0.7}, None, SettingsOutcome.NOT_VERIFIABLE),
        ({}, {"top_p": 1.0}, SettingsOutcome.NOT_VERIFIABLE),
    ],
)
def test_settings_are_accepted_only_when_all_that_is_echoed_is_as_sent(
    sent: JsonObject, effective: JsonObject | None, outcome: SettingsOutcome
):
    assert record(sent, effective).outcome is outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (UnsupportedSetting("x", setting="top_k", status=400), SettingsOutcome.REJECTED_400),
        (UnsupportedSetting("x", setting="top_k"), SettingsOutcome.NOT_VERIFIABLE),
        (Overloaded("x"), SettingsOutcome.NOT_VERIFIABLE),
    ],
)
def test_a_failure_keeps_what_was_sent_and_knows_nothing_else(
    error: ProviderError, outcome: SettingsOutcome
):
    request = WireRequest("POST", "http://h", {}, sent={"temperature": 0.7})

    kept = sampling_record(TARGET, request, error, defaults=())

    assert (kept.outcome, kept.sent) == (outcome, {"temperature": 0.7})
    assert (kept.effective, kept.searched) == (None, None)


def test_requested_sent_and_dropped_are_kept_apart():
    dropped = (Dropped("stop", "not taken"),)

    kept = record({"temperature": 0.7}, None, dropped=dropped)

    assert kept.requested == {"temperature": 0.7, "stop": ["a"]}
    assert (kept.sent, kept.dropped) == ({"temperature": 0.7}, dropped)
    assert (kept.api_version, kept.searched) == ("v1", True)


def test_a_default_stands_only_for_what_was_not_sent():
    assert record({"temperature": 0.7}, None).defaults == (TOP_P,)
    assert record({}, None).defaults == (TOP_P, TEMPERATURE)


def test_web_search_is_requested_only_when_it_is_on():
    request = WireRequest("POST", "http://h", {})
    answer = Answer("x", Outcome.OK)
    on, off = target_of("http://h", "/m", web_search=True), target_of("http://h", "/m")

    assert sampling_record(on, request, answer, defaults=()).requested == {"web_search": True}
    assert sampling_record(off, request, answer, defaults=()).requested == {}


def test_the_system_prompt_is_known_by_its_digest_when_it_was_sent():
    target = target_of("http://h", "/m", system_prompt="Be brief.")
    request, answer = WireRequest("POST", "http://h", {}), Answer("x", Outcome.OK)

    sent = sampling_record(target, request, answer, defaults=())
    not_sent = sampling_record(target, None, Overloaded("x"), defaults=())

    assert sent.system_prompt_sha256 == sha256_text("Be brief.")
    assert not_sent.system_prompt_sha256 is None
    assert record({}, None).system_prompt_sha256 is None
