from __future__ import annotations

from monitor.providers.openrouter import OPENROUTER
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)

MODEL = "anthropic/claude-sonnet-4.6"


def test_every_setting_is_sent():
    request = asked(OPENROUTER, MODEL, settings=EVERYTHING, system_prompt="Be brief.")
    assert request.url == "https://openrouter.ai/api/v1/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Which CRM is best?"},
        ],
        "stream": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "top_k": 20,
        "min_p": 0.1,
        "seed": 7,
        "max_tokens": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop": ["END"],
        "reasoning": {"effort": "low"},
    }
    assert request.dropped == ()


def test_a_search_is_a_tool_with_parameters():
    options = {"search_context_size": "medium", "max_uses": 1}
    request = asked(OPENROUTER, MODEL, web_search=True, country="NO", options=options)
    assert body_of(request)["tools"] == [
        {
            "type": "openrouter:web_search",
            "parameters": {
                "search_context_size": "medium",
                "max_uses": 1,
                "user_location": {"type": "approximate", "country": "NO"},
            },
        }
    ]
    assert request.sent == {"web_search": True, "country": "NO", **options}
    assert request.dropped == ()


def test_a_plain_search_has_no_parameters():
    request = asked(OPENROUTER, MODEL, web_search=True)
    assert body_of(request)["tools"] == [{"type": "openrouter:web_search"}]


def test_what_belongs_to_a_search_is_dropped_without_one():
    request = asked(OPENROUTER, MODEL, country="NO", options={"max_uses": 1})
    assert set(dropped_by(request)) == {"country", "max_uses"}
    assert "tools" not in body_of(request)


def test_the_providers_behind_can_be_chosen():
    options = {"provider_order": ["anthropic"], "allow_fallbacks": False, "quantizations": ["fp8"]}
    request = asked(OPENROUTER, MODEL, options=options)
    assert body_of(request)["provider"] == {
        "order": ["anthropic"],
        "allow_fallbacks": False,
        "quantizations": ["fp8"],
    }
    assert request.sent == options
