from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import (
    BadRequest,
    ProviderError,
    QuotaExhausted,
    UnknownModel,
    UnsupportedSetting,
)
from monitor.providers.openai import OPENAI
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

REUTERS = "https://www.reuters.com/world/middle-east/"
ANSWERS = {
    "chat-plain-ratelimit-headers": Expected(
        characters=31,
        model="gpt-4o-mini-2024-07-18",
        snapshot="gpt-4o-mini-2024-07-18",
        tokens=(23, 7, 0),
        cited=0,
        searched=False,
    ),
    "chat-refusal": Expected(
        characters=48,
        outcome=Outcome.REFUSED,
        model="gpt-4o-2024-08-06",
        snapshot="gpt-4o-2024-08-06",
        tokens=(65, 12, 0),
        cited=0,
        searched=False,
    ),
    "chat-search-preview-no-annotations": Expected(
        characters=25,
        model="gpt-4o-search-preview-2025-03-11",
        snapshot="gpt-4o-search-preview-2025-03-11",
        tokens=(11, 17, 0),
        cited=0,
    ),
    "responses-incomplete-max-output-tokens": Expected(
        characters=77,
        outcome=Outcome.TRUNCATED,
        model="gpt-4o-mini-2024-07-18",
        snapshot="gpt-4o-mini-2024-07-18",
        tokens=(18, 16, 0),
        cited=0,
        retrieved=0,
        searches=0,
        searched=False,
    ),
    "responses-web-search-citations": Expected(
        characters=1173,
        model="gpt-5-2025-08-07",
        snapshot="gpt-5-2025-08-07",
        tokens=(115_886, 248, 1472),
        cited=3,
        searches=6,
        first=REUTERS
        + "un-overwhelmingly-endorses-two-state-solution-declaration-that-condemns-hamas"
        "-2025-09-12/?utm_source=openai",
        last=REUTERS + "death-toll-rises-46-israeli-raids-yemen-2025-09-11/?utm_source=openai",
        span=(294, 460),
        searched=True,
    ),
    "responses-web-search-no-annotations": Expected(
        characters=156,
        model="gpt-5-2025-08-07",
        snapshot="gpt-5-2025-08-07",
        tokens=(9299, 65, 512),
        cited=0,
        searches=1,
        searched=True,
    ),
    "responses-web-search-offset-drift": Expected(
        characters=337,
        model="gpt-5-2025-08-07",
        snapshot="gpt-5-2025-08-07",
        tokens=(21_174, 244, 1600),
        cited=1,
        searches=14,
        first="https://www.banxico.org.mx/publicaciones-y-prensa/"
        "anuncios-de-las-decisiones-de-politica-monetaria/"
        "%7B8A05C722-0A97-4527-2166-0CE802CE6838%7D.pdf?utm_source=openai",
        last="https://www.banxico.org.mx/publicaciones-y-prensa/"
        "anuncios-de-las-decisiones-de-politica-monetaria/"
        "%7B8A05C722-0A97-4527-2166-0CE802CE6838%7D.pdf?utm_source=openai",
        span=(154, 337),
        searched=True,
    ),
}
ERRORS: dict[str, tuple[type[ProviderError], int, str | None]] = {
    "chat-error-400-web-search-unsupported": (UnsupportedSetting, 400, "web_search"),
    "chat-error-404-model-not-found": (UnknownModel, 404, None),
    "responses-error-400-bad-temperature": (BadRequest, 400, None),
    "responses-error-400-model-not-found": (UnknownModel, 400, None),
    "responses-error-400-temperature-unsupported": (UnsupportedSetting, 400, "temperature"),
    "responses-error-429-insufficient-quota": (QuotaExhausted, 429, None),
}


def test_every_recording_has_its_expectation():
    assert recording_names("openai") == ANSWERS.keys() | ERRORS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(OPENAI.read(recording("openai", name)), ANSWERS[name])


@pytest.mark.parametrize("name", ERRORS)
def test_each_failure_is_its_error(name: str):
    kind, status, setting = ERRORS[name]
    with pytest.raises(kind) as caught:
        OPENAI.read(recording("openai", name))
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert getattr(caught.value, "setting", None) == setting


def test_a_span_that_drifted_by_two_is_put_back_onto_the_whole_link():
    answer = OPENAI.read(recording("openai", "responses-web-search-offset-drift"))
    (citation,) = answer.citations
    assert answer.text[citation.start : citation.end].startswith("([banxico.org.mx](https://")
    assert citation.end == len(answer.text)


def test_the_settings_that_the_body_repeats_are_in_our_names():
    answer = OPENAI.read(recording("openai", "responses-web-search-offset-drift"))
    assert answer.effective == {
        "temperature": 1.0,
        "top_p": 1.0,
        "frequency_penalty": 0.0,
        "presence_penalty": 0.0,
        "service_tier": "default",
        "reasoning_effort": "medium",
        "verbosity": "medium",
        "web_search": True,
        "search_context_size": "medium",
        "country": "MX",
    }


def test_one_search_may_send_several_queries():
    answer = OPENAI.read(recording("openai", "responses-web-search-offset-drift"))
    assert answer.usage.searches == 4
    assert answer.searches[0] == "Mexico top news today May 8, 2026 Mexico"
    assert answer.searches[-1].startswith("CBS News Mexico consulates influence midterms")


def test_an_empty_fingerprint_is_not_known():
    answer = OPENAI.read(recording("openai", "chat-search-preview-no-annotations"))
    assert answer.served.fingerprint is None
    plain = OPENAI.read(recording("openai", "chat-plain-ratelimit-headers"))
    assert plain.served.fingerprint == "fp_560af6e559"
