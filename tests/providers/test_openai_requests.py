from __future__ import annotations

from dataclasses import fields

import pytest

from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput
from monitor.providers.openai import OPENAI
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)

PROMPT = "Which CRM is best?"


def test_a_question_without_search_goes_to_responses_and_is_not_stored_there():
    request = asked(OPENAI, "gpt-5", system_prompt="Be brief.")
    assert (request.method, request.url) == ("POST", "https://api.openai.com/v1/responses")
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "gpt-5",
        "input": PROMPT,
        "instructions": "Be brief.",
        "stream": False,
        "store": False,
    }
    assert (request.sent, request.dropped, request.api_version) == ({}, (), None)


def test_a_search_is_asked_for_with_its_country_and_its_sources():
    options = {"search_context_size": "low", "service_tier": "flex", "verbosity": "low"}
    request = asked(OPENAI, "gpt-5", web_search=True, country="NO", options=options)
    assert body_of(request) == {
        "model": "gpt-5",
        "input": PROMPT,
        "stream": False,
        "store": False,
        "tools": [
            {
                "type": "web_search",
                "search_context_size": "low",
                "user_location": {"type": "approximate", "country": "NO"},
            }
        ],
        "include": ["web_search_call.action.sources"],
        "service_tier": "flex",
        "text": {"verbosity": "low"},
    }
    assert request.sent == {"web_search": True, "country": "NO", **options}
    assert request.dropped == ()


def test_responses_have_four_of_our_settings_and_the_others_are_dropped():
    request = asked(OPENAI, "gpt-5", settings=EVERYTHING)
    assert body_of(request) == {
        "model": "gpt-5",
        "input": PROMPT,
        "stream": False,
        "store": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "max_output_tokens": 200,
        "reasoning": {"effort": "low"},
    }
    assert set(dropped_by(request)) == {
        "top_k",
        "min_p",
        "seed",
        "frequency_penalty",
        "presence_penalty",
        "stop",
    }
    assert "Responses" in dropped_by(request)["seed"]


def test_a_target_may_ask_for_chat_and_its_settings():
    request = asked(OPENAI, "gpt-4.1", settings=EVERYTHING, options={"api": "chat"})
    assert request.url == "https://api.openai.com/v1/chat/completions"
    assert body_of(request) == {
        "model": "gpt-4.1",
        "messages": [{"role": "user", "content": PROMPT}],
        "stream": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "seed": 7,
        "max_completion_tokens": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop": ["END"],
        "reasoning_effort": "low",
    }
    assert set(dropped_by(request)) == {"top_k", "min_p"}
    assert "api" not in request.sent


def test_a_search_model_is_asked_through_chat_with_the_country_one_level_deeper():
    options = {"search_context_size": "high"}
    model = "gpt-4o-search-preview"
    request = asked(OPENAI, model, web_search=True, country="NO", options=options)
    assert request.url == "https://api.openai.com/v1/chat/completions"
    assert body_of(request)["web_search_options"] == {
        "search_context_size": "high",
        "user_location": {"type": "approximate", "approximate": {"country": "NO"}},
    }
    assert request.sent == {"web_search": True, "country": "NO", "search_context_size": "high"}


def test_a_search_that_chat_cannot_make_is_dropped_with_the_reason():
    request = asked(OPENAI, "gpt-5", web_search=True, country="NO", options={"api": "chat"})
    assert "web_search_options" not in body_of(request)
    reasons = dropped_by(request)
    assert set(reasons) == {"web_search", "country"}
    assert "search model" in reasons["web_search"]


@pytest.mark.parametrize("options", [{}, {"api": "chat"}])
def test_what_belongs_to_a_search_is_dropped_without_one(options: dict[str, str]):
    options = options | {"search_context_size": "low", "color": "red"}
    request = asked(OPENAI, "gpt-5", country="NO", options=options)
    assert set(dropped_by(request)) == {"country", "search_context_size", "color"}
    assert request.sent == {}


def test_an_api_that_there_is_not_is_refused():
    with pytest.raises(BadInput, match="responses, chat; found 'assistants'"):
        asked(OPENAI, "gpt-5", options={"api": "assistants"})


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:9", "http://127.0.0.1:9/v1/", "http://127.0.0.1:9/v1/responses"],
)
def test_another_address_is_taken_in_any_usual_spelling(base_url: str):
    request = asked(OPENAI, "gpt-5", base_url=base_url)
    assert request.url == "http://127.0.0.1:9/v1/responses"


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_each_setting_is_either_sent_or_dropped(api: str):
    request = asked(OPENAI, "gpt-5", settings=EVERYTHING, options={"api": api})
    names = {field.name for field in fields(SamplingSettings)}
    assert set(request.sent) | set(dropped_by(request)) == names
    assert not set(request.sent) & set(dropped_by(request))


def test_the_names_on_the_wire_are_those_of_responses_where_both_apis_have_one():
    assert OPENAI.wire_names["max_tokens"] == "max_output_tokens"
    assert OPENAI.wire_names["seed"] == "seed"
    assert "top_k" not in OPENAI.wire_names
