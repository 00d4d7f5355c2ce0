from __future__ import annotations

import json
from base64 import b64encode

import pytest

from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput
from monitor.providers.dataforseo import DATAFORSEO
from monitor.providers.dataforseo_llm import DATAFORSEO_LLM
from tests.providers.asked import asked, full_target, plain_target

HOST = "https://api.dataforseo.com/v3"


def test_a_search_is_a_list_of_one_task_that_waits_for_the_overview():
    target = full_target("dataforseo", "ai_overview", device="mobile")
    request = DATAFORSEO.request(asked(target, language="nb"), "me@acme.example:password")
    assert request.url == f"{HOST}/serp/google/organic/live/advanced"
    coded = b64encode(b"me@acme.example:password").decode()
    assert request.headers["authorization"] == f"Basic {coded}"
    assert json.loads(request.body or b"") == [
        {
            "keyword": "Best skis?",
            "location_code": 2578,
            "language_code": "no",
            "device": "mobile",
            "load_async_ai_overview": True,
        }
    ]
    assert request.sent == {
        "web_search": True,
        "location_code": 2578,
        "country": "NO",
        "language": "no",
        "device": "mobile",
    }
    dropped = {one.field for one in request.dropped}
    assert dropped == set(target.settings.given()) | {"system_prompt"}


def test_credentials_in_base64_are_sent_as_they_are():
    target = plain_target("dataforseo", "ai_mode", location_code=2840)
    request = DATAFORSEO.request(asked(target, language="en"), "bWU6cGFzc3dvcmQ=")
    assert request.headers["authorization"] == "Basic bWU6cGFzc3dvcmQ="


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"location_code": 1010}, {"location_code": 1010}),
        ({"location_name": "Oslo,Norway"}, {"location_name": "Oslo,Norway"}),
    ],
)
def test_a_place_within_a_country_goes_before_the_country(
    options: dict[str, JsonValue], expected: dict[str, JsonValue]
):
    target = full_target("dataforseo", "ai_mode", **options)
    request = DATAFORSEO.request(asked(target, language="en"), None)
    assert request.url == f"{HOST}/serp/google/ai_mode/live/advanced"
    assert json.loads(request.body or b"") == [
        {"keyword": "Best skis?", "language_code": "en", **expected}
    ]
    assert "country" not in request.sent


@pytest.mark.parametrize(
    ("model", "language", "options", "told"),
    [
        ("gemini", "en", {"location_code": 2840}, "ai_overview, ai_mode"),
        ("ai_mode", "en", {}, "needs a place"),
        ("ai_mode", None, {"location_code": 2840}, "needs a language"),
    ],
)
def test_what_a_search_needs_is_told(
    model: str, language: str | None, options: dict[str, JsonValue], told: str
):
    with pytest.raises(BadInput, match=told):
        DATAFORSEO.request(
            asked(plain_target("dataforseo", model, **options), language=language), None
        )


def test_a_model_is_asked_through_its_platform():
    target = full_target("dataforseo_llm", "gpt-4.1", platform="chat_gpt", force_web_search=True)
    request = DATAFORSEO_LLM.request(asked(target), "login:password")
    assert request.url == f"{HOST}/ai_optimization/chat_gpt/llm_responses/live"
    assert json.loads(request.body or b"") == [
        {
            "user_prompt": "Best skis?",
            "model_name": "gpt-4.1",
            "system_message": "Be brief.",
            "temperature": 0.7,
            "top_p": 0.9,
            "max_output_tokens": 200,
            "web_search": True,
            "force_web_search": True,
            "web_search_country_iso_code": "NO",
        }
    ]
    assert request.sent["force_web_search"] is True
    assert [one.field for one in request.dropped] == [
        "top_k",
        "min_p",
        "seed",
        "frequency_penalty",
        "presence_penalty",
        "stop",
        "reasoning_effort",
    ]


def test_a_prompt_that_the_service_would_refuse_is_not_sent():
    target = plain_target("dataforseo_llm", "gpt-4.1", platform="chat_gpt")
    DATAFORSEO_LLM.request(asked(target, "x" * 500), None)
    with pytest.raises(BadInput, match="at most 500 characters, found 501"):
        DATAFORSEO_LLM.request(asked(target, "x" * 501), None)


def test_an_unknown_platform_is_refused():
    with pytest.raises(BadInput, match="platform"):
        DATAFORSEO_LLM.request(asked(plain_target("dataforseo_llm", "gpt-4.1")), None)
