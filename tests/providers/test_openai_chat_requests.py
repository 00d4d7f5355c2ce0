from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.json_value import JsonObject
from monitor.domain.sampling import SamplingSettings
from monitor.domain.wire import WireRequest
from monitor.errors import BadCredentials, BadInput
from monitor.providers.llamacpp import LLAMACPP
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.protocol import Provider
from monitor.providers.registry import PROVIDERS, provider_named
from tests.providers.recorded import question_of, target_of

EVERYTHING = SamplingSettings(
    temperature=0.7,
    top_p=0.9,
    top_k=20,
    min_p=0.1,
    seed=7,
    max_tokens=200,
    frequency_penalty=0.5,
    presence_penalty=-0.5,
    stop=("END",),
    reasoning_effort="low",
)


def body_of(request: WireRequest) -> JsonObject:
    return json.loads(request.body)


def test_the_prompt_is_the_user_message_after_the_system_prompt():
    target = target_of(system_prompt="Be brief.")
    request = OPENAI_COMPATIBLE.request(question_of(target, "Which CRM? 🤔"), None)
    assert request.method == "POST"
    assert body_of(request) == {
        "model": "tiny-1",
        "stream": False,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Which CRM? 🤔"},
        ],
    }


def test_settings_that_are_not_given_are_not_sent():
    request = OPENAI_COMPATIBLE.request(question_of(target_of()), None)
    assert set(body_of(request)) == {"model", "messages", "stream"}
    assert request.sent == {}
    assert request.dropped == ()


def test_the_llama_cpp_server_is_sent_all_settings_but_the_reasoning_effort():
    target = target_of("llamacpp", settings=EVERYTHING)
    request = LLAMACPP.request(question_of(target), None)
    expected = EVERYTHING.given()
    del expected["reasoning_effort"]
    assert request.sent == expected
    assert {key: body_of(request)[key] for key in expected} == expected
    (dropped,) = request.dropped
    assert dropped.field == "reasoning_effort"
    assert "llamacpp" in dropped.reason


def test_an_unknown_server_is_sent_every_setting_that_we_have():
    request = OPENAI_COMPATIBLE.request(question_of(target_of(settings=EVERYTHING)), None)
    assert set(request.sent) == {field.name for field in fields(SamplingSettings)}
    assert body_of(request) | request.sent == body_of(request)


def test_a_web_search_that_the_provider_cannot_do_is_recorded_as_dropped():
    target = replace(target_of(), web_search=True, country="NO")
    request = OPENAI_COMPATIBLE.request(question_of(target), None)
    assert [one.field for one in request.dropped] == ["web_search", "country"]


@given(
    settings=st.builds(
        SamplingSettings,
        temperature=st.none() | st.floats(0, 2),
        top_k=st.none() | st.integers(1, 100),
        stop=st.none() | st.lists(st.text(min_size=1), max_size=3).map(tuple),
        reasoning_effort=st.none() | st.sampled_from(["low", "high"]),
    ),
    provider=st.sampled_from([LLAMACPP, OPENAI_COMPATIBLE]),
)
def test_each_given_setting_is_either_sent_or_dropped(
    settings: SamplingSettings, provider: Provider
):
    request = provider.request(question_of(target_of(settings=settings)), None)
    dropped = {one.field for one in request.dropped}
    assert set(request.sent) | dropped == set(settings.given())
    assert not set(request.sent) & dropped


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1/chat/completions"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1/chat/completions"),
        ("https://ai.example/v1/", "https://ai.example/v1/chat/completions"),
        ("https://ai.example/v1/chat/completions", "https://ai.example/v1/chat/completions"),
        ("https://ai.example/api/v4", "https://ai.example/api/v4/chat/completions"),
        ("https://ai.example/v1?version=2", "https://ai.example/v1/chat/completions?version=2"),
    ],
)
def test_the_address_is_built_from_any_usual_spelling_of_the_base_url(
    base_url: str | None, expected: str
):
    target = target_of(base_url=base_url)
    assert OPENAI_COMPATIBLE.request(question_of(target), None).url == expected


@pytest.mark.parametrize(
    "base_url", [None, "", "127.0.0.1:8000", "ftp://ai.example", "http://", "http://[::1"]
)
def test_a_target_without_a_usable_base_url_is_refused(base_url: str | None):
    with pytest.raises(BadInput, match="base_url"):
        OPENAI_COMPATIBLE.request(question_of(target_of(base_url=base_url)), None)


def test_the_llama_cpp_server_has_a_usual_address():
    request = LLAMACPP.request(question_of(target_of("llamacpp", base_url=None)), None)
    assert request.url == "http://127.0.0.1:8080/v1/chat/completions"


def test_a_key_is_sent_as_bearer_token_and_never_shown():
    request = OPENAI_COMPATIBLE.request(question_of(target_of()), " key-123\n")
    assert request.headers["authorization"] == "Bearer key-123"
    assert "key-123" not in repr(request)


def test_without_a_key_no_authorization_is_sent():
    for secret in (None, "", "  "):
        request = OPENAI_COMPATIBLE.request(question_of(target_of()), secret)
        assert "authorization" not in request.headers


def test_a_key_that_no_header_can_carry_is_refused_without_being_shown():
    with pytest.raises(BadCredentials) as caught:
        OPENAI_COMPATIBLE.request(question_of(target_of()), "key\nx-evil: 1")
    assert "evil" not in caught.value.message


def test_every_provider_is_found_under_its_own_name():
    for name, provider in PROVIDERS.items():
        assert provider_named(name) is provider
        assert provider.name == name


def test_an_unknown_provider_is_refused_with_the_names_of_the_known():
    with pytest.raises(BadInput, match=r"azure, .*llamacpp, .*xai.*; found 'opnai'"):
        provider_named("opnai")
